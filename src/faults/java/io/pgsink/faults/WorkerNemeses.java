// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsink.faults.Nemesis.Promise;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;

/** What happens to workers, tasks and the broker. */
final class WorkerNemeses {
  private WorkerNemeses() {}

  static List<Nemesis> all() {
    return List.of(
        Nemesis.of("F39 F40", "a worker is killed with SIGKILL", WorkerNemeses::kill),
        Nemesis.of("F41", "a worker stands still (SIGSTOP), then goes on", WorkerNemeses::suspend)
            .promising(Promise.LATE_WRITES_MAY_WIN),
        Nemesis.of("F43", "rebalance storm, 1 to 4 tasks", WorkerNemeses::storm),
        Nemesis.of("F44", "a worker leaves and comes back", WorkerNemeses::leave),
        Nemesis.of("F45", "partitions added", WorkerNemeses::addPartitions),
        Nemesis.of("F47", "paused, resumed, restarted, stopped", WorkerNemeses::pause),
        Nemesis.of("F48", "connector deleted and created again", WorkerNemeses::recreate),
        Nemesis.of("F50", "offsets reset", WorkerNemeses::resetOffsets),
        Nemesis.of("F50", "offsets altered", WorkerNemeses::alterOffsets));
  }

  private static void kill(TrialStage stage) {
    stage.otherWorker().kill();
    stage.duringSeconds(2);
    stage.otherWorker().startAgain();
  }

  /** Longer than the session, so that the partitions move while the worker believes to own them. */
  private static void suspend(TrialStage stage) {
    stage.otherWorker().suspend();
    stage.duringSeconds(14);
    stage.otherWorker().resume();
    stage.duringSeconds(3);
  }

  private static void storm(TrialStage stage) {
    for (String tasks : List.of("1", "4", "1", "4", "2")) {
      stage.rest().put(stage.connector(), stage.jsonWith(Map.of("tasks.max", tasks)));
      stage.duringSeconds(3);
    }
  }

  private static void leave(TrialStage stage) {
    stage.otherWorker().stop();
    stage.duringSeconds(3);
    stage.otherWorker().startAgain();
  }

  /** Keys of the counters may stand anywhere, so that their topic can grow. */
  private static void addPartitions(TrialStage stage) throws Exception {
    stage
        .kafka()
        .admin()
        .createPartitions(Map.of(stage.topics().counter(), NewPartitions.increaseTo(8)))
        .all()
        .get();
    stage.load().spread(8);
    stage.duringSeconds(6);
  }

  private static void pause(TrialStage stage) {
    stage.rest().pause(stage.connector());
    stage.duringSeconds(2);
    stage.rest().resume(stage.connector());
    stage.duringSeconds(2);
    stage.restart();
    stage.duringSeconds(2);
    stage.rest().stop(stage.connector());
    stage.duringSeconds(2);
    stage.rest().resume(stage.connector());
  }

  private static void recreate(TrialStage stage) {
    stage.rest().delete(stage.connector());
    stage.duringSeconds(2);
    stage.rest().put(stage.connector(), stage.jsonWith(Map.of()));
  }

  /** An operator who wants everything again: the tables emptied, the offsets reset. */
  private static void resetOffsets(TrialStage stage) throws Exception {
    stage.stop();
    stage.unseen(
        () -> {
          stage.rest().resetOffsets(stage.connector());
          stage.database().execute("TRUNCATE state, journal, counter, history");
        });
    stage.rest().resume(stage.connector());
  }

  /** The same, naming offsets: asked for twice, which must change nothing. */
  private static void alterOffsets(TrialStage stage) throws Exception {
    stage.stop();
    JsonNode beginning = stage.rest().offsets(stage.connector());
    for (JsonNode partition : beginning.get("offsets")) {
      ((ObjectNode) partition.get("offset")).put("kafka_offset", 0);
    }
    stage.unseen(
        () -> {
          stage.rest().alterOffsets(stage.connector(), beginning);
          stage.rest().alterOffsets(stage.connector(), beginning);
          stage.database().execute("TRUNCATE state, journal, counter, history");
        });
    stage.rest().resume(stage.connector());
  }
}

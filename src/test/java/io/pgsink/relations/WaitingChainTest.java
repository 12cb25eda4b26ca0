// SPDX-License-Identifier: Apache-2.0
package io.pgsink.relations;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits for something that waits itself isn't given up before that is. */
class WaitingChainTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("chain");

  private final Records parents = new Records("p", 0);
  private final Records children = new Records("c", 0);

  @BeforeEach
  void makeTables() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS p, c, pgsink_offsets CASCADE",
        "CREATE TABLE p (id bigint PRIMARY KEY, up bigint REFERENCES p)",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES p)");
  }

  private static void until(TaskHarness task, String what, BooleanSupplier done) {
    Await.until(
        what,
        () -> {
          task.put(List.of());
          return done.getAsBoolean();
        });
  }

  @Test
  void aChildOutlastsWhatItsParentWaitsBehind() {
    try (TaskHarness task =
        TaskHarness.startTolerant(
            DATABASE,
            "topics",
            "p,c",
            "constraint.wait.ms",
            "2000",
            "delivery.guarantee",
            "exactly_once")) {
      task.open(new TopicPartition("p", 0), new TopicPartition("c", 0));
      task.put(children.map(map("id", 1L), map("parent_id", 7L)));
      until(task, "half a second", () -> TaskHarness.metric("waiting-oldest-ms") > 500);
      SinkRecord orphan = parents.map(map("id", 5L), map("up", 99L));
      // exactly once, the good parent can't be stored before the bad one is a dead letter
      task.put(orphan, parents.map(map("id", 7L), map("up", null)));
      until(task, "all wait", () -> TaskHarness.metric("waiting-rows") == 3);
      task.flush();
      assertEquals(List.of(orphan), task.errant());
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM c"));
  }
}

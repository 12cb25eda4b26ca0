// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks for what a deleted connector has left behind: sessions, and threads of its workers. */
final class Remains {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Remains() {}

  /** What is still there after some time; empty as soon as nothing is. */
  static List<String> of(String connector, TestDatabase database, List<TestWorker> workers) {
    List<String> remains = new ArrayList<>();
    try {
      Await.until(
          "nothing is left of " + connector,
          PATIENCE,
          () -> {
            remains.clear();
            remains.addAll(sessions(database));
            remains.addAll(threads(connector, workers));
            return remains.isEmpty();
          });
    } catch (AssertionError some) {
      return List.copyOf(remains);
    }
    return List.of();
  }

  /** The threads of a connector's tasks. */
  static List<String> threads(String connector, List<TestWorker> workers) {
    List<String> threads = new ArrayList<>();
    for (TestWorker worker : workers) {
      threads.addAll(worker.threads("pgsink-" + connector + "-"));
    }
    return threads;
  }

  private static List<String> sessions(TestDatabase database) {
    List<String> sessions = new ArrayList<>();
    database
        .query(
            "SELECT 'session ' || pid || ' ' || coalesce(state, '') FROM pg_stat_activity"
                + " WHERE usename = '%s' AND datname = current_database()".formatted(Tables.ROLE))
        .forEach(row -> sessions.add(row.get(0)));
    return sessions;
  }
}

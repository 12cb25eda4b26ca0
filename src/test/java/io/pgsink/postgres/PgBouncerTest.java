// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsink.rig.PgBouncer;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** F57: tasks behind a real PgBouncer in transaction mode, where one is installed. */
class PgBouncerTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("bouncer");
  private static final TopicPartition T0 = new TopicPartition("t", 0);

  private final Records records = new Records("t", 0);
  private PgBouncer bouncer;
  private TestDatabase behind;

  @BeforeEach
  void start() {
    assumeTrue(PgBouncer.isInstalled(), "no PgBouncer on this machine");
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, pgsink_offsets",
        "CREATE TABLE t (id bigint PRIMARY KEY, v text CHECK (v <> 'bad'), n bigint)");
    bouncer = PgBouncer.start(DATABASE);
    behind = bouncer.of(DATABASE);
  }

  @AfterEach
  void stop() {
    if (bouncer != null) {
      bouncer.close();
    }
  }

  private SinkRecord upsert(long id, String value) {
    return records.struct(row("id", id), row("v", value, "n", 1L));
  }

  private TaskHarness start(String name) {
    return TaskHarness.startTolerant(
        behind, "name", name, "writers", "2", "connection.timeout.ms", "1000");
  }

  @Test
  void everythingWorksWithoutPreparedStatementsAndHealsARestart() {
    try (TaskHarness task =
        TaskHarness.startTolerant(
            behind,
            "connection.prepare.threshold",
            "0",
            "delivery.guarantee",
            "exactly_once",
            "update.rules",
            "n:add",
            "statement.timeout.ms",
            "20000",
            "lock.timeout.ms",
            "20000",
            "auto.evolve",
            "true",
            "writers",
            "2")) {
      task.open(T0);
      for (int i = 0; i < 20; i++) {
        task.write(upsert(1, "a" + i), upsert(2, "b" + i), upsert(100 + i, "c"));
      }
      task.write(upsert(3, "good"), upsert(4, "bad"), upsert(5, "good"));
      assertEquals(1, task.errant().size());
      task.write(records.struct(row("id", 6L), row("v", "x", "more", "y")));
      task.write(upsert(8, "known again"));
      bouncer.kill();
      task.put(upsert(1, "after"), upsert(7, "after"));
      task.preCommit();
      bouncer.startAgain();
      task.flush();
    }
    assertEquals(27, DATABASE.count("SELECT count(*) FROM t"));
    assertEquals("after 21", DATABASE.value("SELECT v || ' ' || n FROM t WHERE id = 1"));
    assertEquals("y", DATABASE.value("SELECT more FROM t WHERE id = 6"));
  }

  @Test
  void preparedStatementsFailWithTheOptionToChange() {
    try (TaskHarness one = start("one");
        TaskHarness two = start("two")) {
      ConnectException failure =
          assertThrows(
              ConnectException.class,
              () -> {
                for (int i = 0; i < 200; i++) {
                  TaskHarness task = i % 2 == 0 ? one : two;
                  task.put(upsert(i, "v"), upsert(i + 1, "v"), upsert(i + 2, "v"));
                  task.flush();
                }
              });
      assertTrue(
          failure.getMessage().contains("connection.prepare.threshold=0"), failure.getMessage());
      assertEquals(0, one.errant().size() + two.errant().size());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.TableId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** F12, K7: what a firewall has forgotten is found out by asking the server, not by waiting. */
class ForgottenConnectionsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("forgotten");

  private final Records records = new Records("t", 0);

  @Test
  void aTaskWhoseConnectionsAreForgottenGoesOnWithinFifteenSeconds() {
    DATABASE.execute("DROP TABLE IF EXISTS t", "CREATE TABLE t (id bigint PRIMARY KEY, v text)");
    try (FaultProxy proxy = new FaultProxy(DATABASE.host(), DATABASE.port())) {
      TestDatabase through =
          new TestDatabase(
              "localhost", proxy.port(), DATABASE.name(), DATABASE.user(), DATABASE.password());
      // a connection that is forgotten while it is opened takes its whole timeout
      try (TaskHarness task =
          TaskHarness.start(through, "name", "forgotten", "connection.timeout.ms", "4000")) {
        task.write(row(1));
        task.write(row(2));
        proxy.forget();
        long start = System.nanoTime();
        task.put(row(3));
        task.flush();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.toSeconds() < 15, took::toString);
      }
    }
    assertEquals(3, DATABASE.count("SELECT count(*) FROM t"));
  }

  /** A search for bad records ends with a commit of its own. */
  @Test
  void aForgottenCommitIsNotWaitedFor() throws Exception {
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    try (FaultProxy proxy = new FaultProxy(DATABASE.host(), DATABASE.port())) {
      ConnectionConfig config =
          ConnectorOptions.parse(
                  Map.of(
                      "name",
                      "forgotten",
                      "topics",
                      "t",
                      "connection.url",
                      "jdbc:postgresql://localhost:" + proxy.port() + "/" + DATABASE.name(),
                      "connection.user",
                      DATABASE.user(),
                      "connection.password",
                      DATABASE.password(),
                      "connection.timeout.ms",
                      "2000"))
              .connection();
      try (Database database = new Database(config, 2, "forgotten-split");
          SplitTransaction split = database.split()) {
        Future<?> looks =
            watch.scheduleWithFixedDelay(database::watch, 0, 250, TimeUnit.MILLISECONDS);
        proxy.forget();
        long start = System.nanoTime();
        assertThrows(WriteException.class, () -> split.commit(TableId.parse("t")));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.toSeconds() < 15, took::toString);
        looks.cancel(true);
      }
    } finally {
      watch.shutdownNow();
    }
  }

  /** K7.1, F08: the fault suite's nemesis in short, with offsets that must fit the rows. */
  @Test
  void aTaskGoesOnWhicheverRequestItsConnectionsAreCutAt() {
    DATABASE.execute("CREATE TABLE IF NOT EXISTS t (id bigint PRIMARY KEY, v text)", "TRUNCATE t");
    try (FaultProxy proxy = new FaultProxy(DATABASE.host(), DATABASE.port())) {
      TestDatabase through =
          new TestDatabase(
              "localhost", proxy.port(), DATABASE.name(), DATABASE.user(), DATABASE.password());
      try (TaskHarness task =
          TaskHarness.start(
              through,
              "name",
              "cut",
              "delivery.guarantee",
              "exactly_once",
              "insert.mode",
              "insert",
              "connection.timeout.ms",
              "1000")) {
        task.open(new TopicPartition("t", 0));
        task.write(row(0));
        for (int request = 1; request <= 16; request++) {
          proxy.cutAtRequest(request);
          proxy.reset();
          task.put(row(request));
          long end = System.nanoTime() + 300_000_000L;
          Await.until("some attempts are cut", () -> System.nanoTime() > end);
          proxy.cutAtRequest(0);
          task.flush();
        }
      }
    }
    assertEquals(17, DATABASE.count("SELECT count(*) FROM t"));
  }

  private SinkRecord row(long id) {
    return records.struct(Records.row("id", id), Records.row("v", "x"));
  }
}

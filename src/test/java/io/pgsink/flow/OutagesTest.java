// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks whose database goes away, hangs, moves or shuts them out. */
class OutagesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("outages");

  /** Connect's task.shutdown.graceful.timeout.ms. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTable() {
    DATABASE.execute("DROP TABLE IF EXISTS t", "CREATE TABLE t (id bigint PRIMARY KEY, v text)");
  }

  private SinkRecord next() {
    return records.struct(row("id", records.offset()), row("v", "x"));
  }

  private static void stopWithinGrace(TaskHarness task) {
    long start = System.nanoTime();
    task.close();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(GRACE) < 0, took::toString);
    Await.until("its threads are gone", Duration.ofSeconds(30), () -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pgsink-outages-"))
        .count();
  }

  private static long sessions(TestDatabase database) {
    return database.count(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'pgsink-outages-%'");
  }

  /** F59 */
  @Test
  void aTaskWhoseWriteHangsStopsWithinItsGrace() throws Exception {
    TaskHarness task = TaskHarness.start(DATABASE, "name", "outages-hang", "linger.ms", "0");
    task.write(next());
    try (Connection blocker = DATABASE.connect();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      task.put(next());
      Await.until(
          "the write waits",
          () ->
              DATABASE.count(
                      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                          + " AND application_name LIKE 'pgsink-outages-%'")
                  == 1);
      stopWithinGrace(task);
    }
    Await.until("its sessions are gone", () -> sessions(DATABASE) == 0);
  }

  /** F09, F59 */
  @Test
  void aTaskWhoseServerNeverAnswersStopsWithinItsGrace() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      TestDatabase nowhere =
          new TestDatabase("127.0.0.1", silent.getLocalPort(), "x", "nobody", "nothing");
      TaskHarness task =
          TaskHarness.start(nowhere, "name", "outages-silent", "connection.timeout.ms", "2000");
      SinkRecord record = next();
      long start = System.nanoTime();
      assertThrows(RetriableException.class, () -> task.putOnce(List.of(record)));
      assertTrue(System.nanoTime() - start < 10_000_000_000L, "put takes too long");
      stopWithinGrace(task);
    }
  }

  /**
   * F43, J4: a partition comes back before the records of the last put came again. Connect has
   * dropped them, but counts them as consumed with the next put that succeeds.
   */
  @Test
  void recordsThatNeverCameAgainAreNotCommitted() throws IOException {
    TopicPartition partition = new TopicPartition("t", 0);
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      TestDatabase nowhere =
          new TestDatabase("127.0.0.1", silent.getLocalPort(), "x", "nobody", "nothing");
      try (TaskHarness task =
          TaskHarness.start(nowhere, "name", "outages-again", "connection.timeout.ms", "1000")) {
        task.open(partition);
        List<SinkRecord> poll = List.of(next(), next());
        assertThrows(RetriableException.class, () -> task.putOnce(poll));
        task.revoke(partition);
        task.open(partition);
        task.putOnce(List.of());
        task.consumed(partition, 2);
        assertEquals(Map.of(), task.preCommit());
      }
    }
  }

  /** F27 */
  @Test
  void noTransactionStaysOpenAndNoSessionStaysBehind() {
    DATABASE.execute("ALTER TABLE t ADD CHECK (v <> 'bad')");
    TaskHarness task = TaskHarness.startTolerant(DATABASE, "name", "outages-clean", "writers", "3");
    task.write(
        next(), records.struct(row("id", 900L), row("v", "bad")), next(), next(), next(), next());
    assertEquals(1, task.errant().size());
    assertTrue(sessions(DATABASE) >= 1);
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                + " AND application_name LIKE 'pgsink-outages-%'"));
    stopWithinGrace(task);
    Await.until("its sessions are gone", () -> sessions(DATABASE) == 0);
  }

  /** F15: the old primary has become read-only, the new one stands second in the list. */
  @Test
  void aTaskFollowsTheNewPrimary() {
    try (TestPostgres old = TestPostgres.start();
        TestPostgres young = TestPostgres.start()) {
      TestDatabase before = old.createDatabase("failover");
      young.maintenance().execute("CREATE DATABASE " + before.name());
      TestDatabase after = young.database(before.name());
      for (TestDatabase each : List.of(before, after)) {
        each.execute("CREATE TABLE t (id bigint PRIMARY KEY, v text)");
      }
      String url =
          "jdbc:postgresql://localhost:%d,localhost:%d/%s?targetServerType=primary&hostRecheckSeconds=1"
              .formatted(old.port(), young.port(), before.name());
      try (TaskHarness task =
          TaskHarness.start(before, "name", "outages-failover", "connection.url", url)) {
        task.write(next(), next());
        assertEquals(2, before.count("SELECT count(*) FROM t"));
        old.maintenance()
            .execute(
                "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
        Await.until(
            "it is read-only",
            () -> before.value("SHOW default_transaction_read_only").equals("on"));
        task.put(next(), next(), next());
        task.flush();
      }
      assertEquals(2, before.count("SELECT count(*) FROM t"));
      assertEquals(3, after.count("SELECT count(*) FROM t"));
    }
  }

  /** F29: as after a rotation of its password; nothing is a dead letter. */
  @Test
  void aLoginThatIsRefusedMidRunFailsTheTaskAndHealsWithARestart() {
    DATABASE.execute(
        "CREATE ROLE rotating LOGIN PASSWORD 'first-s3cret'", "GRANT ALL ON t TO rotating");
    TestDatabase rotating = DATABASE.as("rotating", "first-s3cret");
    try {
      try (TaskHarness task =
          TaskHarness.startTolerant(
              rotating, "name", "outages-login", "connection.timeout.ms", "1000")) {
        task.write(next());
        DATABASE.execute(
            "ALTER ROLE rotating NOLOGIN",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rotating'");
        ConnectException failure = assertThrows(ConnectException.class, () -> task.write(next()));
        assertTrue(failure.getMessage().contains("connection.password"), failure.getMessage());
        assertFalse(failure.getMessage().contains("s3cret"), failure.getMessage());
        assertEquals(List.of(), task.errant());
      }
      DATABASE.execute("ALTER ROLE rotating LOGIN");
      try (TaskHarness task = TaskHarness.start(rotating, "name", "outages-again")) {
        task.write(next());
      }
    } finally {
      DATABASE.execute("DROP OWNED BY rotating", "DROP ROLE rotating");
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  /** K7.2: the server ends the session, and half of the rows would have passed. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aTransactionThatTakesTooLongIsWrittenInHalves(String guarantee) {
    DATABASE.execute(
        "DROP TABLE IF EXISTS pgsink_offsets",
        "CREATE OR REPLACE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$BEGIN PERFORM pg_sleep(0.005); RETURN NEW; END$$",
        "CREATE TRIGGER nap BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION nap()",
        "ALTER DATABASE \"%s\" SET transaction_timeout = '500ms'".formatted(DATABASE.name()));
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE, "name", "outages-slow", "delivery.guarantee", guarantee, "linger.ms", "50")) {
      task.open(new TopicPartition("t", 0));
      SinkRecord[] poll = new SinkRecord[200];
      for (int i = 0; i < poll.length; i++) {
        poll[i] = next();
      }
      task.write(poll);
    } finally {
      DATABASE.execute(
          "ALTER DATABASE \"%s\" RESET transaction_timeout".formatted(DATABASE.name()));
    }
    assertEquals(200, DATABASE.count("SELECT count(*) FROM t"));
  }

  /** F34: the table changes, and the server goes away before it can be read again. */
  @Test
  void aTableThatChangesDuringAnOutageIsReadAgainAfterIt() {
    try (TestPostgres postgres = TestPostgres.start()) {
      TestDatabase database = postgres.createDatabase("outage");
      database.execute("CREATE TABLE t (id bigint PRIMARY KEY, v text, w text)");
      try (TaskHarness task =
          TaskHarness.start(
              database,
              "name",
              "outages-change",
              "linger.ms",
              "60000",
              "connection.timeout.ms",
              "300")) {
        task.write(next());
        task.put(next());
        postgres.stop();
        assertEquals(1, task.preCommit().get(new TopicPartition("t", 0)).offset());
        postgres.startAgain();
        database.execute("ALTER TABLE t DROP COLUMN w");
        task.flush();
      }
      assertEquals(2, database.count("SELECT count(*) FROM t"));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.CapturedLog;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** K7: tables and rows that somebody else has locked. */
class LocksTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("locks");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, pgsink_offsets", "CREATE TABLE t (id bigint PRIMARY KEY, v text)");
  }

  private SinkRecord next() {
    return records.struct(row("id", records.offset()), row("v", "x"));
  }

  private static long waiting() {
    return DATABASE.count(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND application_name LIKE 'pgsink-locks-%'");
  }

  /** K7.4: the server gives up first, so that no session is left behind; the holder is named. */
  @Test
  void aLockedTableIsWaitedForByOneSessionAndTheHolderIsNamed() throws Exception {
    try (CapturedLog log = new CapturedLog();
        TaskHarness task =
            TaskHarness.start(
                DATABASE, "name", "locks-table", "linger.ms", "0", "lock.timeout.ms", "1200");
        Connection holder = DATABASE.connect();
        Statement lock = holder.createStatement()) {
      task.write(next());
      holder.setAutoCommit(false);
      lock.execute("SET application_name = 'the holder'");
      lock.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      task.put(next());
      Await.until(
          "the holder is named",
          () -> {
            task.put();
            return log.lines("55P03").stream().anyMatch(line -> line.contains("\"the holder\""));
          });
      assertTrue(log.lines("55P03").stream().anyMatch(line -> line.contains("able \"")));
      assertTrue(waiting() <= 1);
      holder.rollback();
      task.flush();
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  /** K7.4: it isn't the number of rows that takes so long, so that none is too slow by itself. */
  @Test
  void aStatementTimeoutBehindALockFailsNothing() throws Exception {
    try (CapturedLog log = new CapturedLog();
        TaskHarness task =
            TaskHarness.start(
                DATABASE, "name", "locks-slow", "linger.ms", "0", "statement.timeout.ms", "900");
        Connection holder = DATABASE.connect();
        Statement lock = holder.createStatement()) {
      task.write(next());
      holder.setAutoCommit(false);
      lock.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      task.put(next(), next());
      Await.until(
          "more attempts are made than slow rows have",
          () -> {
            task.put();
            return log.lines("57014").size() >= 5;
          });
      assertTrue(log.lines("57014").get(0).contains("waited for a lock"));
      holder.rollback();
      task.flush();
    }
    assertEquals(3, DATABASE.count("SELECT count(*) FROM t"));
  }

  /** K7.3: put doesn't wait for the lock, and others can read in between. */
  @Test
  void aTableThatIsReadIsNotWaitedForInPut() throws Exception {
    try (TaskHarness task =
            TaskHarness.start(DATABASE, "name", "locks-ddl", "auto.evolve", "true");
        Connection reader = DATABASE.connect();
        Statement read = reader.createStatement()) {
      task.write(next());
      reader.setAutoCommit(false);
      read.execute("SELECT FROM t");
      List<SinkRecord> poll =
          List.of(records.struct(row("id", 7L), row("v", "x", "a column to be added", 1)));
      for (int i = 0; i < 2; i++) {
        long start = System.nanoTime();
        RetriableException later = assertThrows(RetriableException.class, () -> task.putOnce(poll));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.toMillis() < 4_000, took::toString);
        assertTrue(later.getMessage().contains("55P03"), later.getMessage());
        assertTrue(later.getMessage().contains("table \"t\""), later.getMessage());
        assertTrue(later.getMessage().contains("session "), later.getMessage());
        assertEquals(0, waiting());
      }
      reader.rollback();
      task.put(poll.get(0));
      task.flush();
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  /** K7.3 */
  @Test
  void aLockedRowOfTheOffsetsHoldsUpNeitherOpenNorPut() throws Exception {
    TopicPartition partition = new TopicPartition("t", 0);
    String[] options = {"name", "locks-claim", "delivery.guarantee", "exactly_once"};
    try (TaskHarness task = TaskHarness.start(DATABASE, options)) {
      task.open(partition);
      task.write(next());
    }
    try (TaskHarness task = TaskHarness.start(DATABASE, options);
        Connection holder = DATABASE.connect();
        Statement lock = holder.createStatement()) {
      holder.setAutoCommit(false);
      lock.execute("SELECT FROM pgsink_offsets FOR UPDATE");
      long start = System.nanoTime();
      task.open(partition);
      assertThrows(RetriableException.class, () -> task.putOnce(List.of(next())));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.toMillis() < 6_000, took::toString);
    }
  }

  /** K7.3: a table is rewritten once, however long that takes, while put keeps its promise. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aTableThatIsRewrittenHoldsUpNoPut(String guarantee) {
    DATABASE.execute(
        "ALTER TABLE t ALTER v TYPE int USING 0",
        "CREATE TABLE rewrites (at timestamptz)",
        "CREATE FUNCTION nap() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN"
            + " INSERT INTO rewrites VALUES (now()); PERFORM pg_sleep(4); END$$",
        "CREATE EVENT TRIGGER nap ON table_rewrite EXECUTE FUNCTION nap()");
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE,
            "name",
            "locks-rewrite",
            "auto.evolve",
            "true",
            "delivery.guarantee",
            guarantee,
            "consumer.override.max.poll.interval.ms",
            "4000")) {
      task.open(new TopicPartition("t", 0));
      List<SinkRecord> poll = List.of(records.struct(row("id", 7L), row("v", 1L << 40)));
      AtomicInteger late = new AtomicInteger();
      Await.until(
          "the records are taken",
          () -> {
            long start = System.nanoTime();
            try {
              task.putOnce(poll);
              return true;
            } catch (RetriableException unfinished) {
              String message = unfinished.getMessage();
              assertTrue(message.contains("still being read or changed"), message);
              late.incrementAndGet();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.toMillis() < 2_500, took::toString);
            return false;
          });
      task.consumed(new TopicPartition("t", 0), 1);
      task.flush();
      assertEquals(List.of(List.of("7", "" + (1L << 40))), DATABASE.query("SELECT id, v FROM t"));
      assertEquals(1, DATABASE.count("SELECT count(*) FROM rewrites"));
      assertTrue(late.get() >= 2, late::toString);
    } finally {
      DATABASE.execute("DROP EVENT TRIGGER nap", "DROP FUNCTION nap", "DROP TABLE rewrites");
    }
  }

  /** K7.3 */
  @Test
  void aSlowClaimHoldsUpNeitherOpenNorPut() {
    TopicPartition partition = new TopicPartition("t", 0);
    String[] options = {"name", "locks-slow", "delivery.guarantee", "exactly_once"};
    try (TaskHarness task = TaskHarness.start(DATABASE, options)) {
      task.open(partition);
      task.write(next());
    }
    DATABASE.execute(
        "CREATE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$BEGIN PERFORM pg_sleep(20); RETURN NEW; END$$",
        "CREATE TRIGGER nap BEFORE UPDATE ON pgsink_offsets FOR EACH ROW EXECUTE FUNCTION nap()");
    try (TaskHarness task = TaskHarness.start(DATABASE, options)) {
      long start = System.nanoTime();
      task.open(partition);
      List<SinkRecord> poll = List.of(next());
      assertThrows(RetriableException.class, () -> task.putOnce(poll));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.toMillis() < 8_000, took::toString);
      DATABASE.execute("DROP FUNCTION nap CASCADE");
      // the consumer was moved, so that what it had read before comes again
      task.put(poll);
      task.put(poll);
      task.flush();
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }
}

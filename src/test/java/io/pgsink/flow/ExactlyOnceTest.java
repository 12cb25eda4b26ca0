// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.flow.AppendedTable.DATABASE;
import static io.pgsink.flow.AppendedTable.assertEachOnce;
import static io.pgsink.flow.AppendedTable.next;
import static io.pgsink.flow.AppendedTable.rows;
import static io.pgsink.flow.AppendedTable.start;
import static io.pgsink.flow.AppendedTable.stored;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.PostgresSinkConnector;
import io.pgsink.rig.Await;
import io.pgsink.rig.CapturedLog;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Exactly-once delivery of real tasks into a real PostgreSQL. Every record adds a row to a table
 * without keys, so that a record lost or written twice shows.
 */
class ExactlyOnceTest {
  private static final TopicPartition T0 = new TopicPartition("t", 0);
  private static final TopicPartition T1 = new TopicPartition("t", 1);

  private final Records records = new Records("t", 0);
  private final Records others = new Records("t", 1);

  @BeforeEach
  void makeTables() {
    AppendedTable.make();
  }

  private static void expectRetry(TaskHarness task, List<SinkRecord> poll) {
    assertThrows(RetriableException.class, () -> task.putOnce(poll));
  }

  @Test
  void theNextTaskGoesOnWhereTheRowsEnd() {
    List<SinkRecord> poll = next(records, 20);
    try (TaskHarness task = start()) {
      task.open(T0);
      assertEquals(Optional.empty(), task.movedTo(T0));
      task.put(poll);
      task.flush();
    }
    try (TaskHarness task = start()) {
      task.open(T0);
      assertEquals(Optional.of(20L), task.movedTo(T0));
      task.put(next(records, 5));
      task.flush();
    }
    assertEachOnce(25);
  }

  /** F49: a renamed connector is a new reader, and two of them don't disturb each other. */
  @Test
  void aConnectorOfAnotherNameHasItsOwnOffsets() {
    try (TaskHarness task = start("name", "before");
        TaskHarness renamed = start("name", "after")) {
      task.open(T0);
      task.write(next(records), next(records));
      renamed.open(T0);
      assertEquals(Optional.empty(), renamed.movedTo(T0));
      renamed.write(next(new Records("t", 0)));
      task.write(next(records));
    }
    assertEquals(4, rows());
    assertEquals(
        List.of(List.of("after", "1"), List.of("before", "3")),
        DATABASE.query("SELECT connector, next_offset FROM pgsink_offsets ORDER BY 1"));
  }

  /** F41 */
  @Test
  void aTaskThatLostItsPartitionsWritesNothingAndGoesOnWhenItHearsSo() {
    try (TaskHarness frozen = start("linger.ms", "60000");
        TaskHarness heir = start()) {
      frozen.open(T0, T1);
      frozen.put(next(records, 10));
      frozen.put(next(others, 10));
      heir.open(T0);
      frozen.preCommit();
      assertEquals(0, rows());
      frozen.revoke(T0);
      frozen.flush();
    }
    assertEachOnce(10);
    assertEquals(10, stored(1));
  }

  /**
   * K7.6: a task that Kafka doesn't answer can't hear that it lost its partitions. It waits, and
   * when records come that were fetched since and it still isn't told, there are two of its name.
   */
  @Test
  void aFencedTaskWaitsAsLongAsKafkaIsSilentAndFailsWhenItIsNot() {
    try (CapturedLog log = new CapturedLog();
        TaskHarness cut = start("linger.ms", "0");
        TaskHarness heir = start("linger.ms", "0")) {
      cut.open(T0);
      cut.write(next(records));
      heir.open(T0);
      cut.put(next(records));
      Await.until(
          "it says that it waits",
          () -> {
            cut.put();
            return !log.lines("waits for Kafka to answer").isEmpty();
          });
      assertEquals(1, rows());
      cut.put(next(records));
      ConnectException failure = assertThrows(ConnectException.class, cut::flush);
      assertTrue(failure.getMessage().contains("another task"), failure.getMessage());
    }
    assertEachOnce(1);
  }

  /** F43: the batch is in flight while its partition goes away and comes back to the same task. */
  @Test
  void aPartitionThatComesBackWhileItsBatchIsInFlightIsNotWrittenTwice() throws Exception {
    try (TaskHarness task = start("linger.ms", "0")) {
      task.open(T0);
      task.put(next(records, 3));
      task.flush();
      List<SinkRecord> late = next(records, 5);
      try (Connection blocker = DATABASE.connect();
          Statement statement = blocker.createStatement()) {
        blocker.setAutoCommit(false);
        statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        task.put(late);
        awaitLockWaits(1);
        task.revoke(T0);
        task.open(T0);
      }
      long from = task.movedTo(T0).orElseThrow();
      task.put(late.stream().filter(record -> record.kafkaOffset() >= from).toList());
      task.put(next(records, 2));
      task.flush();
    }
    assertEachOnce(10);
  }

  /** F26, Invariant F: whatever is cut in two, the offset always is the number of stored rows. */
  @Test
  void aBatchTooSlowForItsTimeoutIsSplitAndOffsetsGoWithTheRows() {
    DATABASE.execute(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END$$",
        "CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION slow()");
    try (TaskHarness task = start("linger.ms", "60000", "statement.timeout.ms", "250")) {
      task.open(T0, T1);
      DATABASE.execute(
          "CREATE TABLE history (p int, next_offset bigint, stored bigint)",
          "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
              + " INSERT INTO history SELECT NEW.partition, NEW.next_offset, count(*)"
              + " FROM t WHERE p = NEW.partition; RETURN NULL; END$$",
          "CREATE CONSTRAINT TRIGGER note AFTER UPDATE OF next_offset ON pgsink_offsets"
              + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
              + " WHEN (NEW.next_offset IS NOT NULL) EXECUTE FUNCTION note()");
      task.put(next(records, 60));
      task.put(next(others, 40));
      task.flush();
      assertEquals(List.of(), task.messages());
    }
    assertEachOnce(100);
    assertEquals(60, stored(0));
    assertEquals(40, stored(1));
    assertTrue(DATABASE.count("SELECT count(*) FROM history") > 4);
    assertEquals(0, DATABASE.count("SELECT count(*) FROM history WHERE next_offset <> stored"));
    DATABASE.execute("DROP FUNCTION slow, note CASCADE");
  }

  @Test
  void aSingleRowTooSlowForItsTimeoutFailsTheTaskWithTheOptionToChange() {
    DATABASE.execute(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$BEGIN PERFORM pg_sleep(9); RETURN NEW; END$$",
        "CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION slow()");
    try (TaskHarness task = start("statement.timeout.ms", "50")) {
      task.open(T0);
      task.put(next(records, 2));
      ConnectException failure = assertThrows(ConnectException.class, task::flush);
      assertTrue(failure.getMessage().contains("statement.timeout.ms"), failure.getMessage());
    }
    assertEquals(0, rows());
    DATABASE.execute("DROP FUNCTION slow CASCADE");
  }

  /** F46 */
  @Test
  void aTopicMadeAgainIsRefusedRatherThanSkipped() {
    try (TaskHarness task = start()) {
      task.open(T0);
      task.put(next(records, 20));
      task.flush();
    }
    try (TaskHarness task = start()) {
      task.open(T0);
      List<SinkRecord> again = next(new Records("t", 0), 3);
      ConnectException failure = assertThrows(ConnectException.class, () -> task.put(again));
      assertTrue(failure.getMessage().contains("t-0"), failure.getMessage());
      assertTrue(failure.getMessage().contains("/offsets"), failure.getMessage());
    }
    assertEachOnce(20);
  }

  /** F08 F26: the offsets are locked when the task asks whether its commit has gone through. */
  @Test
  void aQuestionForALostCommitThatTimesOutIsAskedAgain() throws Exception {
    try (TaskHarness task = start("linger.ms", "0")) {
      task.open(T0);
      task.write(next(records));
      DATABASE.execute(
          "ALTER DATABASE \"%s\" SET statement_timeout = '100ms'".formatted(DATABASE.name()));
      try (Connection blocker = DATABASE.connect();
          Statement statement = blocker.createStatement()) {
        statement.execute("SET statement_timeout = 0");
        blocker.setAutoCommit(false);
        statement.execute("LOCK TABLE pgsink_offsets IN EXCLUSIVE MODE");
        task.put(next(records, 2));
        awaitLockWaits(1);
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock'");
        long end = System.nanoTime() + 2_000_000_000L;
        Await.until("some answers are late", () -> System.nanoTime() > end);
      }
      task.flush();
    } finally {
      DATABASE.execute("ALTER DATABASE \"%s\" RESET statement_timeout".formatted(DATABASE.name()));
    }
    assertEachOnce(3);
    assertEquals(3, stored(0));
  }

  @Test
  void aConsumerThatGoesBackWhileTheTaskRunsIsRefused() {
    try (TaskHarness task = start("linger.ms", "60000")) {
      task.open(T0);
      List<SinkRecord> poll = next(records, 5);
      task.put(poll);
      assertThrows(ConnectException.class, () -> task.put(poll.subList(2, 5)));
    }
  }

  /** F01: the claim succeeds late, with records in hand that the consumer read from elsewhere. */
  @Test
  void recordsReadBeforeALateClaimAreNotTakenEvenWhenTheyComeAgain() throws Exception {
    List<SinkRecord> first = next(records, 3);
    List<SinkRecord> second = next(records, 3);
    List<SinkRecord> tooFar =
        List.of(
            next(records), others.struct(row("id", 9L), row("id", 9L, "a column to be added", 1)));
    try (TaskHarness task = start()) {
      task.open(T0);
      task.put(first);
      task.flush();
    }
    DATABASE.execute("ALTER DATABASE \"%s\" SET lock_timeout = '100ms'".formatted(DATABASE.name()));
    try (TaskHarness task = start("auto.evolve", "true");
        Connection blocker = DATABASE.connect();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE pgsink_offsets IN EXCLUSIVE MODE");
      task.open(T0, T1);
      assertEquals(Optional.empty(), task.movedTo(T0));
      expectRetry(task, tooFar);
      blocker.rollback();
      statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      expectRetry(task, tooFar);
      assertEquals(Optional.of(3L), task.movedTo(T0));
      blocker.rollback();
      task.put(tooFar);
      assertEquals(3, task.preCommit().get(T0).offset(), "what was skipped isn't durable");
      task.put(second);
      task.flush();
    } finally {
      DATABASE.execute("ALTER DATABASE \"%s\" RESET lock_timeout".formatted(DATABASE.name()));
    }
    assertEachOnce(7);
    assertEquals(6, stored(0));
    assertEquals(1, stored(1));
  }

  /** F50 */
  @Test
  void alteredOffsetsAreWhereTheNextTaskGoesOn() {
    Map<String, String> options = new HashMap<>();
    options.put("name", "test");
    options.put("topics", "t");
    options.put("connection.url", DATABASE.url());
    options.put("connection.user", DATABASE.user());
    options.put("connection.password", DATABASE.password());
    options.put("delivery.guarantee", "exactly_once");
    Map<TopicPartition, Long> wanted = new HashMap<>();
    wanted.put(T0, 7L);
    wanted.put(T1, null);
    PostgresSinkConnector connector = new PostgresSinkConnector();
    try (TaskHarness task = start()) {
      task.open(T0, T1);
      task.put(next(records, 20));
      task.put(next(others, 20));
      task.flush();
    }
    assertTrue(connector.alterOffsets(options, wanted));
    assertTrue(connector.alterOffsets(options, wanted));
    try (TaskHarness task = start()) {
      task.open(T0, T1);
      assertEquals(Optional.of(7L), task.movedTo(T0));
      assertEquals(Optional.empty(), task.movedTo(T1));
    }
    DATABASE.execute("DROP TABLE pgsink_offsets");
    assertTrue(connector.alterOffsets(options, wanted), "the table is made when it is missing");
    assertEquals(7, stored(0));
    // K17.2: all or nothing
    for (TopicPartition wrong :
        List.of(T0, new TopicPartition("tt", 0), new TopicPartition("t", -1))) {
      Map<TopicPartition, Long> bad = new HashMap<>(Map.of(T0, 9L, T1, 9L));
      bad.put(wrong, wrong.equals(T0) ? -4L : 9L);
      assertThrows(ConnectException.class, () -> connector.alterOffsets(options, bad));
      assertEquals(7, stored(0));
    }
    options.put("delivery.guarantee", "at_least_once");
    DATABASE.execute("DROP TABLE pgsink_offsets");
    assertTrue(connector.alterOffsets(options, wanted), "Kafka's offsets are all there is");
    options.put("delivery.guarantee", "exactly_once");
    options.put("connection.url", "jdbc:postgresql://localhost:1/x");
    ConnectException failure =
        assertThrows(ConnectException.class, () -> connector.alterOffsets(options, wanted));
    assertTrue(failure.getMessage().contains("no offset was altered"), failure.getMessage());
  }

  private static void awaitLockWaits(int sessions) {
    Await.until(
        "somebody waits for a lock",
        () ->
            DATABASE.count(
                    "SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                == sessions);
  }
}

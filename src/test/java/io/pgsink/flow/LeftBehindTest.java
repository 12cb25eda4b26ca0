// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** K7.4: a table is locked for longer than {@code socket.timeout.ms}. */
class LeftBehindTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("leftbehind");

  private final Records first = new Records("t", 0);
  private final Records second = new Records("t", 1);

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, pgsink_offsets",
        "CREATE TABLE t (id bigint, v text)",
        "CREATE INDEX ON t (id)");
  }

  private static SinkRecord next(Records records) {
    return records.struct(row("id", records.offset()), row("id", records.offset(), "v", "x"));
  }

  private static TaskHarness start(TestDatabase database, String... more) {
    String[] options = {
      "insert.mode", "insert", "pk.mode", "none", "linger.ms", "0", "socket.timeout.ms", "6000"
    };
    String[] all = new String[options.length + more.length];
    System.arraycopy(options, 0, all, 0, options.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return TaskHarness.start(database, all);
  }

  private static long sessions() {
    return DATABASE.count(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'pgsink-left-%'");
  }

  private static long waiting() {
    return DATABASE.count(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND application_name LIKE 'pgsink-left-%'");
  }

  /** Holds the lock while the task is polled; returns the most sessions that ever waited for it. */
  private static long polledFor(Duration time, TaskHarness task) {
    AtomicLong most = new AtomicLong();
    long end = System.nanoTime() + time.toNanos();
    Await.until(
        "the lock is held long enough",
        () -> {
          task.put();
          most.accumulateAndGet(waiting(), Math::max);
          return System.nanoTime() > end;
        });
    return most.get();
  }

  private static void stop(TaskHarness task) {
    long start = System.nanoTime();
    task.close();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.toMillis() < 4_000, took::toString);
  }

  private static Connection locked() throws Exception {
    Connection holder = DATABASE.connect();
    holder.setAutoCommit(false);
    try (Statement lock = holder.createStatement()) {
      lock.execute("SET application_name = 'the holder'");
      lock.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
    }
    return holder;
  }

  /** With or without a limit for locks: the server stops before we stop listening. */
  @ParameterizedTest
  @ValueSource(strings = {"2000", "0"})
  void asManySessionsWaitAsThereAreLanes(String lockTimeout) throws Exception {
    try (CapturedLog log = new CapturedLog();
        TaskHarness task =
            start(
                DATABASE,
                "name",
                "left-lanes",
                "delivery.guarantee",
                "exactly_once",
                "writers",
                "2",
                "lock.timeout.ms",
                lockTimeout)) {
      task.open(new TopicPartition("t", 0), new TopicPartition("t", 1));
      task.write(next(first));
      try (Connection holder = locked()) {
        task.put(next(first));
        task.put(next(second));
        assertEquals(2, polledFor(Duration.ofSeconds(8), task));
        holder.rollback();
      }
      task.flush();
      assertTrue(log.lines("no answer came").isEmpty(), () -> log.lines("WARN").toString());
      String state = lockTimeout.equals("0") ? "57014" : "55P03";
      assertTrue(
          log.lines(state).stream().anyMatch(line -> line.contains("the holder")),
          () -> log.lines("WARN").toString());
    }
    assertEquals(3, DATABASE.count("SELECT count(*) FROM t"));
    Await.until("its sessions are gone", () -> sessions() == 0);
  }

  /** Without a connection to spare nobody can ask or cancel: what was left is ended, or ends. */
  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void whatALostConnectionLeavesBehindNeverCommits(int connections) throws Exception {
    DATABASE.execute(
        "CREATE ROLE few LOGIN PASSWORD 'few' CONNECTION LIMIT " + connections,
        "GRANT ALL ON t TO few");
    try {
      try (CapturedLog log = new CapturedLog();
          TaskHarness task =
              start(DATABASE.as("few", "few"), "name", "left-few", "lock.timeout.ms", "0")) {
        task.write(next(first));
        try (Connection holder = locked()) {
          task.put(next(first));
          assertEquals(1, polledFor(Duration.ofSeconds(8), task));
          holder.rollback();
        }
        task.flush();
        assertTrue(log.lines("no answer came").isEmpty(), () -> log.lines("WARN").toString());
        assertEquals(1, log.lines("57014").size(), () -> log.lines("WARN").toString());
        stop(task);
      }
      Await.until("its sessions are gone", () -> sessions() == 0);
    } finally {
      DATABASE.execute("DROP OWNED BY few", "DROP ROLE few");
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  /** A task that stops takes back what it has asked for: nobody would hear that it was done. */
  @Test
  void aTaskThatStopsLeavesNothingThatCommitsLater() throws Exception {
    TaskHarness task = start(DATABASE, "name", "left-stop");
    task.write(next(first));
    try (Connection holder = locked()) {
      task.put(next(first));
      Await.until("the write waits", () -> waiting() == 1);
      stop(task);
      Await.until("nobody waits any more", Duration.ofMillis(500), () -> waiting() == 0);
      holder.rollback();
    }
    Await.until("its sessions are gone", () -> sessions() == 0);
    assertEquals(1, DATABASE.count("SELECT count(*) FROM t"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pgsink.rig.Await;
import io.pgsink.rig.LatencyProxy;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that are new go by COPY, and nobody can tell from what is stored. */
class CopiedRowsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("copied");

  private static final String TABLE =
      """
      CREATE TABLE %s (
        id bigint PRIMARY KEY, name text, amount numeric(8,2) DEFAULT 7, doc jsonb,
        made timestamptz DEFAULT '2024-01-01 00:00+00', gone boolean DEFAULT true,
        serial bigint GENERATED ALWAYS AS IDENTITY,
        doubled numeric GENERATED ALWAYS AS (amount * 2) STORED)\
      """;

  private final CopyPolicy before = TaskHarness.copying(CopyPolicy.FORCED);
  private final Records records = new Records("t", 0);

  CopiedRowsTest() {
    DATABASE.execute("DROP TABLE IF EXISTS t, u, pgsink_offsets", TABLE.formatted("t"));
  }

  @AfterEach
  void restore() {
    TaskHarness.copying(before);
  }

  private SinkRecord record(long id, String name) {
    return records.struct(row("id", id), row("id", id, "name", name));
  }

  private List<SinkRecord> records(long from, long to) {
    List<SinkRecord> list = new ArrayList<>();
    for (long id = from; id < to; id++) {
      list.add(record(id, "n" + id));
    }
    return list;
  }

  private static void put(TaskHarness task, List<SinkRecord> list) {
    task.put(list);
    task.flush();
  }

  private static long metric(String name) {
    return (long) TaskHarness.metric(name);
  }

  @Test
  void newRowsAreCopiedAndOthersUpdatedInOneTransaction() {
    DATABASE.execute("INSERT INTO t (id, name) SELECT g, 'old' FROM generate_series(0, 9) g");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      put(task, records(5, 20));
      assertEquals(10, metric("rows-copied-total"));
      assertEquals(1, metric("copy-probes-total"));
      assertEquals(15, metric("rows-written-total"));
      assertEquals(0, metric("copy-wrong-guesses-total"));
    }
    assertEquals(20, DATABASE.count("SELECT count(*) FROM t"));
    assertEquals(15, DATABASE.count("SELECT count(*) FROM t WHERE name = 'n' || id"));
    // 5 rows of before and 15 of ours, in as many transactions as there were writers
    assertEquals(1, DATABASE.count("SELECT count(DISTINCT xmin::text) FROM t WHERE name <> 'old'"));
  }

  @Test
  void defaultsGeneratedColumnsAndMarksAreThoseOfAnInsert() {
    DATABASE.execute(TABLE.formatted("u"));
    List<SinkRecord> list = new ArrayList<>();
    Random random = new Random(3);
    for (long id = 0; id < 50; id++) {
      list.add(
          random.nextBoolean()
              ? record(id, "n")
              : records.map(
                  Records.map("id", id),
                  Records.map("amount", "1.005", "doc", Records.map("a", id), "made", null)));
    }
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "soft:gone")) {
      put(task, list);
      assertEquals(50, metric("rows-copied-total"));
    }
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE,
            "delete.mode",
            "soft:gone",
            "table.name.format",
            "u",
            "insert.copy",
            "never")) {
      put(task, list);
      assertEquals(0, metric("rows-copied-total"));
    }
    String contents = "SELECT id, name, amount, doc, made, gone, doubled FROM %s ORDER BY id";
    assertEquals(DATABASE.query(contents.formatted("u")), DATABASE.query(contents.formatted("t")));
  }

  @Test
  void anotherWriterOfTheSameRowIsNeverSeen() throws SQLException {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE);
        Connection other = DATABASE.connect()) {
      other.setAutoCommit(false);
      try (Statement statement = other.createStatement()) {
        statement.execute("INSERT INTO t (id, name) VALUES (5, 'theirs')");
      }
      task.put(records(0, 10));
      task.preCommit();
      Await.until(
          "the copy waits for the other writer",
          () ->
              DATABASE.count(
                      "SELECT count(*) FROM pg_stat_activity"
                          + " WHERE wait_event_type = 'Lock' AND query LIKE 'COPY%'")
                  == 1);
      other.commit();
      task.flush();
      assertEquals(List.of(), task.errant());
      assertEquals(1, metric("copy-wrong-guesses-total"));
      assertEquals(0, metric("rows-copied-total"));
      assertEquals(0, metric("batches-split-total"));
    }
    assertEquals(10, DATABASE.count("SELECT count(*) FROM t WHERE name = 'n' || id"));
  }

  @Test
  void badRecordsAreReportedAsEver() {
    DATABASE.execute("ALTER TABLE t ADD CHECK (name <> 'SECRET-7'), ADD UNIQUE (name)");
    List<SinkRecord> list = records(0, 20);
    list.set(7, record(107, "SECRET-7"));
    list.set(9, record(109, "n3"));
    List<String> messages = null;
    for (String copy : List.of("never", "auto")) {
      DATABASE.execute("TRUNCATE t");
      try (TaskHarness task =
          TaskHarness.startTolerant(DATABASE, "insert.copy", copy, "constraint.wait.ms", "0")) {
        put(task, list);
        assertEquals(List.of(list.get(7), list.get(9)), task.errant());
        assertEquals(messages == null ? task.messages() : messages, task.messages());
        messages = task.messages();
        assertFalse(messages.toString().contains("SECRET"), messages.toString());
        assertEquals(copy.equals("auto") ? 1 : 0, metric("copy-wrong-guesses-total"));
      }
      assertEquals(18, DATABASE.count("SELECT count(*) FROM t"));
    }
  }

  @Test
  void insertsAreCopiedUnasked() {
    try (TaskHarness task =
        TaskHarness.startTolerant(DATABASE, "insert.mode", "insert", "constraint.wait.ms", "0")) {
      put(task, records(0, 20));
      assertEquals(20, metric("rows-copied-total"));
      assertEquals(0, metric("copy-probes-total"));
      put(task, records(15, 25));
      assertEquals(5, task.errant().size());
    }
    assertEquals(25, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void offsetsCommitWithTheRowsThatWereCopied() {
    TopicPartition partition = new TopicPartition("t", 0);
    try (TaskHarness task =
        TaskHarness.startTolerant(DATABASE, "delivery.guarantee", "exactly_once")) {
      task.open(partition);
      put(task, records(0, 20));
      assertEquals(20, metric("rows-copied-total"));
      assertEquals(20, DATABASE.count("SELECT next_offset FROM pgsink_offsets"));
      assertEquals(
          1,
          DATABASE.count(
              "SELECT count(DISTINCT x) FROM (SELECT xmin::text AS x FROM t"
                  + " UNION ALL SELECT xmin::text FROM pgsink_offsets) AS x"));
      DATABASE.execute("UPDATE pgsink_offsets SET epoch = epoch + 1");
      List<SinkRecord> late = records(20, 30);
      task.put(late);
      task.preCommit();
      Await.until("the stale writer is fenced", () -> metric("fenced-total") > 0);
      task.revoke(partition);
    }
    assertEquals(20, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void keysThatOnlyTheDatabaseTakesForEqualStayOneRow() {
    DATABASE.execute(
        "CREATE EXTENSION IF NOT EXISTS citext",
        "CREATE TABLE u (id citext PRIMARY KEY, n int)",
        "INSERT INTO u VALUES ('\u00c9mile', 0)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "table.name.format", "u")) {
      List<SinkRecord> list = new ArrayList<>();
      for (String id : List.of("\u00e9mile", "ann", "Ann", "\u00fc", "\u00dc", "bob")) {
        list.add(records.struct(row("id", id), row("id", id, "n", list.size())));
      }
      put(task, list);
      assertEquals(List.of(), task.errant());
    }
    assertEquals(
        List.of(
            List.of("ann", "2"),
            List.of("bob", "5"),
            List.of("\u00e9mile", "0"),
            List.of("\u00fc", "4")),
        DATABASE.query("SELECT lower(id), n FROM u ORDER BY lower(id) COLLATE \"C\""));
  }

  /** A shorter field is refused by COPY (08P01), one of the same length would be misread. */
  @Test
  void aTypeThatOthersChangeIsNoticed() {
    for (String change : List.of("double precision", "integer", "numeric")) {
      DATABASE.execute("DROP TABLE IF EXISTS u", "CREATE TABLE u (id bigint PRIMARY KEY, v real)");
      try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "table.name.format", "u")) {
        task.write(records.struct(row("id", 1L), row("id", 1L, "v", "1")));
        DATABASE.execute("ALTER TABLE u ALTER v TYPE " + change);
        task.write(records.struct(row("id", 2L), row("id", 2L, "v", "2")));
        assertEquals(List.of(), task.messages());
        assertEquals(0, metric("retries-total"));
      }
      assertEquals("2", DATABASE.value("SELECT v FROM u WHERE id = 2"), change);
    }
  }

  @Test
  void whatIsAskedNeverReadsTheWholeTable() {
    DATABASE.execute("ANALYZE t");
    String scans = "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 't'";
    long before = DATABASE.count(scans);
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      for (int i = 0; i < 20; i++) {
        // each batch lies around the ones before, so that all its keys are looked up
        put(task, List.of(record(100 - i, "a"), record(200 + i, "b")));
      }
      assertEquals(20, metric("copy-probes-total"));
      assertEquals(40, metric("rows-copied-total"));
    }
    Await.until(
        "the server has counted",
        () -> DATABASE.count("SELECT idx_scan FROM pg_stat_user_tables WHERE relname = 't'") >= 58);
    assertEquals(before, DATABASE.count(scans));
  }

  @Test
  void aDistantDatabaseIsSparedTheRoundTrips() {
    TaskHarness.copying(CopyPolicy.MEASURED);
    int rows = 20_000;
    try (LatencyProxy line =
        new LatencyProxy(DATABASE.host(), DATABASE.port(), Duration.ofMillis(40))) {
      TestDatabase distant =
          new TestDatabase(
              "127.0.0.1", line.port(), DATABASE.name(), DATABASE.user(), DATABASE.password());
      for (TestDatabase database : List.of(DATABASE, distant)) {
        try (TaskHarness task =
            TaskHarness.start(database, "batch.size", String.valueOf(rows), "linger.ms", "60000")) {
          put(task, records(0, rows));
          assertEquals(database.equals(distant) ? 0 : rows, metric("rows-copied-total"));
        }
        DATABASE.execute("TRUNCATE t");
      }
    }
  }

  @Test
  void manyStatementsAndTablesAreOneTransaction() {
    List<SinkRecord> list = new ArrayList<>();
    for (int table = 0; table < 20; table++) {
      DATABASE.execute(
          "DROP TABLE IF EXISTS t" + table,
          "CREATE TABLE t" + table + " (id bigint PRIMARY KEY, a int, b int)");
      Records of = new Records("t" + table, 0);
      for (long id = 0; id < 10; id++) {
        list.add(of.struct(row("id", id), id % 2 == 0 ? row("a", 1) : row("b", 2)));
      }
    }
    try (TaskHarness task = TaskHarness.start(DATABASE, "linger.ms", "60000")) {
      put(task, list);
      assertEquals(200, metric("rows-copied-total"));
      assertEquals(1, metric("batches-total"));
    }
    StringBuilder all =
        new StringBuilder("SELECT count(DISTINCT x) FROM (SELECT xmin::text AS x FROM t0");
    for (int table = 1; table < 20; table++) {
      all.append(" UNION ALL SELECT xmin::text FROM t").append(table);
    }
    assertEquals(1, DATABASE.count(all + ") AS every"));
    assertEquals(10, DATABASE.count("SELECT count(*) FROM t7"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From records to rows, through a real task and a real PostgreSQL. */
class StraightPathTest {
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("straight_path");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id bigint PRIMARY KEY, name text, amount numeric(10,2))");
  }

  private SinkRecord upsert(long id, String name) {
    return records.struct(row("id", id), row("name", name));
  }

  private SinkRecord delete(long id) {
    return records.tombstone(row("id", id));
  }

  private static List<List<String>> table() {
    return DATABASE.query("SELECT id, name FROM t ORDER BY id");
  }

  @Test
  void rowsAreInsertedAndUpdated() {
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(upsert(1, "a"), upsert(2, "b"));
      task.write(upsert(2, "c"), upsert(3, "d"));
    }
    assertEquals(List.of(List.of("1", "a"), List.of("2", "c"), List.of("3", "d")), table());
  }

  @Test
  void theLastChangeOfAKeyInOnePollWins() {
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "hard")) {
      task.write(upsert(1, "a"), upsert(1, "b"), upsert(1, "c"));
      task.write(upsert(2, "x"), delete(2), upsert(2, "y"));
      task.write(upsert(3, "z"), delete(3));
    }
    assertEquals(List.of(List.of("1", "c"), List.of("2", "y")), table());
  }

  @Test
  void aRowDeletedAndWrittenAgainTakesDefaultsForWhatItDoesNotBring() {
    DATABASE.execute("INSERT INTO t VALUES (1, 'old', 9.99)");
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "hard")) {
      task.write(delete(1), upsert(1, "new"));
    }
    assertEquals(List.of(Arrays.asList("1", "new", null)), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void tombstonesAreSkippedUnlessDeletesAreOn() {
    DATABASE.execute("INSERT INTO t VALUES (1, 'stays')");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(delete(1));
    }
    assertEquals(List.of(List.of("1", "stays")), table());
  }

  @Test
  void fieldsThatAMapLacksLeaveTheirColumnsAlone() {
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(
          records.map(map("id", 1L), map("name", "a", "amount", "12.50")),
          records.map(map("id", 1L), map("amount", 13.25)),
          records.map(map("id", 2L), map("name", "b")));
      task.write(records.map(map("id", 1L), map("name", "c")));
    }
    assertEquals(
        List.of(List.of("1", "c", "13.25"), Arrays.asList("2", "b", null)),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  @Test
  void aPrimitiveKeyFillsTheOnlyKeyColumn() {
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(
          records.next(Schema.INT64_SCHEMA, 7L, row("name", "x").schema(), row("name", "x")));
    }
    assertEquals(List.of(List.of("7", "x")), table());
  }

  @Test
  void aTableOfKeysOnlyTakesTheSameKeyAgain() {
    DATABASE.execute("DROP TABLE t", "CREATE TABLE t (id bigint PRIMARY KEY)");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(records.struct(row("id", 1L), row("id", 1L)));
      task.write(records.struct(row("id", 1L), row("id", 1L)));
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void aPollLargerThanABatchIsWrittenWhole() {
    List<SinkRecord> poll = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      poll.add(upsert(i % 1200, "v" + i));
    }
    try (TaskHarness task = TaskHarness.start(DATABASE, "batch.size", "100", "writers", "3")) {
      task.put(poll);
      task.flush();
    }
    assertEquals(1200, DATABASE.count("SELECT count(*) FROM t"));
    assertEquals("v2499", DATABASE.value("SELECT name FROM t WHERE id = 99"));
    assertEquals("v1300", DATABASE.value("SELECT name FROM t WHERE id = 100"));
  }

  @Test
  void offsetsAreReturnedOnlyWhenRowsAreDurable() {
    try (TaskHarness task = TaskHarness.start(DATABASE, "linger.ms", "60000")) {
      task.put(upsert(1, "a"), upsert(2, "b"));
      // preCommit drains, so that what it returns is in the table
      assertEquals(2, task.preCommit().get(new TopicPartition("t", 0)).offset());
      assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
    }
  }

  @Test
  void aNullInAKeyColumnIsRefusedByNameAndPlace() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(
          upsert(1, "a"),
          records.struct(row("id", (Object) null), row("name", "SECRET")),
          upsert(2, "b"));
      assertEquals(1, task.errant().size());
      assertEquals(1, task.errant().get(0).kafkaOffset());
      assertTrue(task.messages().get(0).contains("t-0-1"), task.messages().get(0));
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void aBadValueFailsTheTaskWithoutADeadLetterQueue() {
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      SinkRecord bad = records.struct(row("id", 1L), row("name", "a\0SECRET"));
      ConnectException failure = assertThrows(ConnectException.class, () -> task.write(bad));
      assertTrue(failure.getMessage().contains("t-0-0"), failure.getMessage());
      assertTrue(failure.getMessage().contains("name"), failure.getMessage());
      assertFalse(failure.getMessage().contains("SECRET"), failure.getMessage());
    }
  }

  @Test
  void badRecordsAmongManyAreReportedAndTheOthersStored() {
    DATABASE.execute("ALTER TABLE t ADD CHECK (name <> 'poison')");
    List<SinkRecord> poll = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      poll.add(upsert(i, i % 100 == 7 ? "poison" : i % 100 == 8 ? "bad\0" : "fine"));
    }
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.put(poll);
      task.flush();
      assertEquals(20, task.errant().size());
    }
    assertEquals(980, DATABASE.count("SELECT count(*) FROM t WHERE name = 'fine'"));
  }

  @Test
  void aBatchOfNothingButBadRecordsMovesTheStoredOffsetOn() {
    try (TaskHarness task =
        TaskHarness.startTolerant(
            DATABASE, "delivery.guarantee", "exactly_once", "offsets.table", "bad_only_offsets")) {
      task.open(new TopicPartition("t", 0));
      task.write(upsert(1, "bad\0"), upsert(2, "bad\0"));
      assertEquals(2, task.errant().size());
      assertEquals(2, DATABASE.count("SELECT next_offset FROM bad_only_offsets"));
    }
  }

  @Test
  void aGoodChangeBeforeABadOneOfTheSameKeyIsStored() {
    DATABASE.execute("ALTER TABLE t ADD CHECK (name <> 'poison')");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(upsert(1, "good"), upsert(1, "poison"), upsert(2, "good"), upsert(2, "x\0"));
      assertEquals(2, task.errant().size());
    }
    assertEquals(List.of(List.of("1", "good"), List.of("2", "good")), table());
  }

  @Test
  void aBadChangeThatALaterOneReplacesInTheSameBatchIsNoDeadLetter() {
    DATABASE.execute("ALTER TABLE t ADD CHECK (name <> 'poison')");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "linger.ms", "60000")) {
      task.write(upsert(1, "poison"), upsert(1, "good"));
      assertEquals(List.of(), task.messages());
      task.write(upsert(2, "poison"));
      task.write(upsert(2, "good"));
      assertEquals(1, task.errant().size());
    }
    assertEquals(List.of(List.of("1", "good"), List.of("2", "good")), table());
  }

  @Test
  void b096_aUniqueValueThatMovesBetweenKeysIsStored() {
    DATABASE.execute("ALTER TABLE t ADD UNIQUE (name)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(upsert(1, "a"), upsert(2, "b"));
      task.write(upsert(1, "tmp"), upsert(2, "a"), upsert(1, "b"));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(List.of(List.of("1", "b"), List.of("2", "a")), table());
  }

  @Test
  void aMissingTableFailsWithTheFix() {
    DATABASE.execute("DROP TABLE t");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      ConnectException failure =
          assertThrows(ConnectException.class, () -> task.write(upsert(1, "a")));
      assertTrue(failure.getMessage().contains("auto.create=true"), failure.getMessage());
      assertEquals(List.of(), task.errant());
    }
  }

  @Test
  void aTableWithoutUniqueIndexFailsWithTheStatementToRun() {
    DATABASE.execute("ALTER TABLE t DROP CONSTRAINT t_pkey");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "conflict.keys", "id")) {
      ConnectException failure =
          assertThrows(ConnectException.class, () -> task.write(upsert(1, "a")));
      assertTrue(
          failure.getMessage().contains("ALTER TABLE \"public\".\"t\" ADD"), failure.getMessage());
    }
  }

  @Test
  void unknownFieldsAreRefusedOrIgnoredAsAsked() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.struct(row("id", 1L), row("name", "a", "extra", "x")));
      assertTrue(task.messages().get(0).contains("extra"), task.messages().get(0));
    }
    try (TaskHarness task = TaskHarness.start(DATABASE, "unknown.fields", "ignore")) {
      task.write(records.struct(row("id", 1L), row("name", "a", "extra", "x")));
    }
    assertEquals(List.of(List.of("1", "a")), table());
  }

  @Test
  void hostileNamesAreOnlyNames() {
    DATABASE.execute(
        "DROP TABLE t",
        "CREATE TABLE t (\"x\"\" OR 1=1 --\" bigint PRIMARY KEY, \"a?b\" text, \"c;:d$1\" text)",
        "INSERT INTO t VALUES (1, 'keep'), (2, 'go')");
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "hard")) {
      task.write(
          records.tombstone(row("x\" OR 1=1 --", 2L)),
          records.struct(row("x\" OR 1=1 --", 3L), row("a?b", "q", "c;:d$1", "r")));
    }
    assertEquals(
        List.of(Arrays.asList("1", "keep", null), List.of("3", "q", "r")),
        DATABASE.query("SELECT * FROM t ORDER BY 1"));
  }

  @Test
  void tablesAreCreatedAndExtended() {
    DATABASE.execute("DROP TABLE t");
    try (TaskHarness task =
        TaskHarness.start(DATABASE, "auto.create", "true", "auto.evolve", "true")) {
      task.write(upsert(1, "a"));
      task.write(records.struct(row("id", 2L), row("name", "b", "extra", 5)));
    }
    assertEquals(
        List.of(Arrays.asList("1", "a", null), List.of("2", "b", "5")),
        DATABASE.query("SELECT id, name, extra FROM t ORDER BY id"));
  }

  @Test
  void softDeletesMarkAndUpsertsTakeTheMarkAway() {
    DATABASE.execute("ALTER TABLE t ADD deleted boolean");
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "soft:deleted")) {
      task.write(upsert(1, "a"), upsert(2, "b"), delete(2), delete(9));
      assertEquals(
          List.of(List.of("2", "b")), DATABASE.query("SELECT id, name FROM t WHERE deleted"));
      task.write(delete(1), upsert(2, "c"));
    }
    assertEquals(
        List.of(List.of("1", "a")), DATABASE.query("SELECT id, name FROM t WHERE deleted"));
  }

  @Test
  void aRepeatedSoftDeleteKeepsItsTimeAndAVersionDoesNotHoldItBack() {
    DATABASE.execute("ALTER TABLE t ADD deleted_at timestamptz");
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE, "delete.mode", "soft:deleted_at", "update.when", "newer:amount")) {
      task.write(records.map(map("id", 1), map("name", "a", "amount", 5)), delete(1));
      String marked = DATABASE.value("SELECT deleted_at FROM t");
      task.write(delete(1));
      assertEquals(marked, DATABASE.value("SELECT deleted_at FROM t"));
      task.write(records.map(map("id", 1), map("name", "late", "amount", 4)));
      assertEquals(marked, DATABASE.value("SELECT deleted_at FROM t"));
      task.write(records.map(map("id", 1), map("name", "b", "amount", 6)));
    }
    assertEquals(
        List.of(Arrays.asList("b", null)), DATABASE.query("SELECT name, deleted_at FROM t"));
  }

  @Test
  void aColumnAddedByOthersIsFound() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(upsert(1, "a"));
      DATABASE.execute("ALTER TABLE t DROP COLUMN amount");
      task.write(upsert(2, "b"));
    }
    assertEquals(2, table().size());
  }
}

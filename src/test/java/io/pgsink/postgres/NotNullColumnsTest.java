// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A NULL for a NOT NULL column whose rule keeps what is stored: case K9. */
class NotNullColumnsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("not_null");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL DEFAULT 'd', n int NOT NULL DEFAULT"
            + " 7, b text)",
        "INSERT INTO t VALUES (1, 'a', 5, 'b')");
  }

  private SinkRecord record(long id, String a, Integer n, String b) {
    Struct row = row("id", id, "a", "", "n", 0, "b", "");
    row.put("a", a).put("n", n).put("b", b);
    return records.struct(row("id", id), row);
  }

  private static List<List<String>> table() {
    return DATABASE.query("SELECT * FROM t ORDER BY id");
  }

  @ParameterizedTest
  @CsvSource({
    "update.rules,'a:coalesce,n:coalesce'", "update.rules,'a:keep,n:keep'",
    "update.rules,'a:append,n:add'", "update.rules,'a:greatest,n:least'",
    "update.columns,'*,-a,-n'", "update.columns,b"
  })
  void k9_1_aNullLeavesTheStoredValueWhereTheRuleSaysSo(String option, String value) {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, option, value)) {
      task.write(record(1, null, null, "new"));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(List.of(List.of("1", "a", "5", "new")), table());
  }

  @Test
  void k9_1_aNullKeepsWhatAnEarlierRecordOfTheBatchBrings() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "update.rules", "a:coalesce")) {
      task.write(
          record(2, "first", 1, "x"),
          record(2, null, 2, "y"),
          record(1, null, 3, "z"),
          record(1, "last", 4, "z"));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(List.of(List.of("1", "last", "4", "z"), List.of("2", "first", "2", "y")), table());
  }

  @Test
  void k9_aNewRowWithNullIsRefusedAndTheNextOneOfItsKeyIsStoredWhole() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "update.rules", "a:coalesce")) {
      task.write(record(2, null, 1, "lost"), record(2, "good", 2, null), record(3, "ok", 3, "x"));
      assertEquals(List.of(0L), task.errant().stream().map(SinkRecord::kafkaOffset).toList());
    }
    assertEquals("good", DATABASE.value("SELECT a FROM t WHERE id = 2"));
    assertEquals(1, DATABASE.count("SELECT count(*) FROM t WHERE id = 2 AND b IS NULL"));
    assertEquals("ok", DATABASE.value("SELECT a FROM t WHERE id = 3"));
  }

  @ParameterizedTest
  @EnumSource
  void k9_aNewRowWithNullIsRefusedWhicheverWayNewRowsGo(CopyPolicy policy) {
    CopyPolicy before = TaskHarness.copying(policy);
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "update.rules", "a:coalesce")) {
      task.write(record(2, null, 1, "lost"), record(3, "ok", 3, "x"));
      assertEquals(List.of(0L), task.errant().stream().map(SinkRecord::kafkaOffset).toList());
    } finally {
      TaskHarness.copying(before);
    }
    assertEquals(List.of(List.of("1", "a", "5", "b"), List.of("3", "ok", "3", "x")), table());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "DEFAULT 'd'"})
  void k9_aDomainThatRefusesNullIsAsTheColumn(String byDefault) {
    DATABASE.execute(
        "DROP TABLE t",
        "DROP DOMAIN IF EXISTS name_of_row",
        "CREATE DOMAIN name_of_row AS text NOT NULL " + byDefault,
        "CREATE TABLE t (id bigint PRIMARY KEY, a name_of_row, n int, b text)",
        "INSERT INTO t VALUES (1, 'a', 5, 'b')");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "update.rules", "a:coalesce")) {
      task.write(record(1, null, 1, "new"), record(2, null, 1, "lost"), record(3, "ok", 3, "x"));
      task.write(records.map(map("id", 1L), map("b", "newer")));
      assertEquals(List.of(1L), task.errant().stream().map(SinkRecord::kafkaOffset).toList());
      assertTrue(task.messages().get(0).contains("23502"), task.messages().get(0));
    }
    assertEquals(List.of(List.of("1", "a", "1", "newer"), List.of("3", "ok", "3", "x")), table());
  }

  @Test
  void k9_aRowWithoutWhatADomainRequiresIsRefused() {
    DATABASE.execute(
        "DROP TABLE t",
        "DROP DOMAIN IF EXISTS name_of_row",
        "CREATE DOMAIN name_of_row AS text NOT NULL",
        "CREATE TABLE t (id bigint PRIMARY KEY, a name_of_row, n int, b text)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.map(map("id", 1L), map("b", "lost")));
      assertEquals(1, task.messages().size());
    }
    assertEquals(List.of(), table());
  }

  @Test
  void k9_aNullThatReplacesIsRefused() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(record(1, null, 1, "lost"));
      assertEquals(1, task.messages().size());
    }
    assertEquals(List.of(List.of("1", "a", "5", "b")), table());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.record.Envelopes.Form;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Debezium's transform ExtractNewRecordState makes of events, in each of its modes. */
class FlattenedEventsTest {
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("flattened_events");

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id bigint PRIMARY KEY, name text)",
        "INSERT INTO t VALUES (1, 'stored')");
  }

  private static List<List<String>> rows() {
    return DATABASE.query("SELECT id, name FROM t ORDER BY id");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aRewrittenDeleteDeletesAndItsTombstoneDoesNoHarm(Form form) {
    Envelopes events = new Envelopes(form, "t");
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "hard")) {
      task.write(
          events.record(
              row("id", 2L), row("id", 2L, "name", "kept", "__deleted", "false", "__op", "c")),
          events.record(
              row("id", 1L),
              row("id", 1L, "name", (Object) null, "__deleted", "true", "__op", "d")),
          events.tombstone(row("id", 1L)));
    }
    assertEquals(List.of(List.of("2", "kept")), rows());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aRewrittenDeleteIsNoRowWhereDeletesAreOff(Form form) {
    Envelopes events = new Envelopes(form, "t");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(
          events.record(row("id", 1L), row("id", 1L, "name", (Object) null, "__deleted", "true")));
    }
    assertEquals(List.of(List.of("1", "stored")), rows());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aRewrittenDeleteWithoutAKeyFindsItInTheRow(Form form) {
    Envelopes events = new Envelopes(form, "t");
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "hard")) {
      task.write(events.record(null, row("id", 1L, "name", "old", "__deleted", "true")));
    }
    assertEquals(List.of(), rows());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void bookkeepingFieldsAreStoredWhereTheyHaveColumnsAndDroppedElse(Form form) {
    DATABASE.execute("ALTER TABLE t ADD \"__op\" text");
    Envelopes events = new Envelopes(form, "t");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(
          events.record(
              row("id", 1L),
              row(
                  "id",
                  1L,
                  "name",
                  "new",
                  "__op",
                  "u",
                  "__source_ts_ms",
                  5L,
                  "__deleted",
                  "false")));
    }
    assertEquals(List.of(List.of("1", "new", "u")), DATABASE.query("SELECT * FROM t"));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void theGreaterPositionInTheLogWins(Form form) {
    DATABASE.execute("ALTER TABLE t ADD \"__lsn\" bigint", "UPDATE t SET \"__lsn\" = 100");
    Envelopes events = new Envelopes(form, "t");
    try (TaskHarness task = TaskHarness.start(DATABASE, "update.when", "newer:__lsn")) {
      task.write(events.record(row("id", 1L), at(1, "late", 99)));
      assertEquals(List.of(List.of("1", "stored")), rows());
      task.write(
          events.record(row("id", 1L), at(1, "newest", 102)),
          events.record(row("id", 1L), at(1, "overtaken", 101)),
          events.record(row("id", 2L), at(2, "second", 7)),
          events.record(row("id", 2L), at(2, "first", 6)));
    }
    assertEquals(List.of(List.of("1", "newest"), List.of("2", "second")), rows());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void theSourceThatTheTransformKeptNamesTheTable(Form form) {
    Envelopes events = new Envelopes(form, "t");
    try (TaskHarness task =
        TaskHarness.start(DATABASE, "table.name.format", "${source.schema}.${source.table}")) {
      task.write(
          events.record(
              row("id", 3L),
              row("id", 3L, "name", "x", "__source_schema", "public", "__source_table", "t")));
    }
    assertEquals(2, rows().size());
  }

  private static Struct at(long id, String name, long lsn) {
    return row("id", id, "name", name, "__lsn", lsn);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of records whose table somebody else changes meanwhile. */
class TablesChangedByOthersTest {
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("changed_by_others");

  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
          + " AND datname = current_database()";

  private final Records records = new Records("t", 0);

  @BeforeEach
  void dropTable() {
    DATABASE.execute("DROP TABLE IF EXISTS t");
  }

  @Test
  void aColumnThatOthersTookAwayIsNoticedOnce() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text, b text)");
    try (TaskHarness task = TaskHarness.start(DATABASE, "auto.evolve", "true")) {
      task.write(records.struct(row("id", 1L), row("a", "x", "b", "y")));
      DATABASE.execute("ALTER TABLE t DROP COLUMN b");
      task.write(records.struct(row("id", 2L), row("a", "x", "b", "y")));
    }
    assertEquals(
        List.of(Arrays.asList("1", "x", null), List.of("2", "x", "y")),
        DATABASE.query("SELECT id, a, b FROM t ORDER BY id"));
  }

  @Test
  void aColumnThatOthersAddIsFoundByTheFirstRecordWithItsField() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.struct(row("id", 1L), row("a", "x")));
      DATABASE.execute("ALTER TABLE t ADD COLUMN b text");
      task.write(records.struct(row("id", 2L), row("a", "x", "b", "y")));
      DATABASE.execute("ALTER TABLE t ADD COLUMN c text");
      task.write(records.map(map("id", 3), map("a", "x", "c", "z")));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(
        List.of(
            Arrays.asList("1", "x", null, null),
            Arrays.asList("2", "x", "y", null),
            Arrays.asList("3", "x", null, "z")),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  @Test
  void aColumnThatOthersAddEndsTheRefusalOfItsField() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.map(map("id", 1), map("a", "x", "b", "y")));
      assertEquals(1, task.errant().size());
      DATABASE.execute("ALTER TABLE t ADD COLUMN b text");
      Await.until(
          "records with the field are stored",
          () -> {
            task.write(records.map(map("id", 2), map("a", "x", "b", "y")));
            return DATABASE.count("SELECT count(*) FROM t WHERE b = 'y'") == 1;
          });
    }
  }

  @Test
  void aColumnThatOthersAddIsFilledAlsoWhereUnknownFieldsAreIgnored() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text)");
    try (TaskHarness task = TaskHarness.start(DATABASE, "unknown.fields", "ignore")) {
      task.write(records.struct(row("id", 1L), row("a", "x")));
      DATABASE.execute("ALTER TABLE t ADD COLUMN b text");
      task.write(records.struct(row("id", 2L), row("a", "x", "b", "y", "c", "z")));
    }
    assertEquals(List.of("y"), DATABASE.query("SELECT b FROM t WHERE id = 2").get(0));
  }

  @Test
  void aTypeThatOthersChangeIsFoundByTheFirstRecordThatNeedsIt() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a integer)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.struct(row("id", 1L), row("a", 5)));
      DATABASE.execute("ALTER TABLE t ALTER COLUMN a TYPE jsonb USING to_jsonb(a)");
      Schema list =
          SchemaBuilder.struct()
              .field("a", SchemaBuilder.array(Schema.INT32_SCHEMA).build())
              .build();
      task.write(records.struct(row("id", 2L), new Struct(list).put("a", List.of(6, 7))));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(
        List.of(List.of("1", "5"), List.of("2", "[6, 7]")),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  /** F34: a map names no type, so that its column can't be added again. */
  @Test
  void aColumnThatOthersTookAwayFromMapsMakesDeadLettersOfThem() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text, b text)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "auto.evolve", "true")) {
      task.write(records.map(map("id", 1), map("a", "x", "b", "y")));
      DATABASE.execute("ALTER TABLE t DROP COLUMN b");
      task.write(
          records.map(map("id", 2), map("a", "x", "b", "y")),
          records.map(map("id", 3), map("a", "x")));
      assertEquals(1, task.errant().size());
      assertTrue(task.messages().get(0).contains("field \"b\" has no column in the table"));
    }
    assertEquals(
        List.of(List.of("1", "x"), List.of("3", "x")),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  /** K2.5: the target is replaced by a record with a new field while an older batch waits. */
  @Test
  void aBatchThatWaitsIsLinkedToTheTableThatItFinds() throws Exception {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "auto.evolve", "true");
        Connection other = DATABASE.connect();
        Statement statement = other.createStatement()) {
      task.write(records.struct(row("id", 1L), row("a", "1")));
      other.setAutoCommit(false);
      statement.execute("ALTER TABLE t ALTER COLUMN a TYPE jsonb USING a::jsonb");
      task.put(records.struct(row("id", 2L), row("a", "2")));
      Await.until(
          "the batch waits for the lock",
          () -> {
            task.put();
            return DATABASE.count(WAITING) == 1;
          });
      other.commit();
      task.write(records.struct(row("id", 3L), row("a", "3", "b", "new")));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(
        List.of(
            Arrays.asList("1", "1", null),
            Arrays.asList("2", "2", null),
            Arrays.asList("3", "3", "new")),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }
}

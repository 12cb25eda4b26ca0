package io.pgsink;

import static io.pgsink.Records.map;
import static io.pgsink.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of records whose table somebody else changes meanwhile. */
class TablesChangedByOthersTest {
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("changed_by_others");

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
  void aColumnThatOthersTookAwayFromMapsFailsTheTask() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text, b text)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "auto.evolve", "true")) {
      task.write(records.map(map("id", 1), map("a", "x", "b", "y")));
      DATABASE.execute("ALTER TABLE t DROP COLUMN b");
      task.put(records.map(map("id", 2), map("a", "x", "b", "y")));
      ConnectException failure = assertThrows(ConnectException.class, task::flush);
      assertTrue(
          failure.getMessage().contains("was changed while it was written"), failure.getMessage());
    }
  }
}

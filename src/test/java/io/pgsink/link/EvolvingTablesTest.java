// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables follow their streams: what becomes of records whose schema isn't the table's any more. */
class EvolvingTablesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("evolving");
  private static final String[] EVOLVE = {"auto.create", "true", "auto.evolve", "true"};

  private final Records records = new Records("t", 0);

  @BeforeEach
  void dropTable() {
    DATABASE.execute("DROP TABLE IF EXISTS t");
  }

  private SinkRecord typed(long id, String field, Schema schema, Object value) {
    Schema row = SchemaBuilder.struct().field(field, schema).build();
    return records.struct(row("id", id), new Struct(row).put(field, value));
  }

  /** Type, nullability and default of every column. */
  private static List<List<String>> columns() {
    return DATABASE.query(
        """
        SELECT attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum\
        """);
  }

  @Test
  void aTableIsMadeWithTypesDefaultsCommentsAndItsKey() {
    Schema schema =
        SchemaBuilder.struct()
            .field("name", SchemaBuilder.string().doc("what it's called").build())
            .field("count", SchemaBuilder.int32().defaultValue(7).build())
            .field("note", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(
          records.struct(
              row("b", 2L, "a", 1L), new Struct(schema).put("name", "x").put("count", 3)));
    }
    assertEquals(
        List.of(
            Arrays.asList("b", "bigint", "t", null),
            Arrays.asList("a", "bigint", "t", null),
            Arrays.asList("name", "text", "t", null),
            Arrays.asList("count", "integer", "t", "7"),
            Arrays.asList("note", "text", "f", null)),
        columns());
    assertEquals(
        "PRIMARY KEY (b, a)",
        DATABASE.value(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                + " WHERE conrelid = 't'::regclass AND contype = 'p'"));
    assertEquals("what it's called", DATABASE.value("SELECT col_description('t'::regclass, 3)"));
  }

  @Test
  void b126_anOptionalFieldBecomesAColumnOrIsLeftOut() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text)");
    SinkRecord wider = records.struct(row("id", 1L), row("a", "x", "more", 5));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(wider);
      assertTrue(task.messages().get(0).contains("auto.evolve=true"), task.messages().get(0));
    }
    try (TaskHarness task = TaskHarness.start(DATABASE, "unknown.fields", "ignore")) {
      task.write(wider);
    }
    assertEquals(List.of(List.of("1", "x")), DATABASE.query("SELECT * FROM t"));
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(wider);
    }
    assertEquals(List.of(List.of("1", "x", "5")), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void b127_aRequiredFieldWithoutDefaultIsAddedNullable() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY)", "INSERT INTO t VALUES (9)");
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(typed(1, "must", Schema.INT32_SCHEMA, 4));
    }
    assertEquals(Arrays.asList("must", "integer", "f", null), columns().get(1));
    assertEquals(
        List.of(List.of("1", "4"), Arrays.asList("9", null)),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  @Test
  void aRequiredFieldWithADefaultFillsTheRowsThatAreThere() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY)", "INSERT INTO t VALUES (9)");
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(typed(1, "must", SchemaBuilder.int32().defaultValue(3).build(), 4));
    }
    assertEquals(Arrays.asList("must", "integer", "t", "3"), columns().get(1));
    assertEquals(
        List.of(List.of("1", "4"), List.of("9", "3")),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  @Test
  void b128_aFieldThatIsGoneLeavesItsColumn() {
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(records.struct(row("id", 1L), row("a", "x", "b", "y")));
      task.write(records.struct(row("id", 1L), row("a", "z")));
      task.write(records.struct(row("id", 2L), row("a", "new")));
    }
    assertEquals(
        List.of(List.of("1", "z", "y"), Arrays.asList("2", "new", null)),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  @Test
  void b129_aWiderTypeWidensTheColumnOrIsRefused() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, n int, r real, c varchar(3))");
    SinkRecord wide =
        records.struct(row("id", 1L), row("n", 5_000_000_000L, "r", 0.1, "c", "long"));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(wide);
      assertEquals(1, task.errant().size());
      assertTrue(task.messages().get(0).contains("\"n\""), task.messages().get(0));
    }
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(wide);
    }
    assertEquals(
        List.of("bigint", "bigint", "double precision", "text"),
        columns().stream().map(column -> column.get(1)).toList());
    assertEquals(
        List.of(List.of("1", "5000000000", "0.1", "long")), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void aLengthThatTheSourceTellsWidensTheColumnToIt() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, c varchar(3), d varchar(3))");
    Schema value =
        SchemaBuilder.struct()
            .field("c", varchar("5"))
            .field("d", varchar("2"))
            .field("e", varchar("7"))
            .build();
    Struct key = row("id", 1L);
    Struct wide = new Struct(value).put("c", "12345").put("d", "12").put("e", "1234567");
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(records.struct(key, wide));
    }
    assertEquals(
        List.of("bigint", "character varying(5)", "character varying(3)", "character varying(7)"),
        columns().stream().map(column -> column.get(1)).toList());
  }

  private static Schema varchar(String length) {
    return SchemaBuilder.string()
        .optional()
        .parameter("__debezium.source.column.type", "VARCHAR")
        .parameter("__debezium.source.column.length", length)
        .build();
  }

  @Test
  void b130_aTypeThatDoesNotFitIsTheRecordsFault() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, EVOLVE)) {
      SinkRecord text = records.struct(row("id", 2L), row("n", "not a number"));
      task.write(records.struct(row("id", 1L), row("n", 5L)), text);
      task.write(records.struct(row("id", 3L), row("n", 6)));
      assertEquals(List.of(text), task.errant());
    }
    assertEquals("bigint", columns().get(1).get(1));
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void b131_aFieldThatBecomesRequiredChangesNothing() {
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(typed(1, "a", Schema.OPTIONAL_INT32_SCHEMA, null));
      task.write(typed(2, "a", Schema.INT32_SCHEMA, 4));
    }
    assertEquals("f", columns().get(1).get(2));
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void aFieldThatBecomesOptionalLosesItsNotNull() {
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(typed(1, "a", Schema.INT32_SCHEMA, 4));
      assertEquals("t", columns().get(1).get(2));
      task.write(typed(2, "a", Schema.OPTIONAL_INT32_SCHEMA, null));
    }
    assertEquals(
        List.of(List.of("1", "4"), Arrays.asList("2", null)),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  @Test
  void b132_versionsThatTakeTurnsInOneBatch() {
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      List<SinkRecord> poll = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        poll.add(
            i % 2 == 0
                ? records.struct(row("id", (long) (i % 20)), row("a", "a" + i))
                : records.struct(row("id", (long) (i % 20)), row("a", "a" + i, "b", (long) i)));
      }
      task.write(poll.toArray(SinkRecord[]::new));
    }
    List<List<String>> expected = new ArrayList<>();
    for (int id = 0; id < 20; id++) {
      int last = 180 + id;
      expected.add(Arrays.asList("" + id, "a" + last, id % 2 == 0 ? null : Integer.toString(last)));
    }
    assertEquals(expected, DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  @Test
  void b133_fiftyVersionsInterleaved() {
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      List<SinkRecord> poll = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        poll.add(records.struct(row("id", (long) i), row("c" + i % 50, i)));
      }
      task.write(poll.toArray(SinkRecord[]::new));
    }
    assertEquals(51, columns().size());
    assertEquals(20, DATABASE.count("SELECT count(*) FROM t WHERE c49 % 50 = 49"));
  }

  @Test
  void b134_aSchemaThatContainsItself() {
    SchemaBuilder builder = SchemaBuilder.struct().name("node").optional();
    builder.field("name", Schema.OPTIONAL_STRING_SCHEMA).field("next", builder);
    Schema schema = builder.build();
    Struct inner = new Struct(schema.field("next").schema()).put("name", "inner");
    SinkRecord record =
        records.struct(row("id", 1L), new Struct(schema).put("name", "outer").put("next", inner));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, EVOLVE)) {
      task.write(record);
      assertEquals(List.of(), task.messages());
    }
    assertEquals(
        "inner", DATABASE.value("SELECT next ->> 'name' FROM t"), "kept as a document in jsonb");
  }

  @Test
  void mapsNameNoTypesSoTheirColumnsMustExist() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text)");
    SinkRecord unknown = records.map(map("id", 2), map("more", "x"));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, EVOLVE)) {
      task.write(records.map(map("id", 1), map("a", "x")), unknown);
      assertEquals(List.of(unknown), task.errant());
      assertTrue(task.messages().get(0).contains("no schema"), task.messages().get(0));
    }
    assertEquals(List.of(List.of("1", "x")), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void aFieldOfAnotherCaseFindsItsColumnInsteadOfMakingOne() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, name text)");
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(records.struct(row("ID", 1L), row("Name", "x")));
      assertEquals(List.of(List.of("1", "x")), DATABASE.query("SELECT * FROM t"));
      task.write(records.struct(row("ID", 1L), row("Name", "upper", "name", "lower")));
    }
    assertEquals(List.of(List.of("1", "lower", "upper")), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void aKeyThatIsOneValueWidensItsColumn() {
    DATABASE.execute("CREATE TABLE t (id int PRIMARY KEY, a text)");
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      Struct value = row("a", "x");
      task.write(records.next(Schema.INT64_SCHEMA, 5_000_000_000L, value.schema(), value));
    }
    assertEquals(List.of(List.of("5000000000", "x")), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void deletesAndTruncatesMakeNoTable() {
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE, "auto.create", "true", "delete.mode", "hard", "truncate.enabled", "true")) {
      task.write(
          records.tombstone(row("id", 1L)),
          records.map(null, map("op", "t", "source", map(), "before", null, "after", null)));
      assertEquals(0, DATABASE.count("SELECT count(*) FROM pg_tables WHERE tablename = 't'"));
      task.write(records.struct(row("id", 1L), row("a", "x")), records.tombstone(row("id", 2L)));
    }
    assertEquals(List.of(List.of("1", "x")), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void aTableWithoutAKeyIsOnlyMadeToBeAppendedTo() {
    Struct value = row("a", "x");
    SinkRecord keyless = records.next(null, null, value.schema(), value);
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "auto.create", "true")) {
      task.write(keyless);
      assertTrue(task.messages().get(0).contains("conflict.keys"), task.messages().get(0));
    }
    try (TaskHarness task =
        TaskHarness.start(DATABASE, "auto.create", "true", "insert.mode", "insert")) {
      task.write(keyless);
    }
    assertEquals(List.of(List.of("x")), DATABASE.query("SELECT * FROM t"));
  }
}

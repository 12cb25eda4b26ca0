// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** K13: what becomes of columns whose fields the records have no more, and of defaults. */
class FieldsThatAreGoneTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("gone");
  private static final String[] EVOLVE = {"auto.create", "true", "auto.evolve", "true"};

  private final Records records = new Records("t", 0);

  @BeforeEach
  void dropTable() {
    DATABASE.execute("DROP TABLE IF EXISTS t");
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
  void k13_1_aRequiredFieldThatIsGoneLosesItsNotNull() {
    Schema both =
        SchemaBuilder.struct()
            .field("a", Schema.STRING_SCHEMA)
            .field("b", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    Schema left = SchemaBuilder.struct().field("b", Schema.OPTIONAL_STRING_SCHEMA).build();
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(records.struct(row("id", 1L), new Struct(both).put("a", "x").put("b", "y")));
      assertEquals("t", columns().get(1).get(2));
      task.write(records.struct(row("id", 2L), new Struct(left).put("b", "b2")));
    }
    assertEquals("f", columns().get(1).get(2));
    assertEquals(
        List.of(List.of("1", "x", "y"), Arrays.asList("2", null, "b2")),
        DATABASE.query("SELECT * FROM t ORDER BY id"));
  }

  @Test
  void whatNobodySentIsNotGone_K13_1() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL, k text NOT NULL UNIQUE,"
            + " d text NOT NULL DEFAULT 'd', gone boolean NOT NULL, b text)",
        "INSERT INTO t VALUES (1, 'x', 'k', 'd', false)");
    Schema value =
        SchemaBuilder.struct()
            .field("a", Schema.STRING_SCHEMA)
            .field("k", Schema.STRING_SCHEMA)
            .field("b", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    try (TaskHarness task =
        TaskHarness.startTolerant(DATABASE, "auto.evolve", "true", "delete.mode", "soft:gone")) {
      // Debezium leaves a value out that the source's database didn't send
      task.write(
          records.struct(
              row("id", 1L),
              new Struct(value)
                  .put("a", "__debezium_unavailable_value")
                  .put("k", "k")
                  .put("b", "y")));
      // a record without schemas may be a part of its row
      task.write(records.next(null, 1L, null, map("b", "z")));
    }
    assertEquals(
        List.of("t", "t", "t", "t", "t", "f"),
        columns().stream().map(column -> column.get(2)).toList());
  }

  @Test
  void k13_2_defaultsOfEveryTypeAreTakenOver() {
    Schema value =
        SchemaBuilder.struct()
            .field(
                "freq",
                SchemaBuilder.array(Schema.INT32_SCHEMA).defaultValue(List.of(1, 5)).build())
            .field("raw", SchemaBuilder.bytes().defaultValue(new byte[] {10, -1}).build())
            .field(
                "day",
                org.apache.kafka.connect.data.Date.builder()
                    .defaultValue(new java.util.Date(86_400_000))
                    .build())
            .field(
                "price",
                org.apache.kafka.connect.data.Decimal.builder(2)
                    .defaultValue(new java.math.BigDecimal("1.50"))
                    .build())
            .field(
                "doc",
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA)
                    .defaultValue(java.util.Map.of("a", 1))
                    .build())
            .build();
    Struct all = new Struct(value);
    value.fields().forEach(field -> all.put(field, field.schema().defaultValue()));
    try (TaskHarness task = TaskHarness.start(DATABASE, EVOLVE)) {
      task.write(records.struct(row("id", 1L), all));
    }
    DATABASE.execute("INSERT INTO t (id) VALUES (2)");
    assertEquals(
        List.of(List.of("{1,5}", "\\x0aff", "1970-01-02", "1.50", "{\"a\": 1}")),
        DATABASE.query("SELECT DISTINCT freq, raw, day, price, doc FROM t"));
  }
}

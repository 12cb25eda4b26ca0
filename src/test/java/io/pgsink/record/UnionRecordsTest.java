// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** K12.3: unions as fields, as key fields, and as whole keys and values. */
class UnionRecordsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("unions");
  private static final String UNION = "io.confluent.connect.avro.Union";
  private static final Schema SCALAR =
      SchemaBuilder.struct()
          .name(UNION)
          .optional()
          .field("string", Schema.OPTIONAL_STRING_SCHEMA)
          .field("int", Schema.OPTIONAL_INT32_SCHEMA)
          .build();

  private final Records records = new Records("t", 0);

  @BeforeEach
  void dropTable() {
    DATABASE.execute("DROP TABLE IF EXISTS t");
  }

  private static Struct scalar(String branch, Object value) {
    return new Struct(SCALAR).put(branch, value);
  }

  @Test
  void fieldsAndKeyFields() {
    Schema keySchema = SchemaBuilder.struct().field("id", SCALAR).build();
    Schema schema = SchemaBuilder.struct().field("v", SCALAR).build();
    try (TaskHarness task = TaskHarness.start(DATABASE, "auto.create", "true")) {
      task.write(
          record(keySchema, scalar("string", "a"), schema, scalar("int", 1)),
          record(keySchema, scalar("int", 7), schema, scalar("string", "x")),
          record(keySchema, scalar("string", "7"), schema, scalar("string", "y")),
          record(keySchema, scalar("string", "b"), schema, null));
    }
    assertEquals(
        List.of("7|y", "a|1", "b|"),
        DATABASE.query("SELECT id || '|' || coalesce(v, '') FROM t ORDER BY id").stream()
            .map(row -> row.get(0))
            .toList());
  }

  private SinkRecord record(Schema keySchema, Struct key, Schema schema, Struct value) {
    return records.next(
        keySchema,
        new Struct(keySchema).put("id", key),
        schema,
        new Struct(schema).put("v", value));
  }

  @Test
  void wholeKeysAndValues() {
    DATABASE.execute("CREATE TABLE t (id text PRIMARY KEY, a int, b int)");
    Schema a = SchemaBuilder.struct().optional().field("a", Schema.OPTIONAL_INT32_SCHEMA).build();
    Schema b = SchemaBuilder.struct().optional().field("b", Schema.OPTIONAL_INT32_SCHEMA).build();
    Schema either = SchemaBuilder.struct().name(UNION).field("A", a).field("B", b).build();
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "delete.mode", "hard")) {
      task.write(
          records.next(
              SCALAR,
              scalar("string", "x"),
              either,
              new Struct(either).put("A", new Struct(a).put("a", 1))),
          records.next(
              SCALAR,
              scalar("string", "x"),
              either,
              new Struct(either).put("B", new Struct(b).put("b", 2))),
          records.next(
              SCALAR,
              scalar("int", 5),
              either,
              new Struct(either).put("B", new Struct(b).put("b", 3))),
          records.next(SCALAR, scalar("int", 5), null, null),
          records.next(SCALAR, scalar("int", 6), either, new Struct(either)));
      assertEquals(1, task.errant().size());
    }
    assertEquals(
        List.of(List.of("x", "1", "2")), DATABASE.query("SELECT id, a, b FROM t ORDER BY id"));
  }
}

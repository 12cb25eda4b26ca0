// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.StringJoiner;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/**
 * The columns of a workload's rows, the key's first: the table, and the schema of its records.
 *
 * @param columns the columns
 * @param keys how many of them are the primary key
 */
record WorkloadShape(List<Field> columns, int keys) {

  /**
   * A column.
   *
   * @param name its name
   * @param type its SQL type, with constraints
   * @param schema the schema of its values, which are those of Connect
   */
  record Field(String name, String type, Schema schema) {}

  /** Seven columns of mixed types. */
  static final WorkloadShape ORDERS =
      new WorkloadShape(
          List.of(
              new Field("id", "bigint", Schema.INT64_SCHEMA),
              new Field("customer", "text", Schema.STRING_SCHEMA),
              new Field("quantity", "integer", Schema.INT32_SCHEMA),
              new Field("amount", "numeric(12,2)", Decimal.schema(2)),
              new Field("weight", "double precision", Schema.FLOAT64_SCHEMA),
              new Field("paid", "boolean", Schema.BOOLEAN_SCHEMA),
              new Field("changed_at", "timestamptz", Timestamp.SCHEMA)),
          1);

  /** The seven columns with a composite key of texts. */
  static final WorkloadShape TEXT_KEYS =
      new WorkloadShape(
          List.of(
              new Field("tenant", "text", Schema.STRING_SCHEMA),
              new Field("code", "text", Schema.STRING_SCHEMA),
              new Field("quantity", "integer", Schema.INT32_SCHEMA),
              new Field("amount", "numeric(12,2)", Decimal.schema(2)),
              new Field("weight", "double precision", Schema.FLOAT64_SCHEMA),
              new Field("paid", "boolean", Schema.BOOLEAN_SCHEMA),
              new Field("changed_at", "timestamptz", Timestamp.SCHEMA)),
          2);

  /** A key and a document. */
  static final WorkloadShape DOCUMENTS =
      new WorkloadShape(
          List.of(
              new Field("id", "bigint", Schema.INT64_SCHEMA),
              new Field("document", "jsonb", Schema.STRING_SCHEMA)),
          1);

  /** What bulk upserts are usually compared with. */
  static final WorkloadShape NAMES =
      new WorkloadShape(
          List.of(
              new Field("id", "bigint", Schema.INT64_SCHEMA),
              new Field("name", "text", Schema.STRING_SCHEMA)),
          1);

  /** Sixty columns: a key, and texts, integers and floats in turn. */
  static WorkloadShape wide() {
    List<Field> columns = new ArrayList<>();
    columns.add(new Field("id", "bigint", Schema.INT64_SCHEMA));
    for (int i = 1; i < 60; i++) {
      columns.add(
          switch (i % 3) {
            case 0 -> new Field("text_" + i, "text", Schema.STRING_SCHEMA);
            case 1 -> new Field("number_" + i, "integer", Schema.INT32_SCHEMA);
            default -> new Field("float_" + i, "double precision", Schema.FLOAT64_SCHEMA);
          });
    }
    return new WorkloadShape(List.copyOf(columns), 1);
  }

  /** The orders whose quantity must not be negative. */
  static WorkloadShape checked() {
    List<Field> columns = new ArrayList<>(ORDERS.columns);
    columns.set(2, new Field("quantity", "integer CHECK (quantity >= 0)", Schema.INT32_SCHEMA));
    return new WorkloadShape(List.copyOf(columns), 1);
  }

  /** The key of a row. */
  List<Object> key(Object[] row) {
    return List.of(row).subList(0, keys);
  }

  String createTable(String name, boolean withKey) {
    StringJoiner parts = new StringJoiner(", ", "CREATE TABLE " + name + " (", ")");
    columns.forEach(column -> parts.add(column.name + ' ' + column.type));
    if (withKey) {
      parts.add("PRIMARY KEY (" + keyNames() + ')');
    }
    return parts.toString();
  }

  String names() {
    return String.join(", ", columns.stream().map(Field::name).toList());
  }

  String keyNames() {
    return String.join(", ", columns.subList(0, keys).stream().map(Field::name).toList());
  }

  /** The INSERT of all columns up to its source of rows. */
  String insertInto(String table) {
    return "INSERT INTO " + table + " (" + names() + ") ";
  }

  String onConflict() {
    StringJoiner set =
        new StringJoiner(", ", " ON CONFLICT (" + keyNames() + ") DO UPDATE SET ", "");
    columns
        .subList(keys, columns.size())
        .forEach(column -> set.add(column.name + " = excluded." + column.name));
    return set.toString();
  }

  /** One placeholder per column; a document needs its cast. */
  String placeholders() {
    StringJoiner placeholders = new StringJoiner(", ", "(", ")");
    columns.forEach(column -> placeholders.add(column.type.equals("jsonb") ? "?::jsonb" : "?"));
    return placeholders.toString();
  }

  /** The condition that a row has the key of the placeholders. */
  String whereKey() {
    StringJoiner condition = new StringJoiner(" AND ", " WHERE ", "");
    columns.subList(0, keys).forEach(column -> condition.add(column.name + " = ?"));
    return condition.toString();
  }

  Schema keySchema() {
    SchemaBuilder schema = SchemaBuilder.struct();
    columns.subList(0, keys).forEach(column -> schema.field(column.name, column.schema));
    return schema.build();
  }

  Schema rowSchema() {
    SchemaBuilder schema = SchemaBuilder.struct();
    columns.forEach(column -> schema.field(column.name, column.schema));
    return schema.build();
  }

  /** The first values of a row as a Struct, as many as the schema has fields. */
  static Struct struct(Schema schema, Object[] row) {
    Struct struct = new Struct(schema);
    for (int i = 0; i < schema.fields().size(); i++) {
      struct.put(schema.fields().get(i), row[i]);
    }
    return struct;
  }

  /** A row of {@link #ORDERS}. Rows of one id and different versions differ in all but the key. */
  static Object[] order(long id, int version) {
    Object[] rest = rest(id, version);
    return new Object[] {
      id, "customer-" + (id * 31 + version) % 10_000, rest[0], rest[1], rest[2], rest[3], rest[4]
    };
  }

  /** A row of {@link #TEXT_KEYS}. */
  static Object[] textKeyed(long id, int version) {
    Object[] rest = rest(id, version);
    return new Object[] {
      "tenant-%03d".formatted(id % 100),
      "code-%010d".formatted(id),
      rest[0],
      rest[1],
      rest[2],
      rest[3],
      rest[4]
    };
  }

  private static Object[] rest(long id, int version) {
    return new Object[] {
      (int) (id % 1000) + version,
      BigDecimal.valueOf(id * 7919 % 10_000_000 + version, 2),
      id / 3.0 + version,
      (id + version) % 2 == 0,
      new Date(1_700_000_000_000L + id * 1000 + version)
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/**
 * What a row looks like. Every shape begins with {@code id}, the primary key, and {@code seq}, the
 * number of the record that wrote the row.
 *
 * <p>Only types that every contender writes by its fastest path: Debezium's sink, for one, leaves
 * its array statement for rows that hold bytes, and decimals travel as bytes.
 */
enum RowShape {
  /** Seven columns of everyday types, about 60 bytes a row. */
  ORDERS {
    @Override
    String columns() {
      return "customer text, quantity int, weight float8, paid boolean, placed_at timestamp";
    }

    @Override
    SchemaBuilder fields(SchemaBuilder schema) {
      return schema
          .field("customer", Schema.STRING_SCHEMA)
          .field("quantity", Schema.INT32_SCHEMA)
          .field("weight", Schema.FLOAT64_SCHEMA)
          .field("paid", Schema.BOOLEAN_SCHEMA)
          .field("placed_at", Timestamp.SCHEMA);
    }

    @Override
    void fill(Struct value, long random) {
      value
          .put("customer", "customer " + Math.floorMod(random, 100_000))
          .put("quantity", Math.floorMod(random, 100))
          .put("weight", Math.floorMod(random, 10_000) / 8.0)
          .put("paid", (random & 1) == 0)
          .put("placed_at", new Date(EPOCH + Math.floorMod(random, YEAR)));
    }

    @Override
    String prefill() {
      return "'customer ' || id, (id % 100)::int, id / 8.0, id % 2 = 0,"
          + " timestamp '2024-01-01' + id * interval '1 second'";
    }
  },

  /** Sixty columns: a third each of bigint, text and double precision. */
  WIDE {
    @Override
    String columns() {
      StringBuilder sql = new StringBuilder();
      for (int i = 3; i <= WIDTH; i++) {
        sql.append(i == 3 ? "" : ", ").append('c').append(i).append(' ').append(type(i));
      }
      return sql.toString();
    }

    private static String type(int column) {
      return switch (column % 3) {
        case 0 -> "bigint";
        case 1 -> "text";
        default -> "float8";
      };
    }

    @Override
    SchemaBuilder fields(SchemaBuilder schema) {
      for (int i = 3; i <= WIDTH; i++) {
        schema.field(
            "c" + i,
            switch (i % 3) {
              case 0 -> Schema.INT64_SCHEMA;
              case 1 -> Schema.STRING_SCHEMA;
              default -> Schema.FLOAT64_SCHEMA;
            });
      }
      return schema;
    }

    @Override
    void fill(Struct value, long random) {
      for (int i = 3; i <= WIDTH; i++) {
        long bits = Scattered.mix(random + i);
        value.put(
            "c" + i,
            switch (i % 3) {
              case 0 -> bits;
              case 1 -> Long.toString(bits, 36);
              default -> Math.floorMod(bits, 1_000_000) / 8.0;
            });
      }
    }
  },

  /** A jsonb document of 8 KB that doesn't compress well. */
  DOCUMENTS {
    @Override
    String columns() {
      return "document jsonb";
    }

    @Override
    SchemaBuilder fields(SchemaBuilder schema) {
      return schema.field(
          "document", SchemaBuilder.string().name("io.debezium.data.Json").version(1).build());
    }

    @Override
    void fill(Struct value, long random) {
      StringBuilder json = new StringBuilder(DOCUMENT_BYTES + 64).append("{\"items\":[");
      for (int i = 0; json.length() < DOCUMENT_BYTES; i++) {
        json.append(i == 0 ? "\"" : ",\"")
            .append(Long.toString(Scattered.mix(random + i), 36))
            .append('"');
      }
      value.put("document", json.append("]}").toString());
    }
  };

  private static final int WIDTH = 60;
  private static final int DOCUMENT_BYTES = 8192;
  private static final long EPOCH = 1_704_067_200_000L;
  private static final long YEAR = 365L * 86_400_000;

  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

  @SuppressWarnings("ImmutableEnumChecker") // a built schema doesn't change
  private final Schema schema =
      fields(
              SchemaBuilder.struct()
                  .field("id", Schema.INT64_SCHEMA)
                  .field("seq", Schema.INT64_SCHEMA))
          .build();

  /** Columns after {@code id} and {@code seq}, as in CREATE TABLE. */
  abstract String columns();

  abstract SchemaBuilder fields(SchemaBuilder schema);

  abstract void fill(Struct value, long random);

  /** Expressions over {@code id} for rows that are there before the first record. */
  String prefill() {
    throw new UnsupportedOperationException(this + " starts with an empty table");
  }

  String createTable(String table) {
    return "CREATE TABLE %s (id bigint PRIMARY KEY, seq bigint NOT NULL, %s)"
        .formatted(table, columns());
  }

  /** Rows with the ids {@code from} to {@code to}, both included, whose {@code seq} is 0. */
  String insertRows(String table, long from, long to) {
    return "INSERT INTO %s SELECT id, 0, %s FROM generate_series(%d::bigint, %d::bigint) id"
        .formatted(table, prefill(), from, to);
  }

  Schema schema() {
    return schema;
  }

  static Schema keySchema() {
    return KEY;
  }

  static Struct key(long id) {
    return new Struct(KEY).put("id", id);
  }

  Struct value(long id, long seq) {
    Struct value = new Struct(schema).put("id", id).put("seq", seq);
    fill(value, Scattered.mix(seq));
    return value;
  }

  /** The same as a producer of JSON without schemas would write it: times as text. */
  static Map<String, Object> plain(Struct value) {
    Map<String, Object> plain = new LinkedHashMap<>();
    for (Field field : value.schema().fields()) {
      Object content = value.get(field);
      plain.put(
          field.name(),
          content instanceof Date date
              ? LocalDateTime.ofInstant(date.toInstant(), ZoneOffset.UTC).toString()
              : content);
    }
    return plain;
  }
}

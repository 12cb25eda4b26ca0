// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.rig.Records;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Events as Debezium's PostgreSQL connector 3.6 sends them: with its whole source block, the fields
 * {@code ts_us} and {@code ts_ns} and the transaction; with schemas, or as JSON without any.
 */
final class Envelopes {
  /** How events travel. */
  enum Form {
    STRUCT,
    MAP
  }

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
          .field("db", Schema.STRING_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("xmin", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private static final Schema TRANSACTION =
      SchemaBuilder.struct()
          .name("event.block")
          .optional()
          .field("id", Schema.STRING_SCHEMA)
          .field("total_order", Schema.INT64_SCHEMA)
          .field("data_collection_order", Schema.INT64_SCHEMA)
          .build();

  private final Form form;
  private final Records records;

  Envelopes(Form form, String topic) {
    this.form = form;
    this.records = new Records(topic, 0);
  }

  /** An event with the key and the rows before and after it, each null when there is none. */
  SinkRecord event(String op, Struct key, Struct before, Struct after) {
    Struct source =
        new Struct(SOURCE)
            .put("version", "3.6.3.Final")
            .put("connector", "postgresql")
            .put("name", "shop")
            .put("ts_ms", 1_795_579_771_092L)
            .put("snapshot", op.equals("r") ? "true" : "false")
            .put("db", "shop")
            .put("sequence", "[\"29993400\",\"29996496\"]")
            .put("schema", "public")
            .put("table", "orders")
            .put("txId", 1011L)
            .put("lsn", 29_993_352L);
    Schema row = after != null ? after.schema() : before != null ? before.schema() : NO_ROW;
    Schema optionalRow = optional(row);
    Schema schema =
        SchemaBuilder.struct()
            .name("shop.public.orders.Envelope")
            .field("before", optionalRow)
            .field("after", optionalRow)
            .field("source", SOURCE)
            .field("transaction", TRANSACTION)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    Struct transaction =
        new Struct(TRANSACTION)
            .put("id", "1011:29993352")
            .put("total_order", 1L)
            .put("data_collection_order", 1L);
    Struct value =
        new Struct(schema)
            .put("before", copy(before, optionalRow))
            .put("after", copy(after, optionalRow))
            .put("source", source)
            .put("transaction", transaction)
            .put("op", op)
            .put("ts_ms", 1_795_579_771_159L);
    return record(key, value);
  }

  /** A record of this form. */
  SinkRecord record(Struct key, Struct value) {
    return form == Form.STRUCT
        ? records.next(key == null ? null : key.schema(), key, value.schema(), value)
        : records.next(null, map(key), null, map(value));
  }

  SinkRecord tombstone(Struct key) {
    return form == Form.STRUCT
        ? records.next(key.schema(), key, null, null)
        : records.next(null, map(key), null, null);
  }

  /** A record of JSON texts, read as Connect's converter reads them without schemas. */
  static SinkRecord json(Records records, String key, String value) {
    return records.next(null, parse(key), null, parse(value));
  }

  private static Object parse(String json) {
    if (json == null) {
      return null;
    }
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "false"), /* isKey= */ false);
      return converter.toConnectData("t", json.getBytes(StandardCharsets.UTF_8)).value();
    }
  }

  private static final Schema NO_ROW =
      SchemaBuilder.struct().field("id", Schema.OPTIONAL_INT64_SCHEMA).build();

  private static Schema optional(Schema row) {
    SchemaBuilder builder = SchemaBuilder.struct().name("shop.public.orders.Value").optional();
    row.fields().forEach(field -> builder.field(field.name(), field.schema()));
    return builder.build();
  }

  private static Struct copy(Struct row, Schema schema) {
    if (row == null) {
      return null;
    }
    Struct copy = new Struct(schema);
    schema.fields().forEach(field -> copy.put(field, row.get(field.name())));
    return copy;
  }

  private static Map<String, Object> map(Struct struct) {
    if (struct == null) {
      return null;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (Field field : struct.schema().fields()) {
      Object value = struct.get(field);
      map.put(field.name(), value instanceof Struct inner ? map(inner) : value);
    }
    return map;
  }
}

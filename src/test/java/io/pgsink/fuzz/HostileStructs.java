// SPDX-License-Identifier: Apache-2.0
package io.pgsink.fuzz;

import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/** Structs of random schemas: names of semantic types on any type, odd parameters and defaults. */
final class HostileStructs {
  private static final String[] NAMES = {
    "org.apache.kafka.connect.data.Decimal",
    "org.apache.kafka.connect.data.Date",
    "org.apache.kafka.connect.data.Time",
    "org.apache.kafka.connect.data.Timestamp",
    "io.debezium.time.Date",
    "io.debezium.time.Time",
    "io.debezium.time.MicroTime",
    "io.debezium.time.NanoTime",
    "io.debezium.time.Timestamp",
    "io.debezium.time.MicroTimestamp",
    "io.debezium.time.NanoTimestamp",
    "io.debezium.time.ZonedTimestamp",
    "io.debezium.time.ZonedTime",
    "io.debezium.time.MicroDuration",
    "io.debezium.time.NanoDuration",
    "io.debezium.time.Interval",
    "io.debezium.time.IsoDate",
    "io.debezium.time.IsoTime",
    "io.debezium.time.IsoTimestamp",
    "io.debezium.time.Year",
    "io.debezium.time.StructuredDate",
    "io.debezium.time.StructuredTime",
    "io.debezium.time.StructuredTimestampPrecision6",
    "io.debezium.time.StructuredZonedTime",
    "io.debezium.time.StructuredZonedTimestamp",
    "io.debezium.time.StructuredDuration",
    "io.debezium.data.Bits",
    "io.debezium.data.Enum",
    "io.debezium.data.EnumSet",
    "io.debezium.data.Json",
    "io.debezium.data.Uuid",
    "io.debezium.data.Xml",
    "io.debezium.data.Ltree",
    "io.debezium.data.VariableScaleDecimal",
    "io.debezium.data.SparseDoubleVector",
    "io.debezium.data.DoubleVector",
    "io.debezium.data.geometry.Point",
    "io.debezium.data.geometry.Geometry",
    "io.debezium.data.geometry.Geography",
    "io.confluent.connect.avro.Union",
    "Envelope",
    "a.b.c\ud800",
    "\u0000"
  };

  private static final String[][] PARTS = {
    {"year", "month", "day"},
    {"hour", "minute", "second", "nanos", "offset"},
    {"year", "month", "day", "hour", "minute", "second", "nano", "zone"},
    {"scale", "value"},
    {"x", "y", "wkb", "srid"},
    {"dimensions", "vector"},
    {"lower", "upper"},
    {"a", "b"}
  };

  private final HostileValues values;
  private final Random random;

  HostileStructs(HostileValues values) {
    this.values = values;
    this.random = values.random();
  }

  /** A Struct with a key and some fields; empty when Connect itself refuses what came out. */
  Optional<SchemaAndValue> row(String key, int fields) {
    try {
      SchemaBuilder schema = SchemaBuilder.struct();
      Map<String, Object> row = new HashMap<>();
      add(schema, row, key, random.nextInt(3) == 0 ? field(1) : number());
      for (int i = 0; i < fields; i++) {
        boolean known = random.nextInt(12) > 0;
        String name = known ? Scenario.column(random.nextInt(Scenario.columns())) : values.name();
        if (schema.field(name) == null) {
          add(schema, row, name, field(2));
        }
      }
      return Optional.of(struct(schema, row));
    } catch (DataException refused) {
      return Optional.empty();
    }
  }

  private static SchemaAndValue struct(SchemaBuilder builder, Map<String, Object> row) {
    Struct struct = new Struct(builder.build());
    row.forEach(struct::put);
    return new SchemaAndValue(struct.schema(), struct);
  }

  private static void add(
      SchemaBuilder schema, Map<String, Object> row, String name, SchemaAndValue field) {
    schema.field(name, field.schema());
    row.put(name, field.value());
  }

  private SchemaAndValue number() {
    return new SchemaAndValue(Schema.INT64_SCHEMA, (long) random.nextInt(40));
  }

  private SchemaAndValue field(int depth) {
    return switch (random.nextInt(depth > 0 ? 11 : 7)) {
      case 0 -> of(SchemaBuilder.string(), values.any(0) instanceof String s ? s : values.text());
      case 1 -> of(SchemaBuilder.int32(), random.nextInt());
      case 2 ->
          of(SchemaBuilder.int64(), values.pick(random.nextLong(), Long.MIN_VALUE, Long.MAX_VALUE));
      case 3 -> of(SchemaBuilder.float64(), values.pick(Double.NaN, 1e300, random.nextDouble()));
      case 4 -> of(SchemaBuilder.bytes(), values.bytes());
      case 5 -> decimal();
      case 6 -> date();
      case 7 -> list(depth - 1);
      default -> nested(depth - 1);
    };
  }

  private SchemaAndValue of(SchemaBuilder schema, Object value) {
    if (random.nextBoolean()) {
      String name = values.pick(NAMES);
      if (!name.startsWith("org.apache")) {
        schema.name(name);
      }
    }
    return finished(schema, value);
  }

  private SchemaAndValue finished(SchemaBuilder schema, Object value) {
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      String name =
          values.pick(
              "length",
              "allowed",
              "connect.decimal.precision",
              "__debezium.source.column.type",
              "__debezium.source.column.length",
              "__debezium.source.column.scale");
      if (schema.parameters() == null || !schema.parameters().containsKey(name)) {
        schema.parameter(name, values.pick("83886080", "-1", "0", "NUMERIC", "a,b,", "1e9", "x"));
      }
    }
    if (random.nextInt(10) == 0) {
      schema.doc(values.text());
    }
    if (random.nextInt(3) == 0) {
      schema.optional();
    }
    if (random.nextInt(6) == 0) {
      schema.defaultValue(value);
    }
    boolean isNull = schema.isOptional() && random.nextInt(3) == 0;
    return new SchemaAndValue(schema.build(), isNull ? null : value);
  }

  private SchemaAndValue decimal() {
    var value = values.decimal();
    SchemaBuilder schema =
        SchemaBuilder.bytes()
            .name(NAMES[0])
            .parameter("scale", values.pick(String.valueOf(value.scale()), "x", "99999999999"));
    return finished(schema, value);
  }

  private SchemaAndValue date() {
    String name = values.pick(NAMES[1], NAMES[2], NAMES[3]);
    SchemaBuilder schema = name.endsWith("stamp") ? SchemaBuilder.int64() : SchemaBuilder.int32();
    long millis =
        values.pick(0L, 86_400_000L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 1_700_000_000_123L);
    return finished(schema.name(name), new Date(millis));
  }

  private SchemaAndValue list(int depth) {
    SchemaAndValue element = field(depth);
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.value());
    }
    SchemaBuilder schema = SchemaBuilder.array(element.schema());
    return of(schema, list);
  }

  private SchemaAndValue nested(int depth) {
    if (random.nextInt(4) == 0) {
      SchemaAndValue element = field(depth);
      Map<Object, Object> map = new HashMap<>();
      map.put(values.pick("a", "", null, "\ud800"), element.value());
      boolean optional = map.containsKey(null);
      Schema key = optional ? Schema.OPTIONAL_STRING_SCHEMA : Schema.STRING_SCHEMA;
      return of(SchemaBuilder.map(key, element.schema()), map);
    }
    SchemaBuilder schema = SchemaBuilder.struct();
    Map<String, Object> parts = new HashMap<>();
    for (String part : values.pick(PARTS)) {
      if (random.nextInt(8) > 0) {
        add(schema, parts, part, field(random.nextInt(3) == 0 ? depth : 0));
      }
    }
    if (random.nextInt(4) > 0) {
      schema.name(values.pick(NAMES));
    }
    SchemaAndValue struct = struct(schema, parts);
    return random.nextInt(3) == 0
        ? of(SchemaBuilder.array(struct.schema()), List.of(struct.value()))
        : struct;
  }

  SchemaAndValue envelope(Struct row, String op) {
    Schema source =
        SchemaBuilder.struct()
            .optional()
            .field("schema", Schema.OPTIONAL_STRING_SCHEMA)
            .field("table", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    SchemaBuilder optional = SchemaBuilder.struct().optional();
    row.schema().fields().forEach(field -> optional.field(field.name(), field.schema()));
    Schema image = optional.build();
    Struct after = new Struct(image);
    row.schema().fields().forEach(field -> after.put(field.name(), row.get(field)));
    Schema schema =
        SchemaBuilder.struct()
            .name(values.pick("t.Envelope", "Envelope", "x"))
            .field("op", Schema.OPTIONAL_STRING_SCHEMA)
            .field("before", image)
            .field("after", image)
            .field("source", source)
            .build();
    Struct envelope = new Struct(schema).put("op", op);
    envelope.put("before", random.nextBoolean() ? after : null);
    envelope.put("after", random.nextInt(4) > 0 ? after : null);
    envelope.put("source", new Struct(source).put("schema", values.name()).put("table", "t"));
    return new SchemaAndValue(schema, envelope);
  }

  /** A row as Kafka's converter writes it, with its schema. */
  byte[] document(Converter converter) {
    try {
      return row("k", 4)
          .map(row -> converter.fromConnectData("t", row.schema(), row.value()))
          .orElse(new byte[] {'{', '}'});
    } catch (RuntimeException unwritable) {
      return new byte[] {'{', '}'};
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * Every type of Connect, every semantic type of Debezium 3.6 (its names and carriers, written out
 * here because its classes are no dependency), and what JSON without schemas brings.
 */
final class Sources {
  static final Source INT8 = Source.connect("int8", Schema.OPTIONAL_INT8_SCHEMA, (byte) 1);
  static final Source INT16 = Source.connect("int16", Schema.OPTIONAL_INT16_SCHEMA, (short) 1);
  static final Source INT32 = Source.connect("int32", Schema.OPTIONAL_INT32_SCHEMA, 1);
  static final Source INT64 = Source.connect("int64", Schema.OPTIONAL_INT64_SCHEMA, 1L);
  static final Source FLOAT32 = Source.connect("float32", Schema.OPTIONAL_FLOAT32_SCHEMA, 1f);
  static final Source FLOAT64 = Source.connect("float64", Schema.OPTIONAL_FLOAT64_SCHEMA, 1d);
  static final Source BOOLEAN = Source.connect("boolean", Schema.OPTIONAL_BOOLEAN_SCHEMA, true);
  static final Source STRING =
      Source.connect("string", Schema.OPTIONAL_STRING_SCHEMA, "x").asPlainText();
  static final Source BYTES = Source.connect("bytes", Schema.OPTIONAL_BYTES_SCHEMA, new byte[] {1});
  static final Source DECIMAL = decimal(1);
  static final Source DATE =
      Source.connect("Date", Date.builder().optional().build(), new java.util.Date(0));
  static final Source TIME =
      Source.connect("Time", Time.builder().optional().build(), new java.util.Date(0));
  static final Source TIMESTAMP =
      Source.connect("Timestamp", Timestamp.builder().optional().build(), new java.util.Date(0));
  static final Source ARRAY = array(Schema.OPTIONAL_INT32_SCHEMA, List.of(1));
  static final Source MAP = map(Schema.OPTIONAL_INT32_SCHEMA, Map.of("a", 1));
  static final Source STRUCT = struct("a", Schema.OPTIONAL_INT32_SCHEMA, 1);

  static final Source D_DATE = int32("Date", 0);
  static final Source D_TIME = int32("Time", 0);
  static final Source D_MICRO_TIME = int64("MicroTime", 0L);
  static final Source D_NANO_TIME = int64("NanoTime", 0L);
  static final Source D_TIMESTAMP = int64("Timestamp", 0L);
  static final Source D_MICRO_TIMESTAMP = int64("MicroTimestamp", 0L);
  static final Source D_NANO_TIMESTAMP = int64("NanoTimestamp", 0L);
  static final Source D_MICRO_DURATION = int64("MicroDuration", 1L);
  static final Source D_NANO_DURATION = int64("NanoDuration", 1000L);
  static final Source D_YEAR = int32("Year", 2024);
  static final Source D_ISO_DATE = text("time.IsoDate", "2024-02-29Z");
  static final Source D_ISO_TIME = text("time.IsoTime", "01:02:03.5Z");
  static final Source D_ISO_TIMESTAMP = text("time.IsoTimestamp", "2024-02-29T01:02:03.5Z");
  static final Source D_ZONED_TIME = text("time.ZonedTime", "01:02:03Z").asPlainText();
  static final Source D_ZONED_TIMESTAMP =
      text("time.ZonedTimestamp", "2024-02-29T01:02:03Z").asPlainText();
  static final Source D_INTERVAL = text("time.Interval", "P1DT2H").asPlainText();
  static final Source D_JSON = text("data.Json", "{}");
  static final Source D_ENUM_SET = text("data.EnumSet", "a,b");
  static final Source D_UUID =
      text("data.Uuid", "7d444840-9dc0-11d1-b245-5ffdce74fad2").asPlainText();
  static final Source D_ENUM = text("data.Enum", "ok").asPlainText();
  static final Source D_XML = text("data.Xml", "<a/>").asPlainText();
  static final Source D_LTREE = text("data.Ltree", "a.b").asPlainText();
  static final Source D_TSVECTOR = text("data.Tsvector", "'a':1").asPlainText();
  static final Source D_BITS = bits(8);
  static final Source D_FLOAT_VECTOR =
      Source.debezium(
          "FloatVector",
          SchemaBuilder.array(Schema.FLOAT32_SCHEMA)
              .name("io.debezium.data.FloatVector")
              .optional()
              .build(),
          List.of(1f));
  static final Source D_DOUBLE_VECTOR =
      Source.debezium(
          "DoubleVector",
          SchemaBuilder.array(Schema.FLOAT64_SCHEMA)
              .name("io.debezium.data.DoubleVector")
              .optional()
              .build(),
          List.of(1d));
  static final Source D_SPARSE_VECTOR = sparseVector();
  static final Source D_VARIABLE_DECIMAL = variableDecimal();
  static final Source D_POINT = geometry("Point", true);
  static final Source D_GEOMETRY = geometry("Geometry", false);
  static final Source D_GEOGRAPHY = geometry("Geography", false);

  static final Source J_INTEGER = Source.schemaless("whole number", 1L);
  static final Source J_FLOAT = Source.schemaless("number", 1.5d);
  static final Source J_DECIMAL = Source.schemaless("BigDecimal", new BigDecimal("1.5"));
  static final Source J_BOOLEAN = Source.schemaless("true/false", true);
  static final Source J_TEXT = Source.schemaless("text", "x").asPlainText();
  static final Source J_LIST = Source.schemaless("list", List.of(1L));
  static final Source J_OBJECT = Source.schemaless("object", Map.of("a", 1L));
  static final Source J_BYTES = Source.schemaless("bytes", new byte[] {1});
  static final Source J_DATE = Source.schemaless("java.util.Date", new java.util.Date(0));

  /** All of them, in the order of the documentation. */
  static final List<Source> ALL =
      List.of(
          INT8,
          INT16,
          INT32,
          INT64,
          FLOAT32,
          FLOAT64,
          BOOLEAN,
          STRING,
          BYTES,
          DECIMAL,
          DATE,
          TIME,
          TIMESTAMP,
          ARRAY,
          MAP,
          STRUCT,
          D_DATE,
          D_TIME,
          D_MICRO_TIME,
          D_NANO_TIME,
          D_TIMESTAMP,
          D_MICRO_TIMESTAMP,
          D_NANO_TIMESTAMP,
          D_MICRO_DURATION,
          D_NANO_DURATION,
          D_YEAR,
          D_ISO_DATE,
          D_ISO_TIME,
          D_ISO_TIMESTAMP,
          D_ZONED_TIME,
          D_ZONED_TIMESTAMP,
          D_INTERVAL,
          D_JSON,
          D_ENUM_SET,
          D_UUID,
          D_ENUM,
          D_XML,
          D_LTREE,
          D_TSVECTOR,
          D_BITS,
          D_VARIABLE_DECIMAL,
          D_FLOAT_VECTOR,
          D_DOUBLE_VECTOR,
          D_SPARSE_VECTOR,
          D_POINT,
          D_GEOMETRY,
          D_GEOGRAPHY,
          J_INTEGER,
          J_FLOAT,
          J_DECIMAL,
          J_BOOLEAN,
          J_TEXT,
          J_LIST,
          J_OBJECT,
          J_BYTES,
          J_DATE);

  private Sources() {}

  static Source decimal(int scale) {
    return Source.connect(
        "Decimal",
        Decimal.builder(scale).optional().build(),
        new BigDecimal(BigInteger.TEN, scale));
  }

  static Source array(Schema element, List<?> sample) {
    return Source.connect("array", SchemaBuilder.array(element).optional().build(), sample);
  }

  static Source map(Schema value, Map<String, ?> sample) {
    return Source.connect(
        "map", SchemaBuilder.map(Schema.STRING_SCHEMA, value).optional().build(), sample);
  }

  static Source struct(String field, Schema schema, Object sample) {
    Schema struct = SchemaBuilder.struct().field(field, schema).optional().build();
    return Source.connect("struct", struct, new Struct(struct).put(field, sample));
  }

  /** A struct value and its schema. */
  static Source struct(Struct sample) {
    return Source.connect("struct", sample.schema(), sample);
  }

  static Source bits(int length) {
    return Source.debezium(
        "Bits",
        SchemaBuilder.bytes()
            .name("io.debezium.data.Bits")
            .parameter("length", Integer.toString(length))
            .optional()
            .build(),
        new byte[(length + 7) / 8]);
  }

  /** The value of a Debezium VariableScaleDecimal. */
  static Struct variableDecimal(String number) {
    BigDecimal decimal = new BigDecimal(number);
    return new Struct(D_VARIABLE_DECIMAL.schema())
        .put("scale", decimal.scale())
        .put("value", decimal.unscaledValue().toByteArray());
  }

  /** The value of a Debezium point. */
  static Struct point(double x, double y) {
    return new Struct(D_POINT.schema()).put("x", x).put("y", y).put("srid", null);
  }

  private static Source variableDecimal() {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .optional()
            .build();
    return Source.debezium(
        "VariableScaleDecimal",
        schema,
        new Struct(schema).put("scale", 0).put("value", new byte[] {1}));
  }

  private static Source geometry(String name, boolean point) {
    SchemaBuilder builder = SchemaBuilder.struct().name("io.debezium.data.geometry." + name);
    if (point) {
      builder.field("x", Schema.FLOAT64_SCHEMA).field("y", Schema.FLOAT64_SCHEMA);
    }
    Schema schema =
        builder
            .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
            .optional()
            .build();
    Struct sample =
        new Struct(schema)
            .put("wkb", Base64.getDecoder().decode("AQEAAAAAAAAAAADwPwAAAAAAAABA"))
            .put("srid", 4326);
    if (point) {
      sample.put("x", 1d).put("y", 2d);
    }
    return Source.debezium(name, schema, sample);
  }

  private static Source sparseVector() {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.debezium.data.SparseDoubleVector")
            .field("dimensions", Schema.INT16_SCHEMA)
            .field("vector", SchemaBuilder.map(Schema.INT16_SCHEMA, Schema.FLOAT64_SCHEMA).build())
            .optional()
            .build();
    return Source.debezium(
        "SparseDoubleVector",
        schema,
        new Struct(schema).put("dimensions", (short) 5).put("vector", Map.of((short) 1, 0.5d)));
  }

  private static Source int32(String name, int sample) {
    return Source.debezium(name, named(SchemaBuilder.int32(), "time." + name), sample);
  }

  private static Source int64(String name, long sample) {
    return Source.debezium(name, named(SchemaBuilder.int64(), "time." + name), sample);
  }

  private static Source text(String name, String sample) {
    String label = name.substring(name.indexOf('.') + 1);
    return Source.debezium(label, named(SchemaBuilder.string(), name), sample);
  }

  private static Schema named(SchemaBuilder builder, String name) {
    return builder.name("io.debezium." + name).optional().build();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.TimestampUnits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The columns of tables that are made for records. */
class ColumnDefinitionsTest {
  private static final TypeMapper TYPES = new TypeMapper(ZoneOffset.UTC);

  private static String type(Schema schema) {
    return TYPES.define("c", schema).type();
  }

  private static Schema list(Schema element) {
    return SchemaBuilder.array(element).build();
  }

  @Test
  void everyTypeOfConnectHasAColumn() {
    assertEquals("smallint", type(Schema.INT8_SCHEMA));
    assertEquals("smallint", type(Schema.INT16_SCHEMA));
    assertEquals("integer", type(Schema.INT32_SCHEMA));
    assertEquals("bigint", type(Schema.INT64_SCHEMA));
    assertEquals("real", type(Schema.FLOAT32_SCHEMA));
    assertEquals("double precision", type(Schema.FLOAT64_SCHEMA));
    assertEquals("boolean", type(Schema.BOOLEAN_SCHEMA));
    assertEquals("text", type(Schema.STRING_SCHEMA));
    assertEquals("bytea", type(Schema.BYTES_SCHEMA));
    assertEquals("numeric", type(Decimal.schema(2)));
    assertEquals("date", type(Date.SCHEMA));
    assertEquals("time without time zone", type(Time.SCHEMA));
    assertEquals("timestamp with time zone", type(Timestamp.SCHEMA));
    assertEquals("integer[]", type(list(Schema.INT32_SCHEMA)));
    assertEquals("jsonb", type(list(list(Schema.INT32_SCHEMA))));
    assertEquals(
        "jsonb", type(SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT8_SCHEMA).build()));
    assertEquals("jsonb", type(SchemaBuilder.struct().build()));
  }

  @ParameterizedTest
  @CsvSource({
    "int32, time.Date, date",
    "int32, time.Time, time without time zone",
    "int64, time.MicroTime, time without time zone",
    "int64, time.NanoTimestamp, timestamp without time zone",
    "int64, time.MicroDuration, interval",
    "int64, time.NanoDuration, interval",
    "int32, time.Year, integer",
    "string, time.IsoDate, date",
    "string, time.IsoTime, time without time zone",
    "string, time.IsoTimestamp, timestamp without time zone",
    "string, time.ZonedTime, time with time zone",
    "string, time.ZonedTimestamp, timestamp with time zone",
    "string, time.Interval, interval",
    "string, data.Json, jsonb",
    "string, data.Uuid, uuid",
    "string, data.Xml, xml",
    "string, data.Tsvector, tsvector",
    "string, data.Enum, text",
    "string, data.EnumSet, text",
    "string, data.Ltree, text",
    "bytes, data.Bits, bit varying",
    "string, time.Date, text"
  })
  void everySemanticTypeOfDebeziumHasAColumn(String carrier, String name, String column) {
    Schema.Type carried = Schema.Type.valueOf(carrier.toUpperCase(java.util.Locale.ROOT));
    assertEquals(column, type(new SchemaBuilder(carried).name("io.debezium." + name).build()));
  }

  @Test
  void defaultsAndNullabilityComeFromTheSchema() {
    ColumnDefinition column =
        TYPES.define("c", SchemaBuilder.string().defaultValue("it's").build());
    assertEquals(Optional.of("'it''s'"), column.defaultSql());
    assertTrue(column.notNull());
    assertEquals(
        Optional.of("'1.50'"),
        TYPES
            .define("c", Decimal.builder(2).defaultValue(new BigDecimal("1.50")).build())
            .defaultSql());
    assertFalse(TYPES.define("c", Schema.OPTIONAL_INT32_SCHEMA).notNull());
    ColumnDefinition key =
        TYPES.defineKey("k", SchemaBuilder.int32().optional().defaultValue(3).build());
    assertTrue(key.notNull());
    assertEquals(Optional.empty(), key.defaultSql());
    assertEquals(
        Optional.of("note"),
        TYPES.define("c", SchemaBuilder.string().doc("note").build()).comment());
  }

  private static Optional<String> defaultOf(SchemaBuilder builder, Object value) {
    return TYPES.define("c", builder.defaultValue(value).build()).defaultSql();
  }

  /** K13.2 */
  @Test
  void everyTypeTakesItsDefaultOver() {
    assertEquals(
        Optional.of("'{\"1\",\"5\"}'"),
        defaultOf(SchemaBuilder.array(Schema.INT32_SCHEMA), List.of(1, 5)));
    assertEquals(
        Optional.of("'{}'"), defaultOf(SchemaBuilder.array(Schema.STRING_SCHEMA), List.of()));
    assertEquals(Optional.of("'7'"), defaultOf(SchemaBuilder.int64(), 7L));
    assertEquals(Optional.of("'t'"), defaultOf(SchemaBuilder.bool(), true));
    assertEquals(Optional.of("'NaN'"), defaultOf(SchemaBuilder.float64(), Double.NaN));
    assertEquals(
        Optional.of("E'\\\\x0aff'"), defaultOf(SchemaBuilder.bytes(), new byte[] {10, -1}));
    assertEquals(
        Optional.of("'1970-01-02'"), defaultOf(Date.builder(), new java.util.Date(86_400_000)));
    assertEquals(Optional.of("'00:00:01'"), defaultOf(Time.builder(), new java.util.Date(1000)));
    assertEquals(
        Optional.of("'1970-01-01 00:00:01+00'"),
        defaultOf(Timestamp.builder(), new java.util.Date(1000)));
    assertEquals(
        Optional.of("'{\"a\":1}'"),
        defaultOf(
            SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA),
            java.util.Map.of("a", 1)));
    assertEquals(
        Optional.of("'1970-01-01 00:00:00.000001'"),
        defaultOf(SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp"), 1L));
    assertEquals(
        Optional.of("'1970-01-01 00:00:00+00'"),
        defaultOf(
            SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp"),
            "1970-01-01T00:00:00Z"));
    assertEquals(
        Optional.of("'a'"), defaultOf(SchemaBuilder.string().name("io.debezium.data.Enum"), "a"));
    assertEquals(
        Optional.of("'{\"a\":[1]}'"),
        defaultOf(SchemaBuilder.string().name("io.debezium.data.Json"), "{\"a\":[1]}"));
    assertEquals(
        Optional.of("'P1DT2H'"),
        defaultOf(SchemaBuilder.string().name("io.debezium.time.Interval"), "P1DT2H"));
    assertEquals(
        Optional.of("'101'"),
        defaultOf(
            SchemaBuilder.bytes().name("io.debezium.data.Bits").parameter("length", "3"),
            new byte[] {5}));
  }

  /** What PostgreSQL may refuse must not make the statement fail that makes the table. */
  @Test
  void aDefaultThatNoColumnTakesIsLeftOut() {
    String debezium = "io.debezium.";
    assertEquals(
        Optional.empty(), defaultOf(SchemaBuilder.string().name(debezium + "data.Json"), "{"));
    assertEquals(
        Optional.empty(),
        defaultOf(SchemaBuilder.string().name(debezium + "data.Json"), "\"\\ud800\""));
    assertEquals(
        Optional.empty(), defaultOf(SchemaBuilder.string().name(debezium + "data.Uuid"), "x"));
    assertEquals(
        Optional.empty(), defaultOf(SchemaBuilder.string().name(debezium + "data.Xml"), "<"));
    assertEquals(
        Optional.empty(),
        defaultOf(SchemaBuilder.string().name(debezium + "time.Interval"), "P1X"));
    assertEquals(
        Optional.empty(),
        defaultOf(Decimal.builder(-2_000_000_000), new BigDecimal(BigInteger.ONE, -2_000_000_000)));
  }

  @Test
  void aUnionGetsWhatItsBranchesHaveInCommon() {
    assertEquals("text", union(Schema.OPTIONAL_STRING_SCHEMA, Schema.OPTIONAL_INT32_SCHEMA));
    assertEquals("bigint", union(Schema.OPTIONAL_INT64_SCHEMA, Schema.OPTIONAL_INT32_SCHEMA));
    assertEquals("numeric", union(Schema.OPTIONAL_FLOAT64_SCHEMA, Schema.OPTIONAL_INT32_SCHEMA));
    assertEquals("double precision", union(Schema.OPTIONAL_FLOAT64_SCHEMA));
    assertEquals(
        "jsonb", union(SchemaBuilder.struct().optional().build(), Schema.OPTIONAL_STRING_SCHEMA));
  }

  private static String union(Schema... branches) {
    SchemaBuilder builder = SchemaBuilder.struct().name("io.confluent.connect.avro.Union");
    for (int i = 0; i < branches.length; i++) {
      builder.field("b" + i, branches[i]);
    }
    return type(builder.build());
  }

  @ParameterizedTest
  @CsvSource({
    "Date, date",
    "Time, time without time zone",
    "Timestamp, timestamp without time zone",
    "TimestampPrecision6SourceColumn6174, timestamp without time zone",
    "ZonedTime, time with time zone",
    "ZonedTimestamp, timestamp with time zone",
    "Duration, interval"
  })
  void structuredTimesHaveColumns_K12_1(String name, String column) {
    assertEquals(
        column, type(SchemaBuilder.struct().name("io.debezium.time.Structured" + name).build()));
  }

  @Test
  void confluentsNamesHaveColumns_K12_2() {
    String confluent = "io.confluent.connect.jdbc.data.";
    assertEquals("jsonb", type(SchemaBuilder.string().name(confluent + "Json").build()));
    assertEquals(
        "timestamp with time zone",
        type(SchemaBuilder.string().name(confluent + "ZonedTimestamp").build()));
    assertEquals(
        "numeric", type(SchemaBuilder.struct().name(confluent + "VariableScaleDecimal").build()));
  }

  @Test
  void aNumberThatCountsTimeIsATimestamp_K8() {
    TypeMapper types =
        new TypeMapper(
            ZoneOffset.UTC,
            new TimestampUnits(
                java.util.Map.of("c", ChronoUnit.MICROS), Optional.of(ChronoUnit.SECONDS)));
    assertEquals("timestamp with time zone", types.define("c", Schema.INT64_SCHEMA).type());
    assertEquals("timestamp with time zone", types.suggest("c", 1L).type());
    assertEquals("bigint", types.define("d", Schema.INT64_SCHEMA).type());
    assertEquals("text", types.define("c", Schema.STRING_SCHEMA).type());
    assertEquals(
        Optional.of("'1970-01-01 00:00:00.000001+00'"),
        types.define("c", SchemaBuilder.int64().defaultValue(1L).build()).defaultSql());
  }

  @Test
  void textThatSqlCannotHoldIsNoDefaultAndNoComment() {
    assertThrows(
        BadRecordException.class,
        () -> TYPES.define("c", SchemaBuilder.string().defaultValue("\0").build()));
    assertEquals(
        Optional.empty(), TYPES.define("c", SchemaBuilder.string().doc("\0").build()).comment());
  }

  @Test
  void aSourceTypeThatATableCanHaveIsKept() {
    assertEquals("inet", type(source("INET")));
    assertEquals("text", type(source("CITEXT")));
    assertEquals("text", type(source("text); DROP TABLE x; --")));
  }

  @Test
  void aSourceLengthIsKept() {
    assertEquals("character varying(20)", type(source("VARCHAR", "20")));
    assertEquals("character(3)", type(source("BPCHAR", "3")));
    assertEquals("character varying(10485760)", type(source("VARCHAR", "10485760")));
    assertEquals("text", type(source("VARCHAR", "10485761")));
    assertEquals("text", type(source("VARCHAR", "2147483647")));
    assertEquals("text", type(source("VARCHAR", "1); DROP TABLE x; --")));
    assertEquals("text", type(source("VARCHAR")));
  }

  private static Schema source(String type, String length) {
    return SchemaBuilder.string()
        .parameter("__debezium.source.column.type", type)
        .parameter("__debezium.source.column.length", length)
        .build();
  }

  private static Schema source(String type) {
    return SchemaBuilder.string().parameter("__debezium.source.column.type", type).build();
  }

  @Test
  void aValueWithoutASchemaSuggestsAType() {
    assertEquals("bigint", suggested(1L));
    assertEquals("numeric", suggested(1.5));
    assertEquals("boolean", suggested(true));
    assertEquals("text", suggested("2024-02-29"));
    assertEquals("jsonb", suggested(List.of()));
    assertEquals("text", suggested(null));
  }

  private static String suggested(Object value) {
    return TYPES.suggest("c", value).type();
  }
}

package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.ColumnDefinition;
import java.math.BigDecimal;
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
  private static String type(Schema schema) {
    return ColumnDefinitions.define("c", schema).type();
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
        ColumnDefinitions.define("c", SchemaBuilder.string().defaultValue("it's").build());
    assertEquals(Optional.of("'it''s'"), column.defaultSql());
    assertTrue(column.notNull());
    assertEquals(
        Optional.of("1.50"),
        ColumnDefinitions.define(
                "c", Decimal.builder(2).defaultValue(new BigDecimal("1.50")).build())
            .defaultSql());
    assertFalse(ColumnDefinitions.define("c", Schema.OPTIONAL_INT32_SCHEMA).notNull());
    ColumnDefinition key =
        ColumnDefinitions.defineKey("k", SchemaBuilder.int32().optional().defaultValue(3).build());
    assertTrue(key.notNull());
    assertEquals(Optional.empty(), key.defaultSql());
    assertEquals(
        Optional.of("note"),
        ColumnDefinitions.define("c", SchemaBuilder.string().doc("note").build()).comment());
  }

  @Test
  void textThatSqlCannotHoldIsNoDefaultAndNoComment() {
    assertThrows(
        BadRecordException.class,
        () -> ColumnDefinitions.define("c", SchemaBuilder.string().defaultValue("\0").build()));
    assertEquals(
        Optional.empty(),
        ColumnDefinitions.define("c", SchemaBuilder.string().doc("\0").build()).comment());
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
    return ColumnDefinitions.suggest("c", value, /* key= */ false).type();
  }
}

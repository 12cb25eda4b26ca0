// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** K12.3: unions as converters of schema registries bring them, and K12.2: Confluent's names. */
class UnionsTest {
  private static final Schema INNER =
      SchemaBuilder.struct().optional().field("n", Schema.OPTIONAL_INT32_SCHEMA).build();

  private static final Source UNION =
      union(SchemaBuilder.struct().name("io.confluent.connect.avro.Union"));

  private static RoundTripStage stage;

  @BeforeAll
  static void start() {
    stage = new RoundTripStage("UTC");
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static Source union(SchemaBuilder builder) {
    Schema schema =
        builder
            .optional()
            .field("string", Schema.OPTIONAL_STRING_SCHEMA)
            .field("int", Schema.OPTIONAL_INT32_SCHEMA)
            .field("decimal", Decimal.builder(2).optional().build())
            .field("at", Timestamp.builder().optional().build())
            .field("ints", SchemaBuilder.array(Schema.INT32_SCHEMA).optional().build())
            .field("inner", INNER)
            .build();
    return Source.connect("union", schema, new Struct(schema));
  }

  private static Struct of(Source union, String branch, Object value) {
    return new Struct(union.schema()).put(branch, value);
  }

  private static Struct of(String branch, Object value) {
    return of(UNION, branch, value);
  }

  @Test
  void whatIsSetIsStored() {
    Struct inner = new Struct(INNER).put("n", 1);
    stage.check(
        TypeTable.someOf("text")
            .stores(UNION, of("string", "abc"), "abc")
            .stores(UNION, of("int", 5), "5")
            .stores(UNION, of("at", new Date(0)), "1970-01-01T00:00:00Z")
            .stores(UNION, of("inner", inner), "{\"n\":1}")
            .stores(UNION, new Struct(UNION.schema()), "null"),
        TypeTable.someOf("numeric")
            .stores(UNION, of("int", 5), "5")
            .stores(UNION, of("decimal", new BigDecimal("1.50")), "1.50")
            .stores(UNION, of("string", "2.5"), "2.5")
            .refuses(UNION, of("string", "abc"), "the text is not a number")
            .refuses(UNION, of("inner", inner), "can't be stored as"),
        TypeTable.someOf("timestamptz")
            .stores(UNION, of("at", new Date(0)), "1970-01-01 00:00:00+00")
            .stores(UNION, of("string", "1970-01-01T00:00:00Z"), "1970-01-01 00:00:00+00"),
        TypeTable.someOf("integer[]").stores(UNION, of("ints", List.of(1, 2)), "{1,2}"),
        TypeTable.someOf("jsonb")
            .stores(UNION, of("string", "abc"), "\"abc\"")
            .stores(UNION, of("int", 5), "5")
            .stores(UNION, of("inner", inner), "{\"n\": 1}")
            .stores(UNION, of("ints", List.of(1, 2)), "[1, 2]"));
  }

  @Test
  void everyWayToMarkAUnionIsKnown() {
    Source general =
        union(SchemaBuilder.struct().parameter("org.apache.kafka.connect.data.Union", "u"));
    Source protobuf =
        union(SchemaBuilder.struct().name("io.confluent.connect.protobuf.Union.choice"));
    Source json = union(SchemaBuilder.struct().name("io.confluent.connect.json.OneOf"));
    Source other = union(SchemaBuilder.struct().name("com.example.Union"));
    stage.check(
        TypeTable.someOf("text")
            .stores(general, of(general, "string", "abc"), "abc")
            .stores(protobuf, of(protobuf, "int", 5), "5")
            .stores(json, of(json, "int", 5), "5"),
        TypeTable.someOf("integer").refuses(other, of(other, "int", 5), "a struct can't be"));
  }

  @Test
  void unionsInsideOfArraysStructsAndDocuments() {
    Schema list = SchemaBuilder.array(UNION.schema()).optional().build();
    Source unions = Source.connect("array", list, List.of());
    Schema row =
        SchemaBuilder.struct()
            .optional()
            .field("a", UNION.schema())
            .field("b", UNION.schema())
            .build();
    Source rows = Source.connect("struct", row, new Struct(row));
    Struct pair = new Struct(row).put("a", of("int", 1)).put("b", of("string", "x"));
    Struct half = new Struct(row).put("a", of("int", 1)).put("b", new Struct(UNION.schema()));
    List<Struct> values =
        Arrays.asList(of("int", 1), null, of("string", "2"), new Struct(UNION.schema()));
    stage.check(
        TypeTable.someOf("integer[]").stores(unions, values, "{1,NULL,2,NULL}"),
        TypeTable.someOf("jsonb")
            .stores(unions, values, "[1, null, \"2\", null]")
            .stores(rows, pair, "{\"a\": 1, \"b\": \"x\"}"),
        TypeTable.someOf("pair").stores(rows, pair, "(1,x)").stores(rows, half, "(1,)"));
  }

  @Test
  void confluentsNamesMeanWhatTheySay() {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.confluent.connect.jdbc.data.VariableScaleDecimal")
            .optional()
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    Struct value =
        new Struct(schema)
            .put("scale", 3)
            .put("value", new java.math.BigInteger("1234567").toByteArray());
    Source decimal = Source.connect("VariableScaleDecimal", schema, value);
    Source json =
        Source.connect(
            "Json",
            SchemaBuilder.string().name("io.confluent.connect.jdbc.data.Json").optional().build(),
            "{}");
    stage.check(
        TypeTable.someOf("numeric")
            .stores(decimal, value, "1234.567")
            .stores(Sources.J_OBJECT, TextTables.object("scale", 3L, "value", "EtaH"), "1234.567"),
        TypeTable.someOf("double precision").stores(decimal, value, "1234.567"),
        TypeTable.someOf("text").stores(decimal, value, "1234.567"),
        TypeTable.someOf("jsonb").stores(json, "{\"a\":1}", "{\"a\": 1}"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static io.pgsink.type.Types.array;
import static io.pgsink.type.Types.attribute;
import static io.pgsink.type.Types.builtIn;
import static io.pgsink.type.Types.composite;
import static io.pgsink.type.Types.extension;
import static io.pgsink.type.Types.multirange;
import static io.pgsink.type.Types.range;
import static io.pgsink.type.Types.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** The literals that PostgreSQL is given for types without a binary form of their own. */
class TextFormsTest {
  private static final Schema SPARSE =
      SchemaBuilder.struct()
          .name("io.debezium.data.SparseDoubleVector")
          .field("dimensions", Schema.INT16_SCHEMA)
          .field("vector", SchemaBuilder.map(Schema.INT16_SCHEMA, Schema.FLOAT64_SCHEMA).build())
          .build();
  private static final Schema GEOMETRY =
      SchemaBuilder.struct()
          .name("io.debezium.data.geometry.Geometry")
          .field("wkb", Schema.BYTES_SCHEMA)
          .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
          .build();

  /** {@code POINT(1 2)} in little and big endian. */
  private static final String LITTLE = "0101000000000000000000f03f0000000000000040";

  private static final String BIG = "00000000013ff00000000000004000000000000000";

  private static void assertRefused(Object value, PgType type, String reason) {
    String message = assertThrows(BadRecordException.class, () -> text(value, type)).getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void spacesBeyondTheLengthOfAVarcharAreTakenAwayAndNothingElse() {
    PgType three = Types.withModifier("varchar", 3 + 4);
    assertEquals("abc", text("abc  ", three));
    assertEquals("a  ", text("a    ", three));
    assertEquals("\ud83d\ude00bc", text("\ud83d\ude00bc ", three));
    assertEquals("abcd", text("abcd ", three));
    assertEquals("abc  ", text("abc  ", builtIn("varchar")));
    assertEquals("{\"abc\"}", text(List.of("abc "), array(three)));
  }

  @Test
  void elementsOfArraysAreAlwaysQuoted() {
    PgType texts = array(builtIn("text"));
    assertEquals("{}", text(List.of(), texts));
    assertEquals("{\"\",\"NULL\",NULL}", text(Arrays.asList("", "NULL", null), texts));
    assertEquals("{\"a\\\"b\\\\\"}", text(List.of("a\"b\\"), texts));
    assertEquals(
        "{{\"1\"},{\"2\"}}", text(List.of(List.of(1L), List.of(2L)), array(builtIn("int4"))));
    assertEquals("{\"a\";\"b\"}", text(List.of("a", "b"), array(builtIn("box"))));
    assertEquals("{\"[1,2]\"}", text(List.of(List.of(1L, 2L)), array(builtIn("jsonb"))));
    assertEquals("{\"\\\\x00\"}", text(List.of(new byte[1]), array(builtIn("bytea"))));
    assertRefused(1L, texts, "an integer can't be stored as text[]");
  }

  @Test
  void attributesOfCompositesAreQuotedAndNullIsNothing() {
    PgType pair = composite(attribute("a", "int4"), attribute("b", "text"));
    assertEquals("(\"1\",\"x\\\"\")", text(List.of(1L, "x\""), pair));
    assertEquals("(,\"\")", text(Map.of("b", ""), pair));
    assertEquals("()", text(List.of(), composite()));
    assertRefused(Map.of("c", 1L), pair, "no attribute of pair");
    assertRefused(List.of(1L), pair, "the list has 1 values, pair 2");
    assertRefused(List.of("x", "y"), pair, "not an integer");
  }

  @Test
  void aStructGivesAttributesByName() {
    PgType pair = composite(attribute("a", "int4"), attribute("b", "text"));
    Schema schema =
        SchemaBuilder.struct()
            .field("b", Schema.STRING_SCHEMA)
            .field("a", SchemaBuilder.int32().defaultValue(7).build())
            .build();
    assertEquals("(\"7\",\"x\")", Types.form(schema, pair).of(new Struct(schema).put("b", "x")));
  }

  @Test
  void rangesHaveBoundsAndQuotedEnds() {
    PgType ints = range("int4range", builtIn("int4"));
    assertEquals("[\"1\",\"2\")", text(Map.of("lower", 1L, "upper", 2L), ints));
    assertEquals("(,\"2\"]", text(Map.of("upper", 2L, "bounds", "(]"), ints));
    assertEquals("empty", text("empty", ints));
    assertRefused(Map.of("bounds", "[["), ints, "[] [) (] ()");
    assertRefused(Map.of("begin", 1L), ints, "lower, upper and bounds");
    PgType many = multirange("int4multirange", builtIn("int4"));
    assertEquals("{[\"1\",),[3,4)}", text(List.of(Map.of("lower", 1L), "[3,4)"), many));
    assertRefused(Arrays.asList((Object) null), many, "can't hold null");
  }

  @Test
  void hstoreQuotesEverything() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a\"", "b\\");
    map.put("n", null);
    map.put("l", List.of(1L));
    assertEquals("\"a\\\"\"=>\"b\\\\\",\"n\"=>NULL,\"l\"=>\"[1]\"", text(map, extension("hstore")));
    assertEquals("\"a\"=>\"b\"", text("{\"a\":\"b\"}", extension("hstore")));
    assertEquals("a=>b", text("a=>b", extension("hstore")));
    Map<Object, Object> nullKey = new LinkedHashMap<>();
    nullKey.put(null, "x");
    assertRefused(nullKey, extension("hstore"), "null key");
  }

  @Test
  void bitsOfDebeziumAreLittleEndianAndOfOthersAsTheyStand() {
    Schema twelve =
        SchemaBuilder.bytes().name("io.debezium.data.Bits").parameter("length", "12").build();
    assertEquals("101000000001", Types.form(twelve, builtIn("bit")).of(new byte[] {1, 10}));
    assertEquals("000000000000", Types.form(twelve, builtIn("bit")).of(new byte[0]));
    assertEquals("101", Types.form(twelve, builtIn("varbit")).of(new byte[] {5}));
    assertEquals("0000000100001010", text(new byte[] {1, 10}, builtIn("bit")));
    assertEquals("1", text(true, builtIn("bit")));
    assertRefused("B01", builtIn("bit"), "not a valid bit");
    Schema odd =
        Types.named(SchemaBuilder.bytes().parameter("length", "x"), "io.debezium.data.Bits");
    assertEquals("00000101", Types.form(odd, builtIn("bit")).of(new byte[] {5}));
  }

  @Test
  void vectorsOfPgvector() {
    PgType vector = extension("vector");
    assertEquals("[1.0,0.1,-2.0]", text(List.of(1L, 0.1, "-2"), vector));
    assertEquals("[1,2]", text("[1,2]", vector));
    assertRefused(Arrays.asList(1.0, null), vector, "can't hold null");
    assertRefused(List.of(1e39), vector, "out of the range");
    PgType sparse = extension("sparsevec");
    Struct struct =
        new Struct(SPARSE)
            .put("dimensions", (short) 5)
            .put("vector", Map.of((short) 3, 2.0, (short) 1, 0.5));
    assertEquals("{1:0.5,3:2.0}/5", Types.form(SPARSE, sparse).of(struct));
    assertEquals("{2:1}/3", text(Map.of("dimensions", 3L, "vector", Map.of("2", 1L)), sparse));
    assertRefused(Map.of("dimensions", 3L), sparse, "needs dimensions and vector");
    assertRefused(
        Map.of("dimensions", 3L, "vector", Map.of("x", 1L)), sparse, "indices to numbers");
    assertRefused(
        Map.of("dimensions", 3L, "vector", Map.of("1", "y")), sparse, "indices to numbers");
  }

  @Test
  void geometriesOfPostgisAreEwkbWithTheirSrid() {
    PgType geometry = extension("geometry");
    Struct struct =
        new Struct(GEOMETRY).put("wkb", HexFormat.of().parseHex(LITTLE)).put("srid", 4326);
    TextForm form = Types.form(GEOMETRY, geometry);
    assertEquals("0101000020e6100000" + LITTLE.substring(10), form.of(struct));
    assertEquals(LITTLE, form.of(struct.put("srid", null)));
    assertEquals(
        "0020000001000010e6" + BIG.substring(10),
        form.of(struct.put("srid", 4326).put("wkb", HexFormat.of().parseHex(BIG))));
    assertEquals(LITTLE, text(ByteBuffer.wrap(HexFormat.of().parseHex(LITTLE)), geometry));
    assertEquals("{\"type\":\"Point\"}", text(Map.of("type", "Point"), geometry));
    assertEquals(LITTLE, text(Map.of("wkb", "AQEAAAAAAAAAAADwPwAAAAAAAABA"), geometry));
    assertRefused(Map.of("type", "Point"), extension("geography"), "not for geography");
    assertRefused(new byte[3], geometry, "too short");
    assertRefused(Map.of("wkb", "?"), geometry, "no base64");
    assertRefused(Map.of("wkb", 1L), geometry, "needs its wkb");
  }

  @Test
  void timesWithZoneNeedAnOffsetWhereTheClockChanges() {
    TextForm utc = Types.form(Schema.STRING_SCHEMA, builtIn("timetz"));
    assertEquals("10:00:00+00:00", utc.of("10:00"));
    assertEquals("10:00:00.5-08:00", utc.of("10:00:00.5-08"));
    TextForm berlin =
        new Encoders(java.time.ZoneId.of("Europe/Berlin"), java.util.Optional.empty())
            .texts()
            .form(Schema.STRING_SCHEMA, builtIn("timetz"));
    assertEquals("10:00:00+02:00", berlin.of("10:00:00+02:00"));
    assertThrows(BadRecordException.class, () -> berlin.of("10:00"));
  }

  @Test
  void anArrayOfMoneyHasNumbersWithoutCurrency() {
    assertEquals("{\"1234.50\"}", text(List.of("1234.50"), array(builtIn("money"))));
    assertRefused(List.of("$1,234.50"), array(builtIn("money")), "not a number");
  }

  @Test
  void numbersWithoutSignStayInTheirRange() {
    assertEquals("4294967295", text(4294967295L, builtIn("oid")));
    assertRefused(-1L, builtIn("oid"), "out of the range");
    assertRefused("-1", builtIn("xid8"), "out of the range of xid8");
    assertRefused("4294967296", builtIn("oid"), "out of the range of oid");
    byte[] greatest = "18446744073709551615".getBytes(StandardCharsets.UTF_8);
    assertEquals("18446744073709551615", text(greatest, builtIn("xid8")));
    assertRefused("18446744073709551616", builtIn("xid8"), "out of the range of xid8");
    assertEquals("9223372036854775807", text(Long.MAX_VALUE, builtIn("xid8")));
  }
}

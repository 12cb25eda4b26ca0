// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;
import static io.pgsink.roundtrip.TextTables.object;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;

/** Round trips into arrays. */
final class ArrayTables {
  private ArrayTables() {}

  private static Source list(Schema element) {
    return Sources.array(element, List.of());
  }

  /** What every array takes: literals and lists, empty ones and ones of NULL. */
  private static TypeTable array(String type) {
    return TypeTable.of(type)
        .stores(STRING, "{}", "{}")
        .stores(J_TEXT, "{NULL}", "{NULL}")
        .stores(J_LIST, List.of(), "{}")
        .stores(J_LIST, Arrays.asList(null, null), "{NULL,NULL}")
        .stores(ARRAY, List.of(), "{}")
        .stores(D_FLOAT_VECTOR, List.of(), "{}")
        .stores(D_DOUBLE_VECTOR, List.of(), "{}")
        .stores(D_ENUM_SET, "", "{}")
        .refuses(STRING, "{", "22P02")
        .refuses(STRING, "", "22P02")
        .refuses(STRING, "[1,2]", "22P02");
  }

  /** Elements that a list of numbers has no place in. */
  private static TypeTable noNumbers(String type) {
    return TypeTable.of(type)
        .stores(STRING, "{}", "{}")
        .stores(J_TEXT, "{NULL}", "{NULL}")
        .stores(J_LIST, List.of(), "{}")
        .stores(J_LIST, Arrays.asList(null, null), "{NULL,NULL}")
        .stores(D_ENUM_SET, "", "{}");
  }

  static TypeTable integers() {
    return array("integer[]")
        .stores(
            ARRAY,
            Arrays.asList(Integer.MIN_VALUE, null, Integer.MAX_VALUE),
            "{-2147483648,NULL,2147483647}")
        .stores(list(Schema.OPTIONAL_INT64_SCHEMA), List.of(1L), "{1}")
        .refuses(list(Schema.OPTIONAL_INT64_SCHEMA), List.of(1L, 2147483648L), "out of the range")
        .stores(list(Schema.OPTIONAL_STRING_SCHEMA), List.of("1", "2"), "{1,2}")
        .refuses(list(Schema.OPTIONAL_STRING_SCHEMA), List.of("1", "x"), "not an integer")
        .stores(
            list(SchemaBuilder.array(Schema.OPTIONAL_INT32_SCHEMA).build()),
            List.of(List.of(1, 2), List.of(3, 4)),
            "{{1,2},{3,4}}")
        .refuses(
            list(SchemaBuilder.array(Schema.OPTIONAL_INT32_SCHEMA).build()),
            List.of(List.of(1, 2), List.of(3)),
            "22P02")
        .stores(J_LIST, List.of(1L, "2", 3.0), "{1,2,3}")
        .stores(J_LIST, List.of(List.of(List.of(1L)), List.of(List.of(2L))), "{{{1}},{{2}}}")
        .refuses(J_LIST, List.of(1L, List.of(2L)), "22P02")
        .refuses(J_LIST, List.of(true), "a boolean can't be stored")
        .refuses(
            J_LIST,
            List.of(List.of(List.of(List.of(List.of(List.of(List.of(1L))))))),
            "a list can't be stored as int4")
        .stores(STRING, "[0:1]={1,2}", "[0:1]={1,2}")
        .stores(D_FLOAT_VECTOR, List.of(1f, 2f), "{1,2}")
        .refuses(D_FLOAT_VECTOR, List.of(1.5f), "fraction")
        .stores(D_DOUBLE_VECTOR, List.of(3d), "{3}");
  }

  static TypeTable smallints() {
    return array("smallint[]").stores(J_LIST, List.of(-32768L), "{-32768}");
  }

  static TypeTable bigints() {
    return array("bigint[]")
        .stores(
            list(Schema.OPTIONAL_INT64_SCHEMA),
            List.of(Long.MIN_VALUE, Long.MAX_VALUE),
            "{-9223372036854775808,9223372036854775807}");
  }

  static TypeTable numerics() {
    return array("numeric(6,2)[]")
        .stores(
            list(Decimal.builder(3).optional().build()), List.of(new BigDecimal("1.005")), "{1.01}")
        .stores(J_LIST, List.of("NaN", 0.1), "{NaN,0.10}")
        .refuses(J_LIST, List.of(10000L), "22003");
  }

  static TypeTable reals() {
    return array("real[]")
        .stores(D_FLOAT_VECTOR, List.of(0.1f, -0.0f, Float.NaN), "{0.1,-0,NaN}")
        .stores(J_LIST, List.of(0.1, "-Infinity"), "{0.1,-Infinity}");
  }

  static TypeTable doubles() {
    return array("double precision[]")
        .stores(D_DOUBLE_VECTOR, List.of(0.1, Double.MIN_VALUE), "{0.1,5e-324}")
        .stores(D_FLOAT_VECTOR, List.of(0.1f), "{0.10000000149011612}");
  }

  static TypeTable moneys() {
    return array("money[]")
        .stores(
            list(Decimal.builder(2).optional().build()),
            List.of(new BigDecimal("1234.50")),
            "{\"$1,234.50\"}")
        .stores(J_LIST, List.of(List.of(1L), List.of("2.5")), "{{$1.00},{$2.50}}")
        .refuses(J_LIST, List.of("$1"), "the text is not a number");
  }

  static TypeTable booleans() {
    return TypeTable.of("boolean[]")
        .stores(STRING, "{}", "{}")
        .stores(J_TEXT, "{t}", "{t}")
        .stores(ARRAY, List.of(0, 1), "{f,t}")
        .stores(
            list(Schema.OPTIONAL_BOOLEAN_SCHEMA), Arrays.asList(true, null, false), "{t,NULL,f}")
        .stores(D_ENUM_SET, "on,off", "{t,f}")
        .stores(J_LIST, List.of(true, "off"), "{t,f}");
  }

  static TypeTable texts() {
    return array("text[]")
        .stores(
            list(Schema.OPTIONAL_STRING_SCHEMA),
            Arrays.asList("", "NULL", null, "null", "a\"b", "a\\b", "{}", ",", " ", "é"),
            "{\"\",\"NULL\",NULL,\"null\",\"a\\\"b\",\"a\\\\b\",\"{}\",\",\",\" \",é}")
        .refuses(list(Schema.OPTIONAL_STRING_SCHEMA), List.of("a\0"), "NUL character")
        .refuses(list(Schema.OPTIONAL_STRING_SCHEMA), List.of("\ud800"), "surrogate")
        .stores(J_LIST, List.of(List.of("a", "b"), List.of("c", "d")), "{{a,b},{c,d}}")
        .stores(J_LIST, List.of(1L, true, Map.of("a", 1L)), "{1,true,\"{\\\"a\\\":1}\"}")
        .stores(D_ENUM_SET, "a,b", "{a,b}")
        .stores(ARRAY, List.of(1), "{1}");
  }

  static TypeTable varchars() {
    return array("varchar(2)[]")
        .stores(J_LIST, List.of("ab", "c  "), "{ab,\"c \"}")
        .refuses(J_LIST, List.of("abc"), "22001");
  }

  static TypeTable uuids() {
    String uuid = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    return noNumbers("uuid[]")
        .stores(
            list(Schema.OPTIONAL_STRING_SCHEMA), Arrays.asList(uuid, null), "{" + uuid + ",NULL}")
        .refuses(J_LIST, List.of("x"), "no uuid");
  }

  static TypeTable byteas() {
    return noNumbers("bytea[]")
        .stores(
            list(Schema.OPTIONAL_BYTES_SCHEMA),
            Arrays.asList(new byte[] {0, -1}, new byte[0], null),
            "{\"\\\\x00ff\",\"\\\\x\",NULL}")
        .stores(J_LIST, List.of("AP8="), "{\"\\\\x00ff\"}");
  }

  static TypeTable dates() {
    return array("date[]")
        .stores(list(D_DATE.schema()), List.of(0, Integer.MAX_VALUE), "{1970-01-01,infinity}")
        .stores(J_LIST, List.of("0044-03-15 BC"), "{\"0044-03-15 BC\"}")
        .refuses(J_LIST, List.of("x"), "ISO 8601");
  }

  static TypeTable timestamps() {
    return array("timestamptz(3)[]")
        .stores(
            list(Timestamp.builder().optional().build()),
            Arrays.asList(new Date(1), null),
            "{\"1970-01-01 00:00:00.001+00\",NULL}")
        .stores(
            list(D_MICRO_TIMESTAMP.schema()),
            List.of(946_684_800_000_500L),
            "{\"2000-01-01 00:00:00.001+00\"}")
        .stores(J_LIST, List.of("2024-02-29T00:00:00+01:00"), "{\"2024-02-28 23:00:00+00\"}");
  }

  static TypeTable intervals() {
    return noNumbers("interval[]")
        .stores(list(D_MICRO_DURATION.schema()), List.of(-1L), "{-00:00:00.000001}")
        .stores(J_LIST, List.of("P1D"), "{\"1 day\"}");
  }

  static TypeTable documents() {
    return TypeTable.of("jsonb[]")
        .stores(STRING, "{}", "{}")
        .stores(J_TEXT, "{1}", "{1}")
        .stores(ARRAY, Arrays.asList(1, null), "{1,NULL}")
        .stores(D_FLOAT_VECTOR, List.of(0.5f), "{0.5}")
        .stores(D_DOUBLE_VECTOR, List.of(0.5), "{0.5}")
        .stores(list(STRUCT.schema()), List.of(STRUCT.sample()), "{\"{\\\"a\\\": 1}\"}")
        .stores(D_ENUM_SET, "1,2", "{1,2}")
        .stores(
            J_LIST,
            Arrays.asList(Map.of("a", "\""), List.of(1L), null),
            "{\"{\\\"a\\\": \\\"\\\\\\\"\\\"}\",[1],NULL}");
  }

  static TypeTable composites() {
    return TypeTable.of("pair[]")
        .stores(STRING, "{}", "{}")
        .stores(J_TEXT, "{\"(1,)\"}", "{\"(1,)\"}")
        .stores(list(STRUCT.schema()), Arrays.asList(STRUCT.sample(), null), "{\"(1,)\",NULL}")
        .stores(D_ENUM_SET, "", "{}")
        .stores(
            J_LIST,
            List.of(object("a", 1L, "b", "x\"y"), Arrays.asList(2L, null)),
            "{\"(1,\\\"x\\\"\\\"y\\\")\",\"(2,)\"}");
  }

  static TypeTable enums() {
    return noNumbers("mood[]")
        .stores(D_ENUM_SET, "sad,ok", "{sad,ok}")
        .stores(list(D_ENUM.schema()), List.of("don't \"care\""), "{\"don't \\\"care\\\"\"}")
        .refuses(J_LIST, List.of("OK"), "22P02");
  }

  static TypeTable ranges() {
    return noNumbers("int4range[]")
        .stores(J_LIST, List.of("[1,2]", Map.of("lower", 5L)), "{\"[1,3)\",\"[5,)\"}");
  }

  static TypeTable hstores() {
    return noNumbers("hstore[]")
        .stores(J_LIST, List.of(Map.of("a", "\"")), "{\"\\\"a\\\"=>\\\"\\\\\\\"\\\"\"}");
  }

  static TypeTable boxes() {
    return TypeTable.of("box[]")
        .stores(STRING, "{}", "{}")
        .stores(J_TEXT, "{NULL}", "{NULL}")
        .stores(D_ENUM_SET, "", "{}")
        .stores(J_LIST, Arrays.asList(null, null), "{NULL;NULL}")
        .stores(J_LIST, List.of("(1,1),(0,0)", "(2,2),(0,0)"), "{(1,1),(0,0);(2,2),(0,0)}");
  }

  static TypeTable points() {
    return TypeTable.of("point[]")
        .stores(STRING, "{}", "{}")
        .stores(J_TEXT, "{}", "{}")
        .stores(list(D_POINT.schema()), List.of(Sources.point(1, 2)), "{\"(1,2)\"}")
        .stores(D_ENUM_SET, "", "{}")
        .stores(J_LIST, List.of(Map.of("x", 1L, "y", 2L), "(3,4)"), "{\"(1,2)\",\"(3,4)\"}");
  }

  /** Arrays of what only PostgreSQL can read. */
  static TypeTable read(String element, String value) {
    String quoted =
        value.matches("[^{}\",\\\\\\s]+") ? value : '"' + value.replace("\"", "\\\"") + '"';
    List<String> list = new ArrayList<>(Arrays.asList(value, null));
    return TypeTable.someOf(element + "[]")
        .stores(STRING, "{}", "{}")
        .stores(J_TEXT, "{NULL}", "{NULL}")
        .stores(J_LIST, list, "{" + quoted + ",NULL}")
        .stores(list(Schema.OPTIONAL_STRING_SCHEMA), list, "{" + quoted + ",NULL}");
  }
}

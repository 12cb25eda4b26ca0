// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;
import static io.pgsink.roundtrip.TextTables.object;
import static io.pgsink.roundtrip.TextTables.utf8;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** Round trips into json, jsonb, hstore and composite types. */
final class DocumentTables {
  private static final Schema INNER =
      SchemaBuilder.struct()
          .optional()
          .field("n", Schema.OPTIONAL_INT64_SCHEMA)
          .field("t", Timestamp.builder().optional().build())
          .field("d", Decimal.builder(2).optional().build())
          .build();
  private static final Schema OUTER =
      SchemaBuilder.struct()
          .optional()
          .field("inner", INNER)
          .field("list", SchemaBuilder.array(INNER).optional().build())
          .build();
  private static final Struct ROW =
      new Struct(INNER).put("n", 1L).put("t", new Date(1)).put("d", new BigDecimal("1.50"));
  private static final Schema PAIR =
      SchemaBuilder.struct()
          .optional()
          .field("a", Schema.OPTIONAL_INT32_SCHEMA)
          .field("b", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private DocumentTables() {}

  /** The text is kept as it is. */
  static TypeTable json() {
    return documents(TypeTable.of("json"), text -> text)
        .stores(STRING, "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}")
        .stores(J_TEXT, " [1 , 2] ", " [1 , 2] ")
        .stores(FLOAT64, -0.0, "-0.0")
        .stores(FLOAT32, -0.0f, "-0.0");
  }

  /** Spaces are put in, the last of equal keys stays, keys are sorted. */
  static TypeTable jsonb() {
    return documents(TypeTable.of("jsonb"), DocumentTables::spaced)
        .stores(STRING, "{\"a\":1,\"a\":2}", "{\"a\": 2}")
        .stores(STRING, "1e3", "1000")
        .refuses(STRING, "\"\\u0000\"", "22P05")
        .refuses(STRING, "\"\\ud800\"", "22P02")
        .refuses(J_OBJECT, Map.of("a", "\0"), "22P05");
  }

  private static String spaced(String json) {
    StringBuilder out = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      quoted ^= c == '"' && (i == 0 || json.charAt(i - 1) != '\\');
      out.append(c);
      if (!quoted && (c == ',' || c == ':')) {
        out.append(' ');
      }
    }
    return out.toString();
  }

  private static TypeTable documents(TypeTable table, UnaryOperator<String> shown) {
    return table
        .stores(INT8, (byte) 1, "1")
        .stores(INT16, (short) 1, "1")
        .stores(INT32, 1, "1")
        .stores(INT64, Long.MAX_VALUE, "9223372036854775807")
        .stores(FLOAT32, 0.1f, "0.1")
        .refuses(FLOAT32, Float.NaN, "NaN and infinities")
        .stores(FLOAT64, 0.1 + 0.2, "0.30000000000000004")
        .refuses(FLOAT64, Double.POSITIVE_INFINITY, "NaN and infinities")
        .stores(BOOLEAN, true, "true")
        .stores(
            STRING, "{\"a\":[null,true,1.50,\"x\"]}", shown.apply("{\"a\":[null,true,1.50,\"x\"]}"))
        .stores(STRING, "\"text\"", "\"text\"")
        .refuses(STRING, "text", "22P02")
        .refuses(STRING, "", "22P02")
        .refuses(STRING, "{\"a\":1", "22P02")
        .refuses(STRING, "{\"a\":\"\0\"}", "NUL character")
        .stores(BYTES, utf8("[\"é\"]"), "the bytes of [\"é\"]", "[\"é\"]")
        .refuses(BYTES, utf8("text"), "22P02")
        .refuses(BYTES, new byte[] {1, -1}, "no text in UTF-8")
        .stores(decimal(2), new BigDecimal("12.50"), "12.50")
        .stores(DATE, new Date(0), "\"1970-01-01\"")
        .stores(TIME, new Date(0), "\"00:00:00\"")
        .stores(TIMESTAMP, new Date(0), "\"1970-01-01T00:00:00Z\"")
        .stores(ARRAY, Arrays.asList(1, null, 2), shown.apply("[1,null,2]"))
        .stores(ARRAY, List.of(), "[]")
        .stores(
            MAP,
            object("k\"\\\n\u0001é", 1),
            "map with a nasty key",
            shown.apply("{\"k\\\"\\\\\\n\\u0001é\":1}"))
        .stores(MAP, Map.of(), "{}")
        .stores(
            struct(ROW),
            ROW,
            shown.apply(
                "{\"n\":1,\"t\":\"1970-01-01T00:00:00.001Z\",\"d\":1.50}"
                    .replace(
                        "\"n\":1,\"t\":\"1970-01-01T00:00:00.001Z\",\"d\":1.50",
                        table.type().equals("json")
                            ? "\"n\":1,\"t\":\"1970-01-01T00:00:00.001Z\",\"d\":1.50"
                            : "\"d\":1.50,\"n\":1,\"t\":\"1970-01-01T00:00:00.001Z\"")))
        .stores(
            struct(nested()),
            nested(),
            shown.apply(
                table.type().equals("json")
                    ? "{\"inner\":null,\"list\":[{\"n\":null,\"t\":null,\"d\":null},null]}"
                    : "{\"list\":[{\"d\":null,\"n\":null,\"t\":null},null],\"inner\":null}"))
        .stores(D_DATE, 0, "\"1970-01-01\"")
        .stores(D_TIME, 0, "\"00:00:00\"")
        .stores(D_MICRO_TIME, 1L, "\"00:00:00.000001\"")
        .stores(D_NANO_TIME, 1000L, "\"00:00:00.000001\"")
        .stores(D_TIMESTAMP, 0L, "\"1970-01-01T00:00:00\"")
        .stores(D_MICRO_TIMESTAMP, 0L, "\"1970-01-01T00:00:00\"")
        .stores(D_NANO_TIMESTAMP, 0L, "\"1970-01-01T00:00:00\"")
        .stores(D_MICRO_DURATION, 1_000_000L, "\"PT0H0M1S\"")
        .stores(D_NANO_DURATION, 1_000_000L, "\"PT0H0M0.001S\"")
        .stores(D_YEAR, 2024, "2024")
        .stores(D_ISO_DATE, "2024-02-29Z", "\"2024-02-29Z\"")
        .stores(D_ISO_TIME, "00:00:00Z", "\"00:00:00Z\"")
        .stores(D_ISO_TIMESTAMP, "2024-02-29T00:00:00Z", "\"2024-02-29T00:00:00Z\"")
        .stores(D_JSON, "{}", "{}")
        .refuses(D_JSON, "{", "22P02")
        .stores(D_ENUM_SET, "a,b", "\"a,b\"")
        .stores(D_BITS, new byte[] {5}, "\"BQ==\"")
        .stores(D_VARIABLE_DECIMAL, variableDecimal("1.10"), "1.10")
        .stores(D_FLOAT_VECTOR, List.of(0.1f, 1f), shown.apply("[0.1,1]"))
        .stores(D_DOUBLE_VECTOR, List.of(0.1), "[0.1]")
        .stores(
            D_SPARSE_VECTOR,
            D_SPARSE_VECTOR.sample(),
            table.type().equals("json")
                ? "{\"dimensions\":5,\"vector\":{\"1\":0.5}}"
                : "{\"vector\": {\"1\": 0.5}, \"dimensions\": 5}")
        .stores(
            D_POINT,
            point(1, 2),
            table.type().equals("json")
                ? "{\"x\":1.0,\"y\":2.0,\"wkb\":null,\"srid\":null}"
                : "{\"x\": 1.0, \"y\": 2.0, \"wkb\": null, \"srid\": null}")
        .stores(
            D_GEOMETRY,
            D_GEOMETRY.sample(),
            shown.apply("{\"wkb\":\"AQEAAAAAAAAAAADwPwAAAAAAAABA\",\"srid\":4326}"))
        .stores(
            D_GEOGRAPHY,
            D_GEOGRAPHY.sample(),
            shown.apply("{\"wkb\":\"AQEAAAAAAAAAAADwPwAAAAAAAABA\",\"srid\":4326}"))
        .stores(J_INTEGER, -1L, "-1")
        .stores(J_FLOAT, 1e-7, table.type().equals("json") ? "1.0E-7" : "0.00000010")
        .stores(J_DECIMAL, new BigDecimal("1e-3"), "0.001")
        .stores(J_BOOLEAN, false, "false")
        .stores(J_TEXT, "null", "null")
        .stores(J_LIST, List.of("a\"b", 1L, List.of()), shown.apply("[\"a\\\"b\",1,[]]"))
        .stores(J_OBJECT, object("a", null), shown.apply("{\"a\":null}"))
        .stores(
            J_OBJECT,
            Map.of("a", Map.of("b", List.of(Map.of()))),
            shown.apply("{\"a\":{\"b\":[{}]}}"))
        .stores(J_LIST, deep(1000), "1000 lists in each other", "[".repeat(1000) + "]".repeat(1000))
        .refuses(J_LIST, deep(1002), "deeper than 1000 levels")
        .stores(J_BYTES, utf8("1"), "the byte of 1", "1")
        .stores(J_LIST, List.of(new byte[] {0}), "list of the byte 00", "[\"AA==\"]")
        .stores(J_DATE, new Date(0), "\"1970-01-01T00:00:00Z\"");
  }

  private static Struct nested() {
    return new Struct(OUTER).put("list", Arrays.asList(new Struct(INNER), null));
  }

  private static List<?> deep(int levels) {
    List<Object> list = new ArrayList<>();
    for (int i = 1; i < levels; i++) {
      list = new ArrayList<>(Collections.singletonList(list));
    }
    return list;
  }

  static TypeTable hstore() {
    Source texts = Sources.map(Schema.OPTIONAL_STRING_SCHEMA, Map.of());
    return TypeTable.of("hstore")
        .stores(texts, object("a", "1", "b", null), "\"a\"=>\"1\", \"b\"=>NULL")
        .stores(texts, object("q\"\\", "v\"\\,=>"), "\"q\\\"\\\\\"=>\"v\\\"\\\\,=>\"")
        .stores(texts, object("", "NULL"), "\"\"=>\"NULL\"")
        .stores(texts, Map.of(), "")
        .refuses(texts, object("a", "\0"), "NUL character")
        .stores(MAP, object("a", 1), "\"a\"=>\"1\"")
        .stores(STRUCT, STRUCT.sample(), "\"a\"=>\"1\"")
        .stores(D_JSON, "{\"a\": \"b\\u0041\\n\", \"c\": null}", "\"a\"=>\"bA\n\", \"c\"=>NULL")
        .stores(STRING, "a=>1", "\"a\"=>\"1\"")
        .stores(STRING, "{\"a\":\"x\"}", "\"a\"=>\"x\"")
        .refuses(STRING, "{\"a\":{}}", "42601")
        .refuses(STRING, "x", "42601")
        .stores(J_TEXT, "", "")
        .stores(
            J_OBJECT,
            object("a", "x", "b", 1.5, "c", true, "d", List.of(1L)),
            "\"a\"=>\"x\", \"b\"=>\"1.5\", \"c\"=>\"true\", \"d\"=>\"[1]\"");
  }

  static TypeTable composite() {
    Struct pair = new Struct(PAIR).put("a", 1).put("b", "x,\"y\\");
    Schema extra = SchemaBuilder.struct().optional().field("z", Schema.INT32_SCHEMA).build();
    return TypeTable.of("pair")
        .stores(struct(pair), pair, "(1,\"x,\"\"y\\\\\")")
        .stores(struct(pair), new Struct(PAIR), "(,)")
        .stores(BYTES, utf8("(1,é)"), "the bytes of (1,é)", "(1,é)")
        .stores(struct(pair), new Struct(PAIR).put("b", ""), "(,\"\")")
        .stores(STRUCT, STRUCT.sample(), "(1,)")
        .refuses(struct(pair).with(extra), new Struct(extra).put("z", 1), "no attribute of pair")
        .stores(J_OBJECT, object("a", 1L, "b", "NULL"), "(1,NULL)")
        .stores(J_OBJECT, Map.of(), "(,)")
        .refuses(J_OBJECT, object("a", "x"), "not an integer")
        .refuses(J_OBJECT, object("c", 1L), "no attribute of pair")
        .stores(J_LIST, Arrays.asList(null, " "), "(,\" \")")
        .refuses(J_LIST, List.of(1L), "the list has 1 values")
        .stores(Sources.map(Schema.OPTIONAL_STRING_SCHEMA, Map.of()), object("a", "7"), "(7,)")
        .stores(Sources.array(Schema.OPTIONAL_STRING_SCHEMA, List.of()), List.of("7", "b"), "(7,b)")
        .stores(STRING, "(3,\"a b\")", "(3,\"a b\")")
        .stores(J_TEXT, "(,)", "(,)")
        .refuses(STRING, "(1)", "22P02")
        .refuses(D_POINT, point(1, 2), "no attribute of pair");
  }

  static TypeTable nestedComposite() {
    return TypeTable.of("trip")
        .stores(
            J_OBJECT,
            object(
                "p",
                object("a", 1L, "b", "(\")"),
                "at",
                0L,
                "xs",
                Arrays.asList(1L, null),
                "price",
                1.005),
            "(\"(1,\"\"(\"\"\"\")\"\")\",\"1970-01-01 00:00:00+00\",\"{1,NULL}\",1.01)")
        .refuses(J_OBJECT, object("xs", List.of(2147483648L)), "out of the range")
        .stores(
            J_LIST,
            Arrays.asList(null, "2024-02-29T00:00:00+01:00", List.of(), "2"),
            "(,\"2024-02-28 23:00:00+00\",{},2.00)")
        .stores(STRING, "(,,,)", "(,,,)")
        .stores(J_TEXT, "(,,,)", "(,,,)");
  }
}

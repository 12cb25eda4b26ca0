// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;
import static io.pgsink.roundtrip.TextTables.object;
import static io.pgsink.roundtrip.TextTables.utf8;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** Round trips into ranges, multiranges and the geometric types. */
final class RangeTables {
  private static final Schema INTS =
      SchemaBuilder.struct()
          .optional()
          .field("lower", Schema.OPTIONAL_INT32_SCHEMA)
          .field("upper", Schema.OPTIONAL_INT32_SCHEMA)
          .field("bounds", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema INSTANTS =
      SchemaBuilder.struct()
          .optional()
          .field("lower", Timestamp.builder().optional().build())
          .field("upper", Timestamp.builder().optional().build())
          .build();

  private RangeTables() {}

  static TypeTable int4range() {
    Struct range = new Struct(INTS).put("lower", 1).put("upper", 5);
    return TypeTable.of("int4range")
        .stores(struct(range), range, "[1,5)")
        .stores(struct(range), new Struct(INTS).put("upper", 5).put("bounds", "(]"), "(,6)")
        .stores(STRING, "[1,5]", "[1,6)")
        .stores(STRING, "empty", "empty")
        .stores(STRING, "(,)", "(,)")
        .stores(STRING, "[-2147483648,2147483647)", "[-2147483648,2147483647)")
        .refuses(STRING, "[5,1]", "22000")
        .refuses(STRING, "[1,2147483648)", "22003")
        .refuses(STRING, "1-5", "22P02")
        .stores(J_TEXT, "[1,2)", "[1,2)")
        .stores(J_OBJECT, object("lower", 1L, "upper", 2L, "bounds", "[]"), "[1,3)")
        .stores(J_OBJECT, Map.of(), "(,)")
        .refuses(J_OBJECT, object("lower", 5L, "upper", 1L), "22000")
        .refuses(J_OBJECT, object("from", 5L), "lower, upper and bounds")
        .refuses(J_OBJECT, object("lower", 1L, "bounds", "[["), "lower, upper and bounds")
        .refuses(J_OBJECT, object("lower", 2147483648L), "out of the range");
  }

  static TypeTable int8range() {
    return TypeTable.of("int8range")
        .stores(STRING, "[1,9223372036854775807)", "[1,9223372036854775807)")
        .stores(J_OBJECT, object("lower", Long.MIN_VALUE), "[-9223372036854775808,)")
        .stores(J_TEXT, "empty", "empty");
  }

  static TypeTable numrange() {
    return TypeTable.of("numrange")
        .stores(STRING, "(1.50,2.50]", "(1.50,2.50]")
        .stores(J_OBJECT, object("lower", 0.1, "upper", "0.30"), "[0.1,0.30)")
        .stores(J_TEXT, "[1,1]", "[1,1]");
  }

  static TypeTable daterange() {
    return TypeTable.of("daterange")
        .stores(STRING, "[2024-02-28,2024-02-29]", "[2024-02-28,2024-03-01)")
        .stores(
            J_OBJECT, object("lower", "2024-02-29", "upper", 19_783L), "[2024-02-29,2024-03-01)")
        .stores(J_OBJECT, object("lower", "0044-03-15 BC"), "[\"0044-03-15 BC\",)")
        .refuses(J_OBJECT, object("lower", "2023-02-29"), "ISO 8601")
        .stores(J_TEXT, "(,infinity)", "(,infinity)");
  }

  static TypeTable tsrange() {
    return TypeTable.of("tsrange")
        .stores(STRING, "[2024-02-29 01:02:03.000001,)", "[\"2024-02-29 01:02:03.000001\",)")
        .stores(
            J_OBJECT, object("upper", "2024-02-29T01:00:00+01:00"), "(,\"2024-02-29 00:00:00\")")
        .stores(J_TEXT, "empty", "empty");
  }

  static TypeTable tstzrange() {
    Struct range = new Struct(INSTANTS).put("lower", new java.util.Date(0));
    return TypeTable.of("tstzrange")
        .stores(struct(range), range, "[\"1970-01-01 00:00:00+00\",)")
        .stores(
            STRING,
            "[2024-02-29 00:00:00+01,2024-02-29 00:00:00]",
            "[\"2024-02-28 23:00:00+00\",\"2024-02-29 00:00:00+00\"]")
        .stores(
            J_OBJECT,
            object("lower", 0L, "upper", "1970-01-01T01:00:00+01:00", "bounds", "[]"),
            "[\"1970-01-01 00:00:00+00\",\"1970-01-01 00:00:00+00\"]")
        .stores(J_TEXT, "(-infinity,infinity)", "(-infinity,infinity)");
  }

  static TypeTable ownRange() {
    return TypeTable.of("floatrange")
        .stores(STRING, "[0.1,1e300)", "[0.1,1e+300)")
        .stores(J_OBJECT, object("lower", 0.1, "upper", 2L), "[0.1,2)")
        .stores(J_TEXT, "empty", "empty");
  }

  static TypeTable int4multirange() {
    return TypeTable.of("int4multirange")
        .stores(STRING, "{[1,3),[2,6],[8,9)}", "{[1,7),[8,9)}")
        .stores(STRING, "{}", "{}")
        .stores(BYTES, utf8("{[1,3)}"), "the bytes of {[1,3)}", "{[1,3)}")
        .stores(J_LIST, List.of(object("lower", 1L, "upper", 2L), "[5,6)"), "{[1,2),[5,6)}")
        .stores(J_LIST, List.of(), "{}")
        .refuses(STRING, "[1,2)", "22P02")
        .stores(J_TEXT, "{empty}", "{}")
        .stores(
            Sources.array(Schema.OPTIONAL_STRING_SCHEMA, List.of()),
            List.of("[1,2)", "[3,4)"),
            "{[1,2),[3,4)}");
  }

  static TypeTable tstzmultirange() {
    return TypeTable.of("tstzmultirange")
        .stores(STRING, "{[2024-02-29 00:00:00+01,)}", "{[\"2024-02-28 23:00:00+00\",)}")
        .stores(
            J_LIST,
            List.of(object("lower", 0L, "upper", 1L)),
            "{[\"1970-01-01 00:00:00+00\",\"1970-01-01 00:00:00.001+00\")}")
        .stores(J_TEXT, "{}", "{}");
  }

  static TypeTable otherMultirange(String type, String value) {
    return TypeTable.of(type)
        .stores(STRING, value, value)
        .stores(J_LIST, List.of(), "{}")
        .stores(J_TEXT, "{}", "{}");
  }

  static TypeTable point() {
    return TypeTable.of("point")
        .stores(D_POINT, Sources.point(1.5, -2), "(1.5,-2)")
        .stores(D_POINT, Sources.point(Double.MIN_VALUE, 1e300), "(5e-324,1e+300)")
        .stores(STRING, "(1,2)", "(1,2)")
        .stores(J_TEXT, "3 , 4", "(3,4)")
        .stores(J_OBJECT, object("x", 1L, "y", 2.5), "(1,2.5)")
        .refuses(J_OBJECT, object("x", 9007199254740993L, "y", 1L), "without changing it")
        .refuses(J_OBJECT, object("x", "1", "y", "2"), "numbers x and y")
        .refuses(J_OBJECT, Map.of(), "numbers x and y")
        .refuses(D_GEOMETRY, D_GEOMETRY.sample(), "numbers x and y")
        .refuses(STRING, "(1)", "22P02");
  }

  static TypeTable shape(String type, String value, String stored) {
    return TypeTable.of(type)
        .stores(STRING, value, stored)
        .stores(J_TEXT, value, stored)
        .refuses(STRING, "nowhere", "22P02");
  }
}

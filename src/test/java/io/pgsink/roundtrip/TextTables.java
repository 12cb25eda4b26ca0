// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Round trips into texts, bytes and the types that PostgreSQL reads from text. */
final class TextTables {
  private static final String EMOJI = "\uD83D\uDE80";
  private static final String UUID = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
  private static final String NOT_A_VALUE = "22P02";

  private TextTables() {}

  static TypeTable text() {
    return TypeTable.of("text")
        .stores(INT8, (byte) -1, "-1")
        .stores(INT16, (short) -1, "-1")
        .stores(INT32, -1, "-1")
        .stores(INT64, Long.MIN_VALUE, "-9223372036854775808")
        .stores(FLOAT32, 0.1f, "0.1")
        .stores(FLOAT32, 1e6f, "1e+06")
        .stores(FLOAT32, 1e-5f, "1e-05")
        .stores(FLOAT32, Float.NaN, "NaN")
        .stores(FLOAT64, 1e15, "1e+15")
        .stores(FLOAT64, 123456789012345d, "123456789012345")
        .stores(FLOAT64, 1e-4, "0.0001")
        .stores(FLOAT64, 1.5e-300, "1.5e-300")
        .stores(FLOAT64, -0.0, "-0")
        .stores(FLOAT64, Double.NEGATIVE_INFINITY, "-Infinity")
        .stores(BOOLEAN, true, "true")
        .stores(STRING, "", "")
        .stores(STRING, "a'b\"c\\d", "a'b\"c\\d")
        .stores(STRING, "'); DROP TABLE x; --", "'); DROP TABLE x; --")
        .stores(STRING, "line\nline\ttab\r", "line\\nline\\ttab\\r", "line\nline\ttab\r")
        .stores(STRING, "{NULL}", "{NULL}")
        .stores(STRING, "NULL", "NULL")
        .stores(STRING, "\\N", "\\N")
        .stores(STRING, "é ß 漢 " + EMOJI, "é ß 漢 " + EMOJI)
        .stores(
            STRING,
            "\u007f\u0080\u07ff\u0800\uffff",
            "U+7F U+80 U+7FF U+800 U+FFFF",
            "\u007f\u0080\u07ff\u0800\uffff")
        .stores(
            STRING, "\ufeff\u200b\u202e", "BOM, zero width, right to left", "\ufeff\u200b\u202e")
        .stores(STRING, "  spaces  ", "  spaces  ")
        .refuses(STRING, "a\0b", "NUL character")
        .refuses(STRING, "a\ud83d", "half of a surrogate pair")
        .refuses(STRING, "\ude80b", "half of a surrogate pair")
        .refuses(BYTES, new byte[] {65}, "bytes can't be stored as")
        .stores(decimal(2), new BigDecimal("-12.50"), "-12.50")
        .stores(J_DECIMAL, new BigDecimal("1E+3"), "1000")
        .stores(D_VARIABLE_DECIMAL, variableDecimal("1.10"), "1.10")
        .stores(DATE, new Date(0), "1970-01-01")
        .stores(DATE, new Date(-62_198_755_200_000L), "-0001-01-01")
        .stores(D_DATE, Integer.MAX_VALUE, "infinity")
        .stores(D_ISO_DATE, "2024-02-29Z", "2024-02-29Z")
        .stores(TIME, new Date(1), "00:00:00.001")
        .stores(D_TIME, 1, "00:00:00.001")
        .stores(D_MICRO_TIME, 1L, "00:00:00.000001")
        .stores(D_NANO_TIME, 1_000L, "00:00:00.000001")
        .stores(D_ISO_TIME, "01:02:03Z", "01:02:03Z")
        .stores(TIMESTAMP, new Date(1), "1970-01-01T00:00:00.001Z")
        .stores(J_DATE, new Date(1), "1970-01-01T00:00:00.001Z")
        .stores(D_TIMESTAMP, 0L, "1970-01-01T00:00:00")
        .stores(D_MICRO_TIMESTAMP, 1L, "1970-01-01T00:00:00.000001")
        .stores(D_NANO_TIMESTAMP, 1_000L, "1970-01-01T00:00:00.000001")
        .stores(D_ISO_TIMESTAMP, "2024-02-29T01:02:03Z", "2024-02-29T01:02:03Z")
        .stores(D_MICRO_DURATION, 90_061_000_001L, "PT25H1M1.000001S")
        .stores(D_NANO_DURATION, -1_500_000_000L, "PT-0H-0M-1.5S")
        .stores(D_YEAR, 2024, "2024")
        .stores(D_JSON, "{\"a\" : 1}", "{\"a\" : 1}")
        .stores(D_ENUM_SET, "a,b", "a,b")
        .stores(bits(12), new byte[] {0x01, 0x0a}, "101000000001")
        .stores(ARRAY, List.of(1, 2), "[1,2]")
        .stores(MAP, Map.of("a", 1), "{\"a\":1}")
        .stores(STRUCT, STRUCT.sample(), "{\"a\":1}")
        .stores(D_FLOAT_VECTOR, List.of(0.1f, 2f), "[0.1,2]")
        .stores(D_DOUBLE_VECTOR, List.of(0.1, 2.0), "[0.1,2.0]")
        .stores(
            D_SPARSE_VECTOR, D_SPARSE_VECTOR.sample(), "{\"dimensions\":5,\"vector\":{\"1\":0.5}}")
        .stores(J_INTEGER, 1L, "1")
        .stores(J_FLOAT, 1.5, "1.5")
        .stores(J_BOOLEAN, false, "false")
        .stores(J_TEXT, "x", "x")
        .stores(J_LIST, List.of("a", 1L, Map.of()), "[\"a\",1,{}]")
        .stores(J_OBJECT, Map.of("a", List.of()), "{\"a\":[]}");
  }

  /** Varying and fixed lengths take what text takes, as long as it fits. */
  static TypeTable varchar() {
    return TypeTable.of("varchar(60)")
        .like(text())
        .stores(STRING, "x".repeat(60), "x".repeat(60))
        .stores(STRING, EMOJI.repeat(60), "60 emoji", EMOJI.repeat(60))
        .refuses(STRING, "x".repeat(61), "22001")
        .stores(STRING, "x".repeat(60) + "  ", "x".repeat(60));
  }

  static TypeTable character() {
    return TypeTable.of("char(60)")
        .like(text(), value -> value.stored() + " ".repeat(60 - codePoints(value.stored())))
        .stores(STRING, "x".repeat(60), "x".repeat(60))
        .refuses(STRING, "x".repeat(61), "22001")
        .stores(STRING, "x".repeat(60) + " ", "x".repeat(60));
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  static TypeTable citext() {
    return TypeTable.of("citext").like(text()).stores(STRING, "MiXed", "MiXed");
  }

  static TypeTable domainOfVarchar() {
    return TypeTable.someOf("code")
        .storesFrom(List.of(STRING, J_TEXT), "abc", "abc")
        .refuses(STRING, "abcd", "22001")
        .like(text(), value -> codePoints(value.stored()) <= 3 ? value.stored() : null);
  }

  static TypeTable singleByteChar() {
    return TypeTable.someOf("\"char\"")
        .stores(STRING, "x", "x")
        .refuses(STRING, "xy", "too long")
        .refuses(STRING, "é", "too long")
        .like(
            text(),
            value ->
                value.stored().getBytes(StandardCharsets.UTF_8).length <= 1
                    ? value.stored()
                    : null);
  }

  static TypeTable name() {
    return TypeTable.of("name")
        .like(text())
        .stores(STRING, "x".repeat(63), "x".repeat(63))
        .refuses(STRING, "x".repeat(64), "too long")
        .refuses(STRING, "é".repeat(32), "too long");
  }

  static TypeTable enumeration() {
    return TypeTable.of("mood")
        .stores(D_ENUM, "ok", "ok")
        .stores(STRING, "don't \"care\"", "don't \"care\"")
        .stores(J_TEXT, "sad", "sad")
        .refuses(STRING, "OK", NOT_A_VALUE)
        .refuses(STRING, "", NOT_A_VALUE)
        .refuses(D_ENUM, "unknown", NOT_A_VALUE);
  }

  static TypeTable uuid() {
    return TypeTable.of("uuid")
        .stores(D_UUID, UUID, UUID)
        .stores(STRING, UUID.toUpperCase(java.util.Locale.ROOT), UUID)
        .stores(STRING, "{" + UUID + "}", UUID)
        .stores(STRING, UUID.replace("-", ""), UUID)
        .stores(
            STRING, "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000")
        .stores(
            J_TEXT, "ffffffff-ffff-ffff-ffff-ffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffffff")
        .refuses(STRING, UUID.substring(1), "no uuid")
        .refuses(STRING, UUID + "0", "no uuid")
        .refuses(STRING, UUID.replace('7', 'g'), "no uuid")
        .refuses(STRING, "", "no uuid")
        .stores(BYTES, new byte[16], "00000000-0000-0000-0000-000000000000")
        .stores(
            BYTES,
            ByteBuffer.wrap(
                    new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17},
                    2,
                    16)
                .slice(),
            "02030405-0607-0809-0a0b-0c0d0e0f1011")
        .refuses(BYTES, new byte[15], "not a valid uuid")
        .stores(J_BYTES, new byte[16], "00000000-0000-0000-0000-000000000000")
        .refuses(J_BYTES, new byte[17], "not a valid uuid");
  }

  static TypeTable bytea() {
    return TypeTable.of("bytea")
        .stores(BYTES, new byte[0], "\\x")
        .stores(BYTES, new byte[] {0, 1, 127, -128, -1}, "\\x00017f80ff")
        .stores(BYTES, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2), "\\x0203")
        .stores(
            J_BYTES, ByteBuffer.allocateDirect(2).put(0, (byte) 9).asReadOnlyBuffer(), "\\x0900")
        .stores(D_BITS, new byte[] {5}, "\\x05")
        .stores(STRING, "AAF/gP8=", "\\x00017f80ff")
        .stores(STRING, "\\x00017f80FF", "\\x00017f80ff")
        .stores(STRING, "", "\\x")
        .refuses(STRING, "no base64", "base64")
        .refuses(STRING, "\\x0", "base64")
        .stores(J_TEXT, "aGVsbG8=", "\\x68656c6c6f");
  }

  static TypeTable xml() {
    return TypeTable.of("xml")
        .stores(D_XML, "<a b=\"c\">é</a>", "<a b=\"c\">é</a>")
        .stores(STRING, "text only", "text only")
        .stores(J_TEXT, "", "")
        .refuses(D_XML, "<a>", "2200N");
  }

  static TypeTable inet() {
    return TypeTable.of("inet")
        .stores(STRING, "10.1.2.3", "10.1.2.3")
        .stores(STRING, "10.1.2.3/8", "10.1.2.3/8")
        .stores(STRING, "2001:db8::1", "2001:db8::1")
        .stores(J_TEXT, "::/0", "::/0")
        .refuses(STRING, "10.1.2.256", NOT_A_VALUE)
        .refuses(STRING, "", NOT_A_VALUE);
  }

  static TypeTable cidr() {
    return TypeTable.of("cidr")
        .stores(STRING, "10.0.0.0/8", "10.0.0.0/8")
        .stores(J_TEXT, "2001:db8::/32", "2001:db8::/32")
        .refuses(STRING, "10.1.2.3/8", NOT_A_VALUE);
  }

  static TypeTable macaddr() {
    return TypeTable.of("macaddr")
        .stores(STRING, "08-00-2B-01-02-03", "08:00:2b:01:02:03")
        .stores(J_TEXT, "ffff.ffff.ffff", "ff:ff:ff:ff:ff:ff")
        .refuses(STRING, "08:00:2b:01:02", NOT_A_VALUE);
  }

  static TypeTable macaddr8() {
    return TypeTable.of("macaddr8")
        .stores(STRING, "08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:05")
        .stores(J_TEXT, "08002b010203", "08:00:2b:ff:fe:01:02:03")
        .refuses(STRING, "08:00", NOT_A_VALUE);
  }

  static TypeTable bit() {
    return TypeTable.of("bit(3)")
        .stores(STRING, "101", "101")
        .stores(J_TEXT, "000", "000")
        .stores(bits(3), new byte[] {5}, "101")
        .stores(bits(3), new byte[] {1}, "001")
        .refuses(bits(4), new byte[] {5}, "22026")
        .refuses(STRING, "10", "22026")
        .refuses(STRING, "1010", "22026")
        .refuses(STRING, "1x1", "not a valid bit(3)")
        .refuses(STRING, "x5", "not a valid bit(3)")
        .refuses(BYTES, new byte[] {5}, "22026");
  }

  static TypeTable singleBit() {
    return TypeTable.of("bit(1)")
        .stores(BOOLEAN, true, "1")
        .stores(J_BOOLEAN, false, "0")
        .stores(STRING, "1", "1")
        .stores(J_TEXT, "0", "0")
        .stores(bits(1), new byte[] {1}, "1");
  }

  static TypeTable varbit() {
    return TypeTable.of("varbit(16)")
        .stores(STRING, "00101", "00101")
        .stores(STRING, "", "")
        .stores(J_TEXT, "1", "1")
        .stores(bits(16), new byte[] {5}, "101")
        .stores(bits(16), new byte[] {0, 1}, "100000000")
        .stores(BYTES, new byte[] {5, 1}, "0000010100000001")
        .refuses(BYTES, new byte[3], "22001")
        .stores(J_BYTES, new byte[] {-128}, "10000000")
        .stores(BOOLEAN, true, "1")
        .stores(J_BOOLEAN, true, "1")
        .refuses(STRING, "0".repeat(17), "22001");
  }

  static TypeTable ltree() {
    return TypeTable.of("ltree")
        .stores(D_LTREE, "Top.Science.Astronomy", "Top.Science.Astronomy")
        .stores(STRING, "", "")
        .stores(J_TEXT, "a.b", "a.b")
        .refuses(STRING, "a..b", "42601");
  }

  static TypeTable tsvector() {
    return TypeTable.of("tsvector")
        .stores(D_TSVECTOR, "'cat':3 'fat':2,11A", "'cat':3 'fat':2,11A")
        .stores(STRING, "it''s fat", "'fat' 'it''''s'")
        .stores(BYTES, utf8("'cat':3"), "the bytes of 'cat':3", "'cat':3")
        .stores(J_BYTES, utf8("a"), "the byte of a", "'a'")
        .stores(J_TEXT, "", "")
        .refuses(STRING, "'open", "42601");
  }

  static TypeTable tsquery() {
    return TypeTable.of("tsquery")
        .stores(STRING, "'fat' & !'cat'", "'fat' & !'cat'")
        .stores(J_TEXT, "a:*B", "'a':*B")
        .stores(BYTES, utf8("'fat'"), "the bytes of 'fat'", "'fat'")
        .stores(J_BYTES, utf8("a"), "the byte of a", "'a'")
        .refuses(STRING, "&", "42601");
  }

  static TypeTable pgLsn() {
    return TypeTable.of("pg_lsn")
        .stores(STRING, "16/B374D848", "16/B374D848")
        .stores(J_TEXT, "0/0", "0/0")
        .stores(BYTES, utf8("1/2"), "the bytes of 1/2", "1/2")
        .refuses(STRING, "x", NOT_A_VALUE);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A map that keeps its order. */
  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values as somebody would write them who wants the task to fail, each decided by the seed. */
final class HostileValues {
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "1",
    "-1",
    "1e-999999999",
    "100e2147483647",
    "1e-10000000",
    "1e131072",
    "-1e131072",
    "1e16383",
    "0.00000000000000001",
    "1e-16384",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "2147483648",
    "32768",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e308",
    "1e309",
    "5e-324",
    "0x10",
    "1_000",
    " 1 ",
    "+1",
    "1.",
    ".5",
    "1e",
    "٣",
    "1e+-5",
    "99999999.995"
  };

  private static final String[] TIMES = {
    "2026-11-28",
    "2026-11-28T13:00:00Z",
    "2026-11-28 13:00:00.1234567891+25:61",
    "0000-00-00",
    "-4714-01-01",
    "+294277-01-01T00:00:00Z",
    "999999999-12-31",
    "2026-02-30",
    "24:00:00",
    "24:00:01",
    "13:00:60",
    "infinity",
    "-infinity",
    "epoch",
    "now",
    "allballs",
    "P1Y2M3DT4H5M6.7S",
    "P999999999999Y",
    "-P-1D",
    "1 century 99999999999 days",
    "2026-W48-6",
    "2026-333",
    "2026-11-28T13:00:00[Europe/Berlin]",
    "2026-11-28T13:00:00+99:99",
    "13:00:00 Nowhere/Place"
  };

  private static final String[] LITERALS = {
    "{}",
    "{1,2}",
    "{{1,2},{3}}",
    "{\"a\":",
    "[1,2)",
    "[2,1)",
    "(,)",
    "empty",
    "{[1,2),[5,6)}",
    "(1,2)",
    "(1,,\"\")",
    "((0,0),(1,1))",
    "<(0,0),1>",
    "{1,2,3}",
    "a=>b",
    "\"a\"=>NULL",
    "a=>",
    "'a' & 'b'",
    "a & | b",
    "!",
    "$.a[*] ? (@ > 1)",
    "$.",
    "<a><b></a>",
    "<!DOCTYPE a SYSTEM 'x'>",
    "nosuch",
    "public.nosuch",
    "pg_class",
    "nosuch(int)",
    "a.b.c",
    "a..b",
    ".",
    "10.0.0.0/33",
    "::1",
    "08:00:2b:01:02:03",
    "0/FFFFFFFFF",
    "B101",
    "101",
    "2",
    "$1,000.005",
    "sad",
    "SAD",
    "00000000-0000-0000-0000-00000000000g",
    "{00000000-0000-0000-0000-000000000001}",
    "t",
    "yes",
    "on",
    "\\x0",
    "\\xzz",
    "\\",
    "\\'; DROP TABLE t; --",
    "null",
    "NULL",
    "[1,2,3]",
    "{1:1/3}",
    "POINT(1 2)",
    "SRID=4326;POINT(1 2)",
    "0101000000",
    "[1e39,2]",
    "{0:1}/5",
    "%s%n",
    "${x}"
  };

  private final Random random;

  HostileValues(Random random) {
    this.random = random;
  }

  Random random() {
    return random;
  }

  @SafeVarargs
  final <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** Any value of a record without a schema. */
  Object any(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 9)) {
      case 0 -> null;
      case 1 -> text();
      case 2 -> pick(NUMBERS);
      case 3 -> pick(TIMES);
      case 4 -> pick(LITERALS);
      case 5 -> number();
      case 6 -> random.nextBoolean();
      case 7 -> bytes();
      case 8 -> random.nextInt(20) == 0 ? deep() : text();
      case 9 -> list(depth - 1);
      default -> map(depth - 1);
    };
  }

  String text() {
    return switch (random.nextInt(9)) {
      case 0 -> "";
      case 1 -> mutated(pick(TIMES));
      case 2 -> mutated(pick(LITERALS));
      case 3 -> mutated(pick(NUMBERS));
      case 4 -> pick("\ud800", "a\udc00b", "\u0000", "a\u0000", "\u0001\n\r\u001b[31m", "\u202e");
      case 5 -> "x".repeat(1 << random.nextInt(17));
      case 6 -> pick("😀", "ﬀ", "İ", "ß", "e\u0301").repeat(1 + random.nextInt(40));
      case 7 -> pick("[", "{\"a\":", "(", "{").repeat(1 + random.nextInt(3_000));
      default -> mutated(pick("abc", "sad", "true", "1", "key"));
    };
  }

  private String mutated(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(3); i > 0 && changed.length() > 0; i--) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(4)) {
        case 0 -> changed.setCharAt(at, (char) random.nextInt(300));
        case 1 -> changed.deleteCharAt(at);
        case 2 -> changed.insert(at, pick("9", "\"", "\\", ",", "\ud83d", "}", "-", "e"));
        default -> changed.insert(at, changed.substring(at));
      }
    }
    return changed.toString();
  }

  Object number() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> pick(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L, 253402300800000L);
      case 3 ->
          pick(Double.NaN, Double.MIN_VALUE, Double.MAX_VALUE, -0.0, Double.NEGATIVE_INFINITY);
      case 4 -> pick(Float.NaN, Float.MAX_VALUE, 1.1f);
      case 5 -> (short) random.nextInt();
      case 6 -> decimal();
      default -> random.nextDouble();
    };
  }

  BigDecimal decimal() {
    int scale =
        pick(0, 2, -2, 38, -131_071, -131_072, 16_383, 16_384, 2_000_000_000, -2_000_000_000);
    BigInteger digits =
        pick(BigInteger.ZERO, BigInteger.ONE, BigInteger.TEN.pow(1 + random.nextInt(400)).negate());
    return new BigDecimal(digits, scale);
  }

  byte[] bytes() {
    byte[] bytes = new byte[pick(0, 1, 4, 16, 21, 300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(any(depth));
    }
    return list;
  }

  private Map<Object, Object> map(int depth) {
    Map<Object, Object> map = new HashMap<>();
    String[][] forms = {
      {"lower", "upper", "lower_inclusive", "upper_inclusive"},
      {"x", "y", "wkb", "srid"},
      {"scale", "value"},
      {"a", "b"},
      {"dimensions", "vector"},
      {null, "", "\ud800"}
    };
    for (String name : pick(forms)) {
      map.put(name, any(depth));
    }
    if (random.nextInt(8) == 0) {
      map.put(number(), any(depth));
    }
    return map;
  }

  private Object deep() {
    Object value = 1;
    int depth = pick(10, 999, 1_001, 20_000);
    boolean lists = random.nextBoolean();
    for (int i = 0; i < depth; i++) {
      Map<String, Object> outer = new LinkedHashMap<>();
      outer.put("a", value);
      List<Object> list = new ArrayList<>();
      list.add(value);
      value = lists ? list : outer;
    }
    return value;
  }

  /** A name of a field, header or table. */
  String name() {
    return switch (random.nextInt(8)) {
      case 0 -> text();
      case 1 ->
          pick("K", "k ", "C_TEXT", "c_Text", "ctid", "xmin", "tableoid", "__deleted", "__op");
      case 2 -> "f" + random.nextInt(1_000_000);
      case 3 -> pick("pg_class", "pgsink_offsets", "pg_catalog.pg_class", "t.t.t", "\"t\"", "T");
      default -> pick("t", "x", "new_column", "made");
    };
  }
}

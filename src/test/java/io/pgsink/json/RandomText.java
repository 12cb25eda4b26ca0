// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Spellings of JSON's scalars, right ones and wrong ones, each followed by its seed alone. */
final class RandomText {
  private static final List<String> ODD_NUMBERS =
      List.of(
          "0",
          "-0",
          "-0.0",
          "0.0",
          "007",
          "-01",
          "1.",
          ".5",
          "+1",
          "1e5",
          "1E-7",
          "1e400",
          "-1e-400",
          "1e2147483647",
          "1e-2147483648",
          "1e99999999999",
          "12.50",
          "1.10e2",
          "127",
          "128",
          "-128",
          "-129",
          "32767",
          "32768",
          "2147483647",
          "2147483648",
          "-2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "18446744073709551616",
          "3.4028236e38",
          "1.17549435e-38",
          "16777217",
          "16777217.0",
          "9007199254740993",
          "9007199254740993.0",
          "NaN",
          "Infinity",
          "0x10",
          "1_000",
          "4.9e-324",
          "2.2250738585072012e-308",
          "0.1",
          "1.0000000596046448",
          "123456789012345678901234567890.123456789012345678901234567890",
          "86399999",
          "86400000");

  private static final List<String> ODD_TEXTS =
      List.of(
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud83d\\ude00\"",
          "\"\\ud800\"",
          "\"\\udc00x\"",
          "\"😀é\"",
          "\"a\\/b\\n\\t\\b\\f\\r\\\\\\\"\"",
          "\"\\x\"",
          "\"a\nb\"",
          "\"\u0001\"",
          "'a'",
          "\"\u2028\"",
          "\"true\"",
          "\"1\"",
          "\"YQ\"",
          "\"YQ==\"",
          "\"YR==\"",
          "\"Y Q=\"",
          "\" YWJj \"",
          "\"YW-_\"",
          "\"YWJj\\n\"",
          "\"=\"",
          "\"====\"",
          "\"YQ==YQ==\"",
          "\"A\u0100==\"",
          "\"YQ=\\u003d\"",
          "\"/+8=\"",
          "\"not base64!\"",
          "\"open",
          "\"\\u12\"");

  private static final List<String> OTHERS =
      List.of(
          "null",
          "true",
          "false",
          "tru",
          "True",
          "nul",
          "[]",
          "{}",
          "[1,2]",
          "[1,]",
          "{\"a\":1}",
          "[[1,2],[3,4]]",
          "[[1]]",
          "[null]",
          "{\"a\":null}",
          "/* */1",
          "[1 2]",
          "{\"a\" 1}",
          "{a:1}",
          "{\"a\":1,}",
          "[\"x\",1.5,true]",
          "{\"b\":[{\"c\":-0.0}],\"b\":2}",
          "[",
          "]",
          "{",
          "}",
          "");

  private final Random random;

  RandomText(Random random) {
    this.random = random;
  }

  /** Anything, most of it JSON. */
  String any() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> pick(ODD_NUMBERS);
      case 2, 3 -> pick(ODD_TEXTS);
      case 4 -> wholeNumber(1 + random.nextInt(64));
      case 5 -> text();
      case 6 -> "{" + text() + ":" + any() + "," + text() + ":" + any() + "}";
      default -> pick(OTHERS);
    };
  }

  String wholeNumber(int bits) {
    if (random.nextInt(20) == 0) {
      return pick(ODD_NUMBERS);
    }
    return Long.toString(random.nextLong() >> (64 - bits));
  }

  String fraction() {
    return switch (random.nextInt(6)) {
      case 0 -> pick(ODD_NUMBERS);
      case 1 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
      case 2 -> Float.toString(Float.intBitsToFloat(random.nextInt()));
      case 3 -> digits(1 + random.nextInt(40)) + "." + digits(1 + random.nextInt(40));
      case 4 -> random.nextInt(10_000) + "." + random.nextInt(1_000);
      default -> random.nextInt(100) + "e" + (random.nextInt(80) - 40);
    };
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder().append(1 + random.nextInt(9));
    for (int i = 1; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  String text() {
    if (random.nextInt(20) == 0) {
      return pick(ODD_TEXTS);
    }
    StringBuilder text = new StringBuilder("\"");
    int length = random.nextInt(1_000) == 0 ? random.nextInt(20_000) : random.nextInt(12);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(30)) {
        case 0 -> text.append("\\u").append(String.format("%04x", random.nextInt(0x10000)));
        case 1 -> text.append("\\n");
        case 2 -> text.append('é');
        case 3 -> text.append("漢");
        case 4 -> text.appendCodePoint(0x1f600 + random.nextInt(60));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.append('"').toString();
  }

  String base64() {
    if (random.nextInt(10) == 0) {
      return pick(ODD_TEXTS);
    }
    byte[] bytes = new byte[random.nextInt(12)];
    random.nextBytes(bytes);
    return '"' + Base64.getEncoder().encodeToString(bytes) + '"';
  }

  /** Mostly nothing; now and then so much that the parser's buffer ends somewhere behind it. */
  String space() {
    return switch (random.nextInt(2_000)) {
      case 0 -> " ".repeat(random.nextInt(8_000));
      default -> random.nextInt(12) > 0 ? "" : pick(List.of(" ", "\n", "\t", "  \r\n "));
    };
  }

  <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}

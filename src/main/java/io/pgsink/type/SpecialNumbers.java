// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

/** The numbers that are none, as texts name them. */
final class SpecialNumbers {
  private SpecialNumbers() {}

  /** NaN or an infinity when the text names it as PostgreSQL or Java do, else 0. */
  static double of(String text) {
    int length = text.length();
    if (length < 3 || length > 17 || text.charAt(length - 1) <= '9') {
      return 0;
    }
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "nan" -> Double.NaN;
      // the last is what Debezium writes under decimal.handling.mode=string
      case "infinity", "+infinity", "inf", "+inf", "positive_infinity" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf", "negative_infinity" -> Double.NEGATIVE_INFINITY;
      default -> 0;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.columnar.NumericEncoder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The shortest decimal that reads back as the same floating-point number: 0.1 is 0.1, not
 * 0.1000000000000000055511151231257827.
 */
final class Shortest {
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /** Decimals of up to 15 digits are told apart by doubles, so a match below is the shortest. */
  private static final double EXACT = 1e15;

  private Shortest() {}

  /** Appends a double as {@code numeric}; NaN and infinities too. */
  static void encode(double value, BinaryArray out) {
    for (int scale = 0; scale < POWERS.length; scale++) {
      double scaled = value * POWERS[scale];
      if (!(Math.abs(scaled) < EXACT)) {
        break;
      }
      long unscaled = (long) scaled;
      // a quotient of two exact doubles is correctly rounded, as the decimal would be when parsed
      if (unscaled == scaled && unscaled / POWERS[scale] == value) {
        encode(unscaled, scale, out);
        return;
      }
    }
    if (Double.isFinite(value)) {
      NumericEncoder.add(decimal(value), out);
    } else {
      NumericEncoder.addSpecial(value, out);
    }
  }

  /** The product may have been inexact at the scale of the last digit and exact at a later one. */
  private static void encode(long unscaled, int scale, BinaryArray out) {
    long digits = unscaled;
    int needed = scale;
    while (needed > 0 && digits % 10 == 0) {
      digits /= 10;
      needed--;
    }
    NumericEncoder.add(digits, needed, out);
  }

  /** The shortest decimal of a finite double. */
  static BigDecimal decimal(double value) {
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    // until Java 19 Double.toString sometimes gives a digit too many (JDK-4511638)
    while (shortest.precision() > 1) {
      BigDecimal shorter = round(new BigDecimal(value), shortest.precision() - 1);
      if (shorter.doubleValue() != value) {
        break;
      }
      shortest = shorter;
    }
    return whole(shortest);
  }

  /** The shortest decimal of a finite float. */
  static BigDecimal decimal(float value) {
    BigDecimal shortest = new BigDecimal(Float.toString(value)).stripTrailingZeros();
    while (shortest.precision() > 1) {
      BigDecimal shorter = round(new BigDecimal(value), shortest.precision() - 1);
      if (shorter.floatValue() != value) {
        break;
      }
      shortest = shorter;
    }
    return whole(shortest);
  }

  /** A float as PostgreSQL prints {@code float8}: 12.5, 1e+15, NaN. */
  static String text(double value) {
    return Double.isFinite(value) && value != 0 ? text(decimal(value), 15) : special(value);
  }

  /** A float as PostgreSQL prints {@code float4}. */
  static String text(float value) {
    return Float.isFinite(value) && value != 0 ? text(decimal(value), 6) : special(value);
  }

  private static String special(double value) {
    return value == 0 ? (1 / value < 0 ? "-0" : "0") : Double.toString(value);
  }

  private static String text(BigDecimal decimal, int plainDigits) {
    BigDecimal stripped = decimal.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (exponent >= -4 && exponent < plainDigits) {
      return stripped.toPlainString();
    }
    String digits = stripped.unscaledValue().abs().toString();
    StringBuilder out = new StringBuilder();
    if (stripped.signum() < 0) {
      out.append('-');
    }
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    int magnitude = Math.abs(exponent);
    return magnitude < 10
        ? out.append('0').append(magnitude).toString()
        : out.append(magnitude).toString();
  }

  private static BigDecimal round(BigDecimal exact, int digits) {
    return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static BigDecimal whole(BigDecimal decimal) {
    return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
  }
}

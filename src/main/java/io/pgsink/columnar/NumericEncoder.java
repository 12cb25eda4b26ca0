// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.BadRecordException;
import java.math.BigDecimal;

/**
 * Writes {@code numeric} elements. The layout of {@code numeric_recv}:
 *
 * <pre>
 *   int16 number of digits, each of base 10000
 *   int16 weight: the first digit counts 10000^weight
 *   int16 sign: 0x0000 +, 0x4000 -, 0xC000 NaN, 0xD000 Infinity, 0xF000 -Infinity
 *   int16 display scale: decimal digits after the point
 *   int16 per digit, the most significant first, without leading or trailing zeros
 * </pre>
 */
public final class NumericEncoder {
  /** Decimal digits after the point that {@code numeric} can hold. */
  public static final int MAX_SCALE = 16383;

  /** Decimal digits before the point that {@code numeric} can hold. */
  public static final int MAX_INTEGER_DIGITS = 131072;

  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xC000;
  private static final int POSITIVE_INFINITY = 0xD000;
  private static final int NEGATIVE_INFINITY = 0xF000;

  private static final int[] POWERS = {1, 10, 100, 1000, 10_000};

  /** A decimal of at most this precision has an unscaled value that fits a long. */
  private static final int LONG_PRECISION = 18;

  private NumericEncoder() {}

  /** Appends a whole number. */
  public static void add(long value, BinaryArray out) {
    add(value, 0, out);
  }

  /**
   * Appends a decimal with the scale that it has.
   *
   * @throws BadRecordException when it has more digits than {@code numeric} can hold
   */
  public static void add(BigDecimal value, BinaryArray out) {
    int scale = value.scale();
    int precision = value.precision();
    requireStorable(scale, precision);
    if (precision <= LONG_PRECISION) {
      // as a whole number its long comes out without a BigInteger in between
      add(scale == 0 ? value.longValue() : value.scaleByPowerOfTen(scale).longValue(), scale, out);
    } else {
      addLarge(value, out);
    }
  }

  /** Appends {@code unscaled * 10^-scale}; the scale is within what {@code numeric} can hold. */
  public static void add(long unscaled, int scale, BinaryArray out) {
    int mark = out.begin();
    if (unscaled == 0) {
      putHeader(0, 0, 0, Math.max(scale, 0), out);
      out.end(mark);
      return;
    }
    // negative longs have the greater range, so digits are taken from the negative side
    long rest = unscaled > 0 ? -unscaled : unscaled;
    int weight = Math.floorDiv(-scale, 4);
    int firstDigits = scale & 3;
    int digit;
    if (firstDigits == 0) {
      digit = (int) -(rest % 10_000);
      rest /= 10_000;
    } else {
      int power = POWERS[firstDigits];
      digit = (int) -(rest % power) * POWERS[4 - firstDigits];
      rest /= power;
    }
    // digits come from the low end and are pushed, so that the high end is popped first
    long low = 0;
    long high = 0;
    int count = 0;
    while (true) {
      if (digit != 0 || count != 0) {
        high = high << 16 | low >>> 48;
        low = low << 16 | digit;
        count++;
      }
      if (rest == 0) {
        break;
      }
      digit = (int) -(rest % 10_000);
      rest /= 10_000;
      weight++;
    }
    putHeader(count, weight, unscaled < 0 ? NEGATIVE : 0, Math.max(scale, 0), out);
    for (int i = 0; i < count; i++) {
      out.putShort((int) low);
      low = low >>> 16 | high << 48;
      high >>>= 16;
    }
    out.end(mark);
  }

  /** Appends NaN, Infinity or -Infinity. */
  public static void addSpecial(double value, BinaryArray out) {
    int sign = Double.isNaN(value) ? NAN : value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
    int mark = out.begin();
    putHeader(0, 0, sign, 0, out);
    out.end(mark);
  }

  /**
   * Checks that {@code numeric} can hold a decimal, before anything expands its digits.
   *
   * @throws BadRecordException when it can't
   */
  public static void requireStorable(BigDecimal value) {
    requireStorable(value.scale(), value.precision());
  }

  private static void requireStorable(int scale, int precision) {
    if (scale > MAX_SCALE) {
      throw new BadRecordException(
          "the number has more than " + MAX_SCALE + " digits after the point");
    }
    if ((long) precision - scale > MAX_INTEGER_DIGITS) {
      throw new BadRecordException(
          "the number has more than " + MAX_INTEGER_DIGITS + " digits before the point");
    }
  }

  private static void addLarge(BigDecimal value, BinaryArray out) {
    int scale = value.scale();
    String digits = value.unscaledValue().abs().toString();
    // zeros that fill the last digit of base 10000
    int padding = -scale & 3;
    int weight = Math.floorDiv(-scale, 4) - 1;
    int length = digits.length() + padding;
    int count = (length + 3) / 4;
    weight += count;
    int[] groups = new int[count];
    int group = 0;
    int index = 0;
    for (int left = length; left > 0; left--) {
      group = group * 10 + (index < digits.length() ? digits.charAt(index) - '0' : 0);
      index++;
      if ((left - 1) % 4 == 0) {
        groups[count - (left + 3) / 4] = group;
        group = 0;
      }
    }
    int significant = count;
    while (significant > 0 && groups[significant - 1] == 0) {
      significant--;
    }
    int mark = out.begin();
    putHeader(significant, weight, value.signum() < 0 ? NEGATIVE : 0, Math.max(scale, 0), out);
    for (int i = 0; i < significant; i++) {
      out.putShort(groups[i]);
    }
    out.end(mark);
  }

  private static void putHeader(int count, int weight, int sign, int scale, BinaryArray out) {
    out.putLong((long) count << 48 | (weight & 0xffffL) << 32 | (long) sign << 16 | scale);
  }
}

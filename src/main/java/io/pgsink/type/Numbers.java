// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.PgType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Reads values for booleans, integers and floats; what would change is refused. */
final class Numbers {
  private Numbers() {}

  /** What the words of a boolean say; integers 0 and 1 too. */
  static Predicate<Object> bools(Meaning meaning, PgType type) {
    return switch (meaning) {
      case BOOLEAN -> value -> (Boolean) value;
      case INTEGER ->
          value -> {
            long number = ((Number) value).longValue();
            if (number != 0 && number != 1) {
              throw Refusals.outOfRange(type);
            }
            return number == 1;
          };
      case TEXT ->
          value ->
              switch (((String) value).toLowerCase(java.util.Locale.ROOT)) {
                case "true", "t", "yes", "y", "on", "1" -> true;
                case "false", "f", "no", "n", "off", "0" -> false;
                default -> throw Refusals.invalid(Meaning.TEXT, type);
              };
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Integers between two bounds. */
  static ToLongFunction<Object> integers(Meaning meaning, PgType type, long min, long max) {
    ToLongFunction<Object> reader = wide(meaning, type);
    return value -> {
      long number = reader.applyAsLong(value);
      if (number < min || number > max) {
        throw Refusals.outOfRange(type);
      }
      return number;
    };
  }

  /** Integers that fit a long. Dates and times give the number that their schema stores. */
  static ToLongFunction<Object> wide(Meaning meaning, PgType type) {
    return switch (meaning) {
      case INTEGER,
          YEAR,
          EPOCH_DAYS,
          TIME_MILLIS,
          TIME_MICROS,
          TIME_NANOS,
          LOCAL_MILLIS,
          LOCAL_MICROS,
          LOCAL_NANOS,
          DURATION_MICROS,
          DURATION_NANOS ->
          value -> ((Number) value).longValue();
      case TIME, INSTANT -> value -> ((Date) value).getTime();
      case DATE -> Epoch::day;
      case DOUBLE, FLOAT ->
          value -> {
            double number = ((Number) value).doubleValue();
            if (!(number >= -0x1p63 && number < 0x1p63)) {
              throw Refusals.outOfRange(type);
            }
            if (number != Math.rint(number)) {
              throw Refusals.fraction(type);
            }
            return (long) number;
          };
      case TEXT, DECIMAL, VARIABLE_DECIMAL, MAP -> {
        Function<Object, BigDecimal> decimals = Decimals.ofAnySize(meaning, type);
        yield value -> exact(decimals.apply(value), type);
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static long exact(BigDecimal decimal, PgType type) {
    if ((long) decimal.precision() - decimal.scale() > 19) {
      throw Refusals.outOfRange(type);
    }
    BigDecimal whole = decimal.scale() > 0 ? decimal.stripTrailingZeros() : decimal;
    if (whole.scale() > 0) {
      throw Refusals.fraction(type);
    }
    BigInteger integer = whole.toBigInteger();
    if (integer.bitLength() > 63) {
      throw Refusals.outOfRange(type);
    }
    return integer.longValue();
  }

  /**
   * Doubles. A decimal takes the nearest one, as in PostgreSQL: that is what the column says. An
   * integer must be one exactly.
   */
  static ToDoubleFunction<Object> doubles(Meaning meaning, PgType type) {
    return switch (meaning) {
      case DOUBLE, FLOAT -> value -> ((Number) value).doubleValue();
      case INTEGER, YEAR ->
          value -> {
            long number = ((Number) value).longValue();
            double nearest = number;
            if ((long) nearest != number || number == Long.MAX_VALUE) {
              throw Refusals.unsuitable(meaning, type);
            }
            return nearest;
          };
      case TEXT ->
          value -> {
            double special = SpecialNumbers.of((String) value);
            return special != 0 ? special : nearest(Decimals.parse((String) value, type), type);
          };
      case DECIMAL, VARIABLE_DECIMAL, MAP -> {
        Function<Object, BigDecimal> decimals = Decimals.reader(meaning, type);
        yield value -> nearest(decimals.apply(value), type);
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Floats, by the same rules as doubles; a double takes the nearest float. */
  static ToDoubleFunction<Object> floats(Meaning meaning, PgType type) {
    return switch (meaning) {
      case FLOAT -> value -> (Float) value;
      case DOUBLE -> value -> nearestFloat((Double) value, type);
      case INTEGER, YEAR ->
          value -> {
            long number = ((Number) value).longValue();
            float nearest = number;
            if ((long) nearest != number || number == Long.MAX_VALUE) {
              throw Refusals.unsuitable(meaning, type);
            }
            return nearest;
          };
      case TEXT ->
          value -> {
            double special = SpecialNumbers.of((String) value);
            return special != 0
                ? special
                : nearestFloat(Decimals.parse((String) value, type), type);
          };
      case DECIMAL, VARIABLE_DECIMAL, MAP -> {
        Function<Object, BigDecimal> decimals = Decimals.reader(meaning, type);
        yield value -> nearestFloat(decimals.apply(value), type);
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static float nearestFloat(double number, PgType type) {
    float nearest = (float) number;
    if (Float.isInfinite(nearest) && !Double.isInfinite(number) || nearest == 0 && number != 0) {
      throw Refusals.outOfRange(type);
    }
    return nearest;
  }

  private static float nearestFloat(BigDecimal decimal, PgType type) {
    float nearest = decimal.floatValue();
    if (Float.isInfinite(nearest) || nearest == 0 && decimal.signum() != 0) {
      throw Refusals.outOfRange(type);
    }
    return nearest;
  }

  private static double nearest(BigDecimal decimal, PgType type) {
    double nearest = decimal.doubleValue();
    if (Double.isInfinite(nearest) || nearest == 0 && decimal.signum() != 0) {
      throw Refusals.outOfRange(type);
    }
    return nearest;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.Encoder;
import io.pgsink.columnar.NumericEncoder;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Reads values for {@code numeric}, exactly. */
final class Decimals {
  /** Longer texts are no number that {@code numeric} can hold. */
  private static final int MAX_TEXT = NumericEncoder.MAX_INTEGER_DIGITS + 20_000;

  private Decimals() {}

  static Encoder encoder(Meaning meaning, PgType type) {
    if (type.isMoney()) {
      // there is no money that is NaN or infinite, and PostgreSQL's refusal isn't one of the value
      Function<Object, BigDecimal> finite = reader(meaning, type);
      return (value, out) -> NumericEncoder.add(finite.apply(value), out);
    }
    return switch (meaning) {
      case INTEGER, YEAR -> (value, out) -> NumericEncoder.add(((Number) value).longValue(), out);
      case DOUBLE -> (value, out) -> Shortest.encode((Double) value, out);
      case FLOAT ->
          (value, out) -> {
            float number = (Float) value;
            if (Float.isFinite(number)) {
              NumericEncoder.add(Shortest.decimal(number), out);
            } else {
              NumericEncoder.addSpecial(number, out);
            }
          };
      case DECIMAL ->
          (value, out) -> {
            if (value instanceof BigDecimal decimal) {
              NumericEncoder.add(decimal, out);
            } else {
              NumericEncoder.add(new BigDecimal((BigInteger) value), out);
            }
          };
      case TEXT ->
          (value, out) -> {
            String text = (String) value;
            double special = SpecialNumbers.of(text);
            if (special != 0) {
              NumericEncoder.addSpecial(special, out);
            } else {
              NumericEncoder.add(parse(text, type), out);
            }
          };
      default -> {
        Function<Object, BigDecimal> reader = reader(meaning, type);
        yield (value, out) -> NumericEncoder.add(reader.apply(value), out);
      }
    };
  }

  static TextForm text(Meaning meaning, PgType type) {
    return switch (meaning) {
      case DOUBLE, FLOAT ->
          value -> {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number)
                ? decimal(value).toPlainString()
                : String.valueOf(number);
          };
      case TEXT ->
          value -> {
            String text = (String) value;
            double special = SpecialNumbers.of(text);
            return special != 0 ? String.valueOf(special) : plain(parse(text, type));
          };
      default -> {
        Function<Object, BigDecimal> reader = reader(meaning, type);
        yield value -> plain(reader.apply(value));
      }
    };
  }

  /**
   * The finite decimal of a value, judged before anything is computed with it: a few bytes can mean
   * billions of digits. NaN and infinities are refused.
   */
  static Function<Object, BigDecimal> reader(Meaning meaning, PgType type) {
    Function<Object, BigDecimal> reader = ofAnySize(meaning, type);
    return value -> {
      BigDecimal decimal = reader.apply(value);
      NumericEncoder.requireStorable(decimal);
      return decimal;
    };
  }

  /** The finite decimal of a value, for those who look at its size themselves. */
  static Function<Object, BigDecimal> ofAnySize(Meaning meaning, PgType type) {
    return switch (meaning) {
      case INTEGER, YEAR, DECIMAL -> Decimals::decimal;
      case DOUBLE, FLOAT ->
          value -> {
            if (!Double.isFinite(((Number) value).doubleValue())) {
              throw Refusals.outOfRange(type);
            }
            return decimal(value);
          };
      case TEXT -> value -> parse((String) value, type);
      case VARIABLE_DECIMAL, MAP -> Decimals::variable;
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Reads a decimal number in ASCII digits, as JSON and SQL write it. */
  static BigDecimal parse(String text, PgType type) {
    if (text.isEmpty() || text.length() > MAX_TEXT) {
      throw Refusals.invalid(Meaning.TEXT, type);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed = c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || (c | 32) == 'e';
      if (!allowed) {
        throw Refusals.invalid(Meaning.TEXT, type);
      }
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw Refusals.invalid(Meaning.TEXT, type);
    }
  }

  private static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    } else if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    } else if (value instanceof Double number) {
      return Shortest.decimal(number.doubleValue());
    } else if (value instanceof Float number) {
      return Shortest.decimal(number.floatValue());
    }
    return BigDecimal.valueOf(((Number) value).longValue());
  }

  /** A Struct, or the Map that JSON makes of it. */
  private static BigDecimal variable(Object value) {
    Object scale = Structs.member(value, "scale");
    Object unscaled = Structs.member(value, "value");
    boolean typed =
        (scale instanceof Integer || scale instanceof Long)
            && ((Number) scale).longValue() == ((Number) scale).intValue()
            && (unscaled instanceof byte[]
                || unscaled instanceof ByteBuffer
                || unscaled instanceof String);
    if (!typed) {
      throw new BadRecordException("a VariableScaleDecimal needs an integer scale and a value");
    }
    byte[] bytes =
        unscaled instanceof String text ? Binaries.base64(text) : Binaries.bytes(unscaled);
    if (bytes.length == 0) {
      throw new BadRecordException("the value of a VariableScaleDecimal is empty");
    }
    return new BigDecimal(new BigInteger(bytes), ((Number) scale).intValue());
  }

  private static String plain(BigDecimal decimal) {
    NumericEncoder.requireStorable(decimal);
    return decimal.toPlainString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import io.pgsink.table.WireType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** Canonical forms of keys, and the order of values, as the database sees them after assignment. */
final class KeyForms {
  private static final long SECOND_MICROS = 1_000_000L;

  private final Temporals temporals;
  private final TextForms texts;

  KeyForms(Temporals temporals, TextForms texts) {
    this.temporals = temporals;
    this.texts = texts;
  }

  KeyForm form(Schema schema, Column column) {
    PgType type = column.type();
    boolean exact =
        type.kind() == PgType.Kind.ENUM
            // money is rounded to digits that only the database knows
            || (type.wire() != WireType.TEXT && !type.isMoney())
            || (column.deterministic() && (type.cast().isEmpty() || type.name().equals("varbit")));
    boolean citext = type.name().equals("citext") && column.deterministic();
    Predicate<Object> certain = citext ? key -> isAscii((String) key) : key -> exact;
    return new KeyForm(canonical(schema, type), exact, certain);
  }

  Optional<Comparator<Object>> order(Schema schema, Column column) {
    PgType type = column.type();
    if (type.wire() == WireType.TEXT) {
      return Optional.empty();
    }
    return Optional.of(order(canonical(schema, type)));
  }

  @SuppressWarnings("unchecked")
  private static Comparator<Object> order(Function<Object, Object> canonical) {
    return (left, right) ->
        ((Comparable<Object>) canonical.apply(left)).compareTo(canonical.apply(right));
  }

  Function<Object, Object> canonical(Schema schema, PgType type) {
    if (schema != null) {
      return Unions.isUnwrapped(schema, type)
          ? union(schema, type)
          : canonical(Meanings.of(schema), schema, type);
    }
    Schemaless<Function<Object, Object>> forms =
        new Schemaless<>(meaning -> canonical(meaning, null, type));
    return value -> forms.of(value).apply(value);
  }

  private Function<Object, Object> union(Schema schema, PgType type) {
    Unions<Function<Object, Object>> branches =
        Unions.resolve(schema, branch -> canonical(branch, type));
    return union -> {
      Field set = Unions.set(union);
      if (set == null) {
        throw new BadRecordException(
            "none of the union's branches is set, and a key can't be NULL");
      }
      return branches.of(set).apply(Unions.value(union, set));
    };
  }

  private Function<Object, Object> canonical(Meaning meaning, Schema schema, PgType type) {
    return switch (type.wire()) {
      case BOOL -> {
        Predicate<Object> reader = Numbers.bools(meaning, type);
        yield reader::test;
      }
      case INT2 -> longs(Numbers.integers(meaning, type, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT4 -> longs(Numbers.integers(meaning, type, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT8 -> longs(Numbers.wide(meaning, type));
      // adding zero makes -0 the 0 that it equals
      case FLOAT4 -> {
        ToDoubleFunction<Object> reader = Numbers.floats(meaning, type);
        yield value -> reader.applyAsDouble(value) + 0.0;
      }
      case FLOAT8 -> {
        ToDoubleFunction<Object> reader = Numbers.doubles(meaning, type);
        yield value -> reader.applyAsDouble(value) + 0.0;
      }
      case NUMERIC -> {
        Function<Object, BigDecimal> reader = decimals(meaning, type);
        yield value -> reader.apply(value).stripTrailingZeros();
      }
      case BYTEA -> {
        TextForm form = Binaries.byteaText(meaning, type);
        // hexadecimal digits sort like the bytes
        yield form::of;
      }
      case UUID -> {
        var reader = Binaries.uuids(meaning, type);
        yield value -> new UuidKey(reader.apply(value));
      }
      case DATE -> longs(temporals.dates(meaning, type));
      case TIME -> longs(rounded(temporals.times(meaning, type), type));
      case TIMESTAMP -> longs(rounded(temporals.timestamps(meaning, type), type));
      case TIMESTAMPTZ -> longs(rounded(temporals.instants(meaning, type), type));
      case TEXT -> {
        TextForm form = texts.form(meaning, schema, type);
        yield switch (type.name()) {
          case "bpchar" -> value -> PlainText.withoutTrailingSpaces(form.of(value), 0);
          case "citext" -> value -> asciiLower(form.of(value));
          default -> form::of;
        };
      }
    };
  }

  /** Decimals as the column stores them: rounded to its scale, half away from zero. */
  static Function<Object, BigDecimal> decimals(Meaning meaning, PgType type) {
    Function<Object, BigDecimal> reader = Decimals.reader(meaning, type);
    Optional<Integer> scale = type.numericScale();
    if (scale.isEmpty()) {
      return reader;
    }
    int digits = scale.get();
    return value -> {
      BigDecimal decimal = reader.apply(value);
      return decimal.scale() <= digits ? decimal : decimal.setScale(digits, RoundingMode.HALF_UP);
    };
  }

  /** Times as the column stores them, rounded to its declared precision like PostgreSQL does. */
  private static ToLongFunction<Object> rounded(ToLongFunction<Object> reader, PgType type) {
    int precision = type.modifier();
    if (precision < 0 || precision >= 6) {
      return reader;
    }
    long unit = SECOND_MICROS;
    for (int i = 0; i < precision; i++) {
      unit /= 10;
    }
    long step = unit;
    return value -> {
      long micros = reader.applyAsLong(value);
      if (TemporalEncoders.isInfinite(micros)) {
        return micros;
      }
      return micros >= 0
          ? (micros + step / 2) / step * step
          : -((-micros + step / 2) / step * step);
    };
  }

  private static Function<Object, Object> longs(ToLongFunction<Object> reader) {
    return value -> {
      long number = reader.applyAsLong(value);
      return value instanceof Long same && same == number ? value : (Object) number;
    };
  }

  /** Only what every locale folds the same way; the database may fold more. */
  private static String asciiLower(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        if (out == null) {
          out = new StringBuilder(text);
        }
        out.setCharAt(i, (char) (c + 32));
      }
    }
    return out == null ? text : out.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** A uuid that compares by its bytes without sign, unlike java.util.UUID. */
  private record UuidKey(long high, long low) implements Comparable<UuidKey> {
    UuidKey(java.util.UUID uuid) {
      this(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    @Override
    public int compareTo(UuidKey other) {
      int byHigh = Long.compareUnsigned(high, other.high);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * The text from which PostgreSQL reads a value, for every type: for columns that travel as text and
 * a cast, and for everything inside an array, composite or range.
 */
final class TextForms implements InnerForms {
  /** Types for which bytes may well mean something else than the text that PostgreSQL reads. */
  private static final Set<String> NOT_FROM_BYTES =
      Set.of("xml", "inet", "cidr", "macaddr", "macaddr8");

  private final Temporals temporals;
  private final PlainText plain;

  TextForms(Temporals temporals) {
    this.temporals = temporals;
    this.plain = new PlainText(temporals);
  }

  @Override
  public TextForm form(Schema schema, PgType type) {
    if (schema != null) {
      return Unions.isUnwrapped(schema, type)
          ? union(schema, type)
          : form(Meanings.of(schema), schema, type);
    }
    Schemaless<TextForm> forms = new Schemaless<>(meaning -> form(meaning, null, type));
    return value -> forms.of(value).of(value);
  }

  private TextForm union(Schema schema, PgType type) {
    Unions<TextForm> branches = Unions.resolve(schema, branch -> form(branch, type));
    return union -> {
      Field set = Unions.set(union);
      return set == null ? null : branches.of(set).of(Unions.value(union, set));
    };
  }

  TextForm form(Meaning meaning, Schema schema, PgType type) {
    return switch (type.kind()) {
      case ARRAY -> ArrayText.form(meaning, schema, type, this);
      case COMPOSITE -> CompositeText.form(meaning, schema, type, this);
      case RANGE -> RangeText.range(meaning, schema, type, this);
      case MULTIRANGE -> RangeText.multirange(meaning, schema, type, this);
      case ENUM -> {
        if (meaning != Meaning.TEXT) {
          throw Refusals.unsuitable(meaning, type);
        }
        yield String.class::cast;
      }
      case BASE ->
          switch (type.wire()) {
            case TEXT -> cast(meaning, schema, type);
            case BOOL, INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC -> number(meaning, type);
            case BYTEA -> Binaries.byteaText(meaning, type);
            case DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> temporal(meaning, type);
            case UUID -> {
              var uuids = Binaries.uuids(meaning, type);
              yield value -> uuids.apply(value).toString();
            }
          };
    };
  }

  private static TextForm number(Meaning meaning, PgType type) {
    return switch (type.wire()) {
      case BOOL -> {
        Predicate<Object> reader = Numbers.bools(meaning, type);
        yield value -> reader.test(value) ? "t" : "f";
      }
      case INT2 -> integer(Numbers.integers(meaning, type, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT4 -> integer(Numbers.integers(meaning, type, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT8 -> integer(Numbers.wide(meaning, type));
      case FLOAT4 -> {
        ToDoubleFunction<Object> reader = Numbers.floats(meaning, type);
        yield value -> Float.toString((float) reader.applyAsDouble(value));
      }
      case FLOAT8 -> {
        ToDoubleFunction<Object> reader = Numbers.doubles(meaning, type);
        yield value -> Double.toString(reader.applyAsDouble(value));
      }
      default -> Decimals.text(meaning, type);
    };
  }

  private static TextForm integer(ToLongFunction<Object> reader) {
    return value -> Long.toString(reader.applyAsLong(value));
  }

  private TextForm temporal(Meaning meaning, PgType type) {
    return switch (type.wire()) {
      case DATE -> {
        ToLongFunction<Object> reader = temporals.dates(meaning, type);
        yield value -> TemporalText.date(reader.applyAsLong(value));
      }
      case TIME -> {
        ToLongFunction<Object> reader = temporals.times(meaning, type);
        yield value -> TemporalText.time(reader.applyAsLong(value));
      }
      case TIMESTAMP -> {
        ToLongFunction<Object> reader = temporals.timestamps(meaning, type);
        yield value -> TemporalText.timestamp(reader.applyAsLong(value), "");
      }
      default -> {
        ToLongFunction<Object> reader = temporals.instants(meaning, type);
        yield value -> TemporalText.timestamp(reader.applyAsLong(value), "+00");
      }
    };
  }

  private TextForm cast(Meaning meaning, Schema schema, PgType type) {
    return switch (type.name()) {
      case "text", "bpchar", "citext" -> plain.form(meaning, schema, type);
      case "varchar" -> stored(plain.form(meaning, schema, type), type);
      case "char" -> limited(plain.form(meaning, schema, type), 1, type);
      case "name" -> limited(plain.form(meaning, schema, type), 63, type);
      case "json", "jsonb" -> json(meaning, schema);
      case "bit", "varbit" -> BitText.form(meaning, schema, type);
      case "hstore" -> HstoreText.form(meaning, schema, type, plain);
      case "interval" -> interval(meaning, type);
      case "timetz" -> zonedTime(meaning, type);
      case "point", "geometry", "geography" -> GeometryText.form(meaning, schema, type, plain);
      case "vector", "halfvec", "sparsevec" -> VectorText.form(meaning, schema, type, this);
      case "oid", "xid", "cid" -> unsigned(meaning, type, 32);
      case "xid8" -> unsigned(meaning, type, 64);
      default -> asIs(meaning, type);
    };
  }

  /** Types that only PostgreSQL can read: its text goes there untouched. */
  private static TextForm asIs(Meaning meaning, PgType type) {
    return switch (meaning) {
      case TEXT -> String.class::cast;
      case BYTES -> {
        if (NOT_FROM_BYTES.contains(type.name())) {
          throw Refusals.unsuitable(meaning, type);
        }
        yield Literals::ofBytes;
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Types that would make a great number of a negative one. */
  private static TextForm unsigned(Meaning meaning, PgType type, int bits) {
    return switch (meaning) {
      case INTEGER ->
          integer(Numbers.integers(meaning, type, 0, -1L >>> Math.max(1, Long.SIZE - bits)));
      case TEXT -> value -> unsigned((String) value, type, bits);
      case BYTES -> value -> unsigned(Literals.ofBytes(value), type, bits);
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static String unsigned(String text, PgType type, int bits) {
    if (!text.matches("-?[0-9]{1,40}")) {
      throw Refusals.invalid(Meaning.TEXT, type);
    }
    BigInteger number = new BigInteger(text);
    if (number.signum() < 0 || number.bitLength() > bits) {
      throw Refusals.outOfRange(type);
    }
    return text;
  }

  /** A text, schemaless or not, is taken for JSON, and so are bytes. */
  private TextForm json(Meaning meaning, Schema schema) {
    return switch (meaning) {
      case TEXT, JSON -> String.class::cast;
      case BYTES -> Literals::ofBytes;
      default -> value -> plain.json().of(schema, value);
    };
  }

  /**
   * Assignment to varchar(n) takes away spaces beyond n and refuses anything else there. Taken away
   * here, so that a key is also found and folded by what is stored.
   */
  private static TextForm stored(TextForm form, PgType type) {
    if (type.maxLength().isEmpty()) {
      return form;
    }
    int limit = type.maxLength().get();
    return value -> {
      String text = form.of(value);
      return text.length() <= limit ? text : PlainText.withoutTrailingSpaces(text, limit);
    };
  }

  /** An explicit cast cuts silently, so length is checked here. */
  private static TextForm limited(TextForm form, int bytes, PgType type) {
    return value -> {
      String text = form.of(value);
      if (text.getBytes(StandardCharsets.UTF_8).length > bytes) {
        throw new BadRecordException("the text is too long for " + type.sql());
      }
      return text;
    };
  }

  private static TextForm interval(Meaning meaning, PgType type) {
    if (meaning == Meaning.TEXT) {
      return String.class::cast;
    }
    if (meaning == Meaning.STRUCTURED_DURATION || meaning == Meaning.MAP) {
      return StructuredTimes::duration;
    }
    ToLongFunction<Object> durations = Temporals.durations(meaning, type);
    return value -> TemporalText.duration(durations.applyAsLong(value));
  }

  private TextForm zonedTime(Meaning meaning, PgType type) {
    Function<Object, ClockReading> times = temporals.zonedTimes(meaning, type);
    return value -> TemporalText.zonedTime(times.apply(value));
  }
}

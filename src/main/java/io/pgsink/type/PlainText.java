// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/**
 * What a value is as text, for text columns, JSON and keys of maps: numbers as PostgreSQL prints
 * them, dates and times in ISO 8601 (an instant ends in Z), lists, maps and structs as JSON.
 */
final class PlainText implements ScalarText {
  static final PgType TEXT = PgType.builtIn("text");
  static final PgType NUMERIC = PgType.builtIn("numeric");
  private static final PgType TIMESTAMP = PgType.builtIn("timestamp");
  private static final PgType DATE = PgType.builtIn("date");
  private static final PgType TIME = PgType.builtIn("time");

  private final Temporals temporals;
  private final JsonText json = new JsonText(this);

  PlainText(Temporals temporals) {
    this.temporals = temporals;
  }

  JsonText json() {
    return json;
  }

  /** How values of a meaning become text; the schema is null for schemaless values. */
  TextForm form(Meaning meaning, Schema schema, PgType type) {
    return switch (meaning) {
      case TEXT, JSON, ENUM_SET, ISO_DATE, ISO_TIME, ISO_TIMESTAMP -> String.class::cast;
      case BOOLEAN, INTEGER, YEAR -> Object::toString;
      case DOUBLE -> value -> Shortest.text(((Double) value).doubleValue());
      case FLOAT -> value -> Shortest.text(((Float) value).floatValue());
      case DECIMAL, VARIABLE_DECIMAL -> Decimals.text(meaning, NUMERIC);
      case DATE, EPOCH_DAYS, STRUCTURED_DATE -> {
        ToLongFunction<Object> dates = temporals.dates(meaning, DATE);
        yield value -> TemporalText.isoDate(dates.applyAsLong(value));
      }
      case TIME, TIME_MILLIS, TIME_MICROS, TIME_NANOS, STRUCTURED_TIME -> {
        ToLongFunction<Object> times = temporals.times(meaning, TIME);
        yield value -> TemporalText.time(times.applyAsLong(value));
      }
      case INSTANT -> {
        ToLongFunction<Object> instants = temporals.instants(meaning, TIMESTAMP);
        yield value -> TemporalText.isoTimestamp(instants.applyAsLong(value), "Z");
      }
      case LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS -> {
        ToLongFunction<Object> timestamps = temporals.timestamps(meaning, TIMESTAMP);
        yield value -> TemporalText.isoTimestamp(timestamps.applyAsLong(value), "");
      }
      case DURATION_MICROS, DURATION_NANOS -> {
        ToLongFunction<Object> durations = Temporals.durations(meaning, type);
        yield value -> TemporalText.duration(durations.applyAsLong(value));
      }
      case STRUCTURED_TIMESTAMP, STRUCTURED_ZONED_TIMESTAMP -> {
        Function<Object, ClockReading> readings = Temporals.timestampReadings(meaning);
        yield value -> TemporalText.isoTimestamp(readings.apply(value));
      }
      case STRUCTURED_ZONED_TIME -> {
        Function<Object, ClockReading> readings = Temporals.timeReadings(meaning);
        yield value -> TemporalText.zonedTime(readings.apply(value));
      }
      case STRUCTURED_DURATION -> StructuredTimes::duration;
      case UNION -> this::union;
      case BITS -> value -> BitText.of(schema, value);
      case LIST, MAP, STRUCT, SPARSE_VECTOR -> value -> json.of(schema, value);
      case BYTES, POINT, GEOMETRY -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private String union(Object union) {
    Field set = Unions.set(union);
    return set == null
        ? null
        : text(Meanings.of(set.schema()), set.schema(), Unions.value(union, set));
  }

  @Override
  public String text(Meaning meaning, Schema schema, Object value) {
    return form(meaning, schema, TEXT).of(value);
  }

  @Override
  public String key(Schema schema, Object key) {
    if (key == null) {
      throw new BadRecordException("a map has a null key");
    }
    if (key instanceof String text) {
      return text;
    }
    return text(schema == null ? Meanings.of(key) : Meanings.of(schema), schema, key);
  }

  /**
   * A text without the spaces at its end.
   *
   * @param keep how many characters stay whatever they are
   */
  static String withoutTrailingSpaces(String text, int keep) {
    int length = text.codePointCount(0, text.length());
    int end = text.length();
    while (length > keep && end > 0 && text.charAt(end - 1) == ' ') {
      end--;
      length--;
    }
    return text.substring(0, end);
  }
}

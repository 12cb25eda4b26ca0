// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.Encoder;
import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.PgType;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** Makes the encoder of a column: what its values mean and its type decide, once. */
final class Encoders {
  private final Temporals temporals;
  private final TextForms texts;

  /**
   * Encoders by a zone and a unit.
   *
   * @param unit what whole numbers count in date and time columns, or empty for the usual
   */
  Encoders(ZoneId timestampZone, Optional<ChronoUnit> unit) {
    this.temporals = new Temporals(new WallClock(timestampZone), unit);
    this.texts = new TextForms(temporals);
  }

  Temporals temporals() {
    return temporals;
  }

  TextForms texts() {
    return texts;
  }

  Encoder encoder(Schema schema, PgType type) {
    if (schema != null) {
      return Unions.isUnwrapped(schema, type)
          ? union(schema, type)
          : encoder(Meanings.of(schema), schema, type);
    }
    Schemaless<Encoder> encoders = new Schemaless<>(meaning -> encoder(meaning, null, type));
    return (value, out) -> encoders.of(value).encode(value, out);
  }

  private Encoder union(Schema schema, PgType type) {
    Unions<Encoder> branches = Unions.resolve(schema, branch -> encoder(branch, type));
    return (union, out) -> {
      Field set = Unions.set(union);
      if (set == null) {
        out.addNull();
      } else {
        branches.of(set).encode(Unions.value(union, set), out);
      }
    };
  }

  private Encoder encoder(Meaning meaning, Schema schema, PgType type) {
    return switch (type.wire()) {
      case BOOL -> {
        Predicate<Object> reader = Numbers.bools(meaning, type);
        yield (value, out) -> out.addBoolean(reader.test(value));
      }
      case INT2 -> {
        ToLongFunction<Object> reader =
            Numbers.integers(meaning, type, Short.MIN_VALUE, Short.MAX_VALUE);
        yield (value, out) -> out.addShort((short) reader.applyAsLong(value));
      }
      case INT4 -> {
        ToLongFunction<Object> reader =
            Numbers.integers(meaning, type, Integer.MIN_VALUE, Integer.MAX_VALUE);
        yield (value, out) -> out.addInt((int) reader.applyAsLong(value));
      }
      case INT8 -> {
        ToLongFunction<Object> reader = Numbers.wide(meaning, type);
        yield (value, out) -> out.addLong(reader.applyAsLong(value));
      }
      case FLOAT4 -> {
        ToDoubleFunction<Object> reader = Numbers.floats(meaning, type);
        yield (value, out) -> out.addFloat((float) reader.applyAsDouble(value));
      }
      case FLOAT8 -> {
        ToDoubleFunction<Object> reader = Numbers.doubles(meaning, type);
        yield (value, out) -> out.addDouble(reader.applyAsDouble(value));
      }
      case NUMERIC -> Decimals.encoder(meaning, type);
      case TEXT -> {
        TextForm form = texts.form(meaning, schema, type);
        yield (value, out) -> out.addUtf8(form.of(value));
      }
      case BYTEA -> Binaries.bytea(meaning, type);
      case DATE -> {
        ToLongFunction<Object> reader = temporals.dates(meaning, type);
        yield (value, out) -> TemporalEncoders.addDate(reader.applyAsLong(value), out);
      }
      case TIME -> {
        ToLongFunction<Object> reader = temporals.times(meaning, type);
        yield (value, out) -> TemporalEncoders.addTime(reader.applyAsLong(value), out);
      }
      case TIMESTAMP -> {
        ToLongFunction<Object> reader = temporals.timestamps(meaning, type);
        yield (value, out) -> TemporalEncoders.addTimestamp(reader.applyAsLong(value), out);
      }
      case TIMESTAMPTZ -> {
        ToLongFunction<Object> reader = temporals.instants(meaning, type);
        yield (value, out) -> TemporalEncoders.addTimestamp(reader.applyAsLong(value), out);
      }
      case UUID -> Binaries.uuid(meaning, type);
    };
  }
}

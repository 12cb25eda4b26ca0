// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * Reads values for dates, times and timestamps by arithmetic on their numbers: neither a calendar
 * nor the JVM's zone takes part. Dates are days since 1970-01-01, times micros since midnight,
 * timestamps micros since 2000-01-01 00:00; dates and timestamps may be infinite.
 */
final class Temporals {
  /**
   * What Debezium makes of infinity in a timestamp, in milliseconds and microseconds alike
   * (pgjdbc's PGStatement); in nanoseconds it is the greatest and least long.
   */
  private static final long DEBEZIUM_INFINITY = 9_223_372_036_825_200_000L;

  private static final long DEBEZIUM_NEGATIVE_INFINITY = -9_223_372_036_832_400_000L;

  /** What Debezium makes of infinity in a date, where it reads the text of the WAL. */
  private static final int DEBEZIUM_INFINITE_DAY = -2_147_472_692;

  private static final int DEBEZIUM_NEGATIVE_INFINITE_DAY = -2_147_472_691;

  private final WallClock clock;
  private final CountedTimes counted;

  /**
   * Reads by a clock and a unit.
   *
   * @param unit what whole numbers count, or empty for what Connect's types count
   */
  Temporals(WallClock clock, Optional<ChronoUnit> unit) {
    this.clock = clock;
    this.counted = new CountedTimes(unit, clock);
  }

  /** The clock of {@code timestamp.timezone}. */
  WallClock clock() {
    return clock;
  }

  /** Days since 1970-01-01. */
  ToLongFunction<Object> dates(Meaning meaning, PgType type) {
    return switch (meaning) {
      case DATE -> Epoch::day;
      case EPOCH_DAYS -> value -> epochDayOrInfinity(((Number) value).intValue());
      case INTEGER, DOUBLE, FLOAT -> counted(meaning, type, counted::date);
      case TEXT, ISO_DATE -> value -> IsoText.date((String) value);
      case STRUCTURED_DATE, MAP -> StructuredTimes::date;
      case INSTANT,
          LOCAL_MILLIS,
          LOCAL_MICROS,
          LOCAL_NANOS,
          ISO_TIMESTAMP,
          STRUCTURED_TIMESTAMP,
          STRUCTURED_ZONED_TIMESTAMP -> {
        ToLongFunction<Object> local = timestamps(meaning, type);
        yield value -> Epoch.midnight(local.applyAsLong(value));
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Micros since midnight, 24:00 at most. */
  ToLongFunction<Object> times(Meaning meaning, PgType type) {
    return switch (meaning) {
      case TIME -> value -> Epoch.timeOfMillis(((Date) value).getTime());
      case INTEGER, DOUBLE, FLOAT -> counted(meaning, type, counted::time);
      case TIME_MILLIS -> value -> Epoch.timeOfMicros(((Number) value).longValue() * 1000);
      case TIME_MICROS -> value -> Epoch.timeOfMicros(((Number) value).longValue());
      case TIME_NANOS ->
          value -> Epoch.timeOfMicros(Math.floorDiv(((Number) value).longValue(), 1000L));
      case ISO_TIME -> value -> IsoText.time((String) value).withoutZone();
      case TEXT, STRUCTURED_TIME, STRUCTURED_ZONED_TIME, MAP -> {
        Function<Object, ClockReading> readings = timeReadings(meaning);
        yield value -> shifted(readings.apply(value));
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** What the clock of {@code timestamp.timezone} shows. */
  ToLongFunction<Object> timestamps(Meaning meaning, PgType type) {
    return switch (meaning) {
      case LOCAL_MILLIS,
          LOCAL_MICROS,
          LOCAL_NANOS,
          ISO_TIMESTAMP,
          DATE,
          EPOCH_DAYS,
          ISO_DATE,
          STRUCTURED_DATE ->
          local(meaning, type);
      case INSTANT, INTEGER, DOUBLE, FLOAT -> {
        ToLongFunction<Object> instants = instants(meaning, type);
        yield value -> clock.wall(instants.applyAsLong(value));
      }
      case TEXT, STRUCTURED_TIMESTAMP, STRUCTURED_ZONED_TIMESTAMP, MAP -> {
        Function<Object, ClockReading> readings = timestampReadings(meaning);
        yield value -> {
          ClockReading reading = readings.apply(value);
          return Epoch.checked(
              reading.hasOffset() ? clock.wall(Epoch.checked(reading.instant())) : reading.local());
        };
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Instants in UTC. */
  ToLongFunction<Object> instants(Meaning meaning, PgType type) {
    return switch (meaning) {
      case INSTANT -> value -> Epoch.ofMillis(((Date) value).getTime());
      case INTEGER, DOUBLE, FLOAT -> counted(meaning, type, counted::instant);
      case LOCAL_MILLIS,
          LOCAL_MICROS,
          LOCAL_NANOS,
          ISO_TIMESTAMP,
          DATE,
          EPOCH_DAYS,
          ISO_DATE,
          STRUCTURED_DATE -> {
        ToLongFunction<Object> local = local(meaning, type);
        yield value -> clock.instant(local.applyAsLong(value));
      }
      case TEXT, STRUCTURED_TIMESTAMP, STRUCTURED_ZONED_TIMESTAMP, MAP -> {
        Function<Object, ClockReading> readings = timestampReadings(meaning);
        yield value -> {
          ClockReading reading = readings.apply(value);
          return Epoch.checked(
              reading.hasOffset()
                  ? reading.instant()
                  : clock.instant(Epoch.checked(reading.local())));
        };
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Times of day with the offset that they have, or else that of a clock that never changes. */
  Function<Object, ClockReading> zonedTimes(Meaning meaning, PgType type) {
    return switch (meaning) {
      case TEXT, STRUCTURED_TIME, STRUCTURED_ZONED_TIME, MAP -> {
        Function<Object, ClockReading> readings = timeReadings(meaning);
        yield value -> {
          ClockReading reading = readings.apply(value);
          return reading.hasOffset() ? reading : fixed(reading.local());
        };
      }
      default -> {
        ToLongFunction<Object> times = times(meaning, type);
        yield value -> fixed(times.applyAsLong(value));
      }
    };
  }

  /** Micros of a length of time; anything finer is cut off towards zero. */
  static ToLongFunction<Object> durations(Meaning meaning, PgType type) {
    return switch (meaning) {
      case DURATION_MICROS, TIME_MICROS -> value -> ((Number) value).longValue();
      case DURATION_NANOS, TIME_NANOS -> value -> ((Number) value).longValue() / 1000;
      case TIME_MILLIS -> value -> ((Number) value).longValue() * 1000;
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** A timestamp by its own clock. */
  static Function<Object, ClockReading> timestampReadings(Meaning meaning) {
    return meaning == Meaning.TEXT
        ? value -> IsoText.timestamp((String) value)
        : StructuredTimes::timestamp;
  }

  /** A time of day by its own clock. */
  static Function<Object, ClockReading> timeReadings(Meaning meaning) {
    return meaning == Meaning.TEXT ? value -> IsoText.time((String) value) : StructuredTimes::time;
  }

  private ToLongFunction<Object> local(Meaning meaning, PgType type) {
    return switch (meaning) {
      case LOCAL_MILLIS ->
          value -> {
            long millis = ((Number) value).longValue();
            long infinity = infinity(millis);
            return infinity != 0 ? infinity : Epoch.ofMillis(millis);
          };
      case LOCAL_MICROS ->
          value -> {
            long micros = ((Number) value).longValue();
            long infinity = infinity(micros);
            return infinity != 0 ? infinity : Epoch.ofMicros(micros);
          };
      case LOCAL_NANOS ->
          value -> {
            long nanos = ((Number) value).longValue();
            return nanos == Long.MAX_VALUE || nanos == Long.MIN_VALUE
                ? infinity(nanos > 0)
                : Epoch.ofNanos(nanos);
          };
      case ISO_TIMESTAMP -> value -> Epoch.checked(IsoText.timestamp((String) value).withoutZone());
      default -> {
        ToLongFunction<Object> dates = dates(meaning, type);
        yield value -> Epoch.startOf(dates.applyAsLong(value));
      }
    };
  }

  private static ToLongFunction<Object> counted(
      Meaning meaning, PgType type, LongUnaryOperator count) {
    ToLongFunction<Object> whole = Numbers.wide(meaning, type);
    return value -> count.applyAsLong(whole.applyAsLong(value));
  }

  private static long epochDayOrInfinity(int day) {
    return switch (day) {
      case Integer.MAX_VALUE, DEBEZIUM_INFINITE_DAY -> TemporalEncoders.INFINITY;
      case Integer.MIN_VALUE, DEBEZIUM_NEGATIVE_INFINITE_DAY -> -TemporalEncoders.INFINITY;
      default -> day;
    };
  }

  private static long infinity(long number) {
    return number == DEBEZIUM_INFINITY || number == DEBEZIUM_NEGATIVE_INFINITY
        ? infinity(number > 0)
        : 0;
  }

  private static long infinity(boolean positive) {
    return positive ? TemporalEncoders.INFINITY : -TemporalEncoders.INFINITY;
  }

  private ClockReading fixed(long local) {
    if (!clock.isFixed()) {
      throw new BadRecordException(
          "a time without an offset, and timestamp.timezone is no fixed offset: "
              + "timetz needs the offset in the text");
    }
    return new ClockReading(local, true, clock.offset(0));
  }

  private long shifted(ClockReading reading) {
    if (!reading.hasOffset()) {
      return reading.local();
    }
    if (!clock.isFixed()) {
      throw new BadRecordException(
          "a time with an offset, but timestamp.timezone is no fixed offset: the column must be"
              + " timetz");
    }
    long shift = clock.offset(0) - reading.offset();
    return shift == 0
        ? reading.local()
        : Math.floorMod(reading.local() + shift, TemporalEncoders.DAY_MICROS);
  }
}

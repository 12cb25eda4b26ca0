package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.util.Date;
import java.util.function.ToLongFunction;

/**
 * Reads values for dates, times and timestamps by arithmetic on their numbers: neither a calendar
 * nor the JVM's zone takes part. Dates are days since 1970-01-01, times micros since midnight,
 * timestamps micros since 2000-01-01 00:00; dates and timestamps may be infinite.
 *
 * <p>An integer means what Connect's logical type for the column would mean by it: days for a date,
 * milliseconds for a time or timestamp.
 */
final class Temporals {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long EPOCH_MILLIS = TemporalEncoders.EPOCH_DAYS * DAY_MILLIS;
  private static final long EPOCH_MICROS = EPOCH_MILLIS * 1000;

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

  Temporals(WallClock clock) {
    this.clock = clock;
  }

  /** Days since 1970-01-01. */
  ToLongFunction<Object> dates(Meaning meaning, PgType type) {
    return switch (meaning) {
      case DATE -> Temporals::epochDay;
      case EPOCH_DAYS -> value -> epochDayOrInfinity(((Number) value).intValue());
      case INTEGER ->
          value -> {
            long day = ((Number) value).longValue();
            TemporalEncoders.requireDate(day);
            return day;
          };
      case DOUBLE, FLOAT -> whole(Numbers.wide(meaning, type), TemporalEncoders::requireDate);
      case TEXT, ISO_DATE -> value -> IsoText.date((String) value);
      case INSTANT, LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS, ISO_TIMESTAMP -> {
        ToLongFunction<Object> local = timestamps(meaning, type);
        yield value -> midnight(local.applyAsLong(value));
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Micros since midnight, 24:00 at most. */
  ToLongFunction<Object> times(Meaning meaning, PgType type) {
    return switch (meaning) {
      case TIME -> value -> timeMillis(((Date) value).getTime());
      case INTEGER -> value -> timeMillis(((Number) value).longValue());
      case DOUBLE, FLOAT -> {
        ToLongFunction<Object> whole = Numbers.wide(meaning, type);
        yield value -> timeMillis(whole.applyAsLong(value));
      }
      case TIME_MILLIS -> value -> timeMicros(((Number) value).longValue() * 1000);
      case TIME_MICROS -> value -> timeMicros(((Number) value).longValue());
      case TIME_NANOS -> value -> timeMicros(Math.floorDiv(((Number) value).longValue(), 1000L));
      case ISO_TIME -> value -> IsoText.time((String) value).withoutZone();
      case TEXT ->
          value -> {
            IsoText.Reading reading = IsoText.time((String) value);
            return reading.hasOffset() ? shifted(reading) : reading.local();
          };
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** What the clock of {@code timestamp.timezone} shows. */
  ToLongFunction<Object> timestamps(Meaning meaning, PgType type) {
    return switch (meaning) {
      case LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS, ISO_TIMESTAMP, DATE, EPOCH_DAYS, ISO_DATE ->
          local(meaning, type);
      case INSTANT, INTEGER, DOUBLE, FLOAT -> {
        ToLongFunction<Object> instants = instants(meaning, type);
        yield value -> clock.wall(instants.applyAsLong(value));
      }
      case TEXT ->
          value -> {
            IsoText.Reading reading = IsoText.timestamp((String) value);
            return checked(
                reading.hasOffset() ? clock.wall(checked(reading.instant())) : reading.local());
          };
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Instants in UTC. */
  ToLongFunction<Object> instants(Meaning meaning, PgType type) {
    return switch (meaning) {
      case INSTANT -> value -> instant(((Date) value).getTime());
      case INTEGER -> value -> instant(((Number) value).longValue());
      case DOUBLE, FLOAT -> {
        ToLongFunction<Object> whole = Numbers.wide(meaning, type);
        yield value -> instant(whole.applyAsLong(value));
      }
      case LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS, ISO_TIMESTAMP, DATE, EPOCH_DAYS, ISO_DATE -> {
        ToLongFunction<Object> local = local(meaning, type);
        yield value -> clock.instant(local.applyAsLong(value));
      }
      case TEXT ->
          value -> {
            IsoText.Reading reading = IsoText.timestamp((String) value);
            return checked(
                reading.hasOffset() ? reading.instant() : clock.instant(checked(reading.local())));
          };
      default -> throw Refusals.unsuitable(meaning, type);
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

  private ToLongFunction<Object> local(Meaning meaning, PgType type) {
    return switch (meaning) {
      case LOCAL_MILLIS ->
          value -> {
            long millis = ((Number) value).longValue();
            long infinity = infinity(millis);
            return infinity != 0 ? infinity : instant(millis);
          };
      case LOCAL_MICROS ->
          value -> {
            long micros = ((Number) value).longValue();
            long infinity = infinity(micros);
            return infinity != 0 ? infinity : sinceEpoch(micros);
          };
      case LOCAL_NANOS ->
          value -> {
            long nanos = ((Number) value).longValue();
            return nanos == Long.MAX_VALUE || nanos == Long.MIN_VALUE
                ? infinity(nanos > 0)
                : Math.floorDiv(nanos, 1000L) - EPOCH_MICROS;
          };
      case ISO_TIMESTAMP -> value -> checked(IsoText.timestamp((String) value).withoutZone());
      default -> {
        ToLongFunction<Object> dates = dates(meaning, type);
        yield value -> startOf(dates.applyAsLong(value));
      }
    };
  }

  /** The day of a Connect Date; a time of day in it is refused. */
  static long epochDay(Object value) {
    long millis = ((Date) value).getTime();
    long day = Math.floorDiv(millis, DAY_MILLIS);
    if (day * DAY_MILLIS != millis) {
      throw timeOfDay();
    }
    return day;
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

  private static long instant(long epochMillis) {
    // wraps around to a number that is refused all the same
    long millis = epochMillis - EPOCH_MILLIS;
    if (Math.abs(millis) > Long.MAX_VALUE / 1000 || millis == Long.MIN_VALUE) {
      TemporalEncoders.requireTimestamp(Long.MAX_VALUE);
    }
    return checked(millis * 1000);
  }

  private static long sinceEpoch(long epochMicros) {
    if (epochMicros < Long.MIN_VALUE + EPOCH_MICROS) {
      TemporalEncoders.requireTimestamp(Long.MIN_VALUE);
    }
    return checked(epochMicros - EPOCH_MICROS);
  }

  /** Infinity apart, nothing outside PostgreSQL's range leaves this class. */
  private static long checked(long micros) {
    if (!TemporalEncoders.isInfinite(micros)) {
      TemporalEncoders.requireTimestamp(micros);
    }
    return micros;
  }

  private static long startOf(long epochDay) {
    if (TemporalEncoders.isInfinite(epochDay)) {
      return epochDay;
    }
    long limit = Long.MAX_VALUE / TemporalEncoders.DAY_MICROS;
    long day = epochDay - TemporalEncoders.EPOCH_DAYS;
    if (Math.abs(day) > limit) {
      TemporalEncoders.requireTimestamp(Long.MAX_VALUE);
    }
    return checked(day * TemporalEncoders.DAY_MICROS);
  }

  private static long midnight(long micros) {
    if (TemporalEncoders.isInfinite(micros)) {
      return micros;
    }
    if (Math.floorMod(micros, TemporalEncoders.DAY_MICROS) != 0) {
      throw timeOfDay();
    }
    return Math.floorDiv(micros, TemporalEncoders.DAY_MICROS) + TemporalEncoders.EPOCH_DAYS;
  }

  private static long timeMillis(long millis) {
    if (millis < 0 || millis >= DAY_MILLIS) {
      throw new BadRecordException("the time of day is outside 00:00 to 24:00");
    }
    return millis * 1000;
  }

  private static long timeMicros(long micros) {
    TemporalEncoders.requireTime(micros);
    return micros;
  }

  private long shifted(IsoText.Reading reading) {
    if (!clock.isFixed()) {
      throw new BadRecordException(
          "a time with an offset, but timestamp.timezone is no fixed offset: the column must be timetz");
    }
    long shift = clock.offset(0) - reading.offset();
    return shift == 0
        ? reading.local()
        : Math.floorMod(reading.local() + shift, TemporalEncoders.DAY_MICROS);
  }

  private interface Check {
    void require(long value);
  }

  private static ToLongFunction<Object> whole(ToLongFunction<Object> reader, Check check) {
    return value -> {
      long number = reader.applyAsLong(value);
      check.require(number);
      return number;
    };
  }

  static BadRecordException timeOfDay() {
    return new BadRecordException("the value has a time of day, which a date can't hold");
  }
}

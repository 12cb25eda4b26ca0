// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.util.Date;

/**
 * Arithmetic between counts since 1970 and those of {@link Temporals}: micros since 2000-01-01 for
 * timestamps, days since 1970-01-01 for dates, micros since midnight for times. Infinity apart,
 * nothing outside PostgreSQL's range leaves this class.
 */
final class Epoch {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long MILLIS = TemporalEncoders.EPOCH_DAYS * DAY_MILLIS;
  private static final long MICROS = MILLIS * 1000;

  private Epoch() {}

  /** The timestamp of milliseconds since 1970. */
  static long ofMillis(long epochMillis) {
    // wraps around to a number that is refused all the same
    long millis = epochMillis - MILLIS;
    if (Math.abs(millis) > Long.MAX_VALUE / 1000 || millis == Long.MIN_VALUE) {
      TemporalEncoders.requireTimestamp(Long.MAX_VALUE);
    }
    return checked(millis * 1000);
  }

  /** The timestamp of microseconds since 1970. */
  static long ofMicros(long epochMicros) {
    if (epochMicros < Long.MIN_VALUE + MICROS) {
      TemporalEncoders.requireTimestamp(Long.MIN_VALUE);
    }
    return checked(epochMicros - MICROS);
  }

  /** The timestamp of nanoseconds since 1970; what is finer than a microsecond is cut off. */
  static long ofNanos(long epochNanos) {
    return Math.floorDiv(epochNanos, 1000L) - MICROS;
  }

  /** The timestamp, unless PostgreSQL has none so far away. Infinity stays. */
  static long checked(long micros) {
    if (!TemporalEncoders.isInfinite(micros)) {
      TemporalEncoders.requireTimestamp(micros);
    }
    return micros;
  }

  /** The first moment of a day. */
  static long startOf(long epochDay) {
    return TemporalEncoders.isInfinite(epochDay)
        ? epochDay
        : checked(ClockReading.micros(epochDay, 0));
  }

  /** The day of a timestamp at midnight; a time of day is refused. */
  static long midnight(long micros) {
    if (TemporalEncoders.isInfinite(micros)) {
      return micros;
    }
    if (Math.floorMod(micros, TemporalEncoders.DAY_MICROS) != 0) {
      throw CivilDate.timeOfDay();
    }
    return Math.floorDiv(micros, TemporalEncoders.DAY_MICROS) + TemporalEncoders.EPOCH_DAYS;
  }

  /** The day of a Connect Date; a time of day in it is refused. */
  static long day(Object value) {
    long millis = ((Date) value).getTime();
    long day = Math.floorDiv(millis, DAY_MILLIS);
    if (day * DAY_MILLIS != millis) {
      throw CivilDate.timeOfDay();
    }
    return day;
  }

  /** The time of milliseconds since midnight. */
  static long timeOfMillis(long millis) {
    if (millis < 0 || millis >= DAY_MILLIS) {
      throw new BadRecordException("the time of day is outside 00:00 to 24:00");
    }
    return millis * 1000;
  }

  /** The time of microseconds since midnight. */
  static long timeOfMicros(long micros) {
    TemporalEncoders.requireTime(micros);
    return micros;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What whole numbers without a semantic type count in date and time columns: the unit of the option
 * {@code timestamp.units}, or else what Connect's types for the column count, days and
 * milliseconds.
 *
 * <p>Nobody who means milliseconds writes a date after the year 9999; a number that would be one
 * counts something finer, and is refused unless the option says what.
 */
final class CountedTimes {
  /** The last millisecond of the year 9999. */
  private static final long LAST_MILLIS = 253_402_300_799_999L;

  /** The last day of the year 9999. */
  private static final long LAST_DAY = 2_932_896L;

  /** PostgreSQL's last second. */
  private static final long MOST_SECONDS = 9_224_318_016_000L;

  private static final long DAY_MILLIS = 86_400_000L;
  private static final long SECOND_MICROS = 1_000_000L;

  private final Optional<ChronoUnit> unit;
  private final WallClock clock;

  CountedTimes(Optional<ChronoUnit> unit, WallClock clock) {
    this.unit = unit;
    this.clock = clock;
  }

  /** An instant, in micros since 2000. */
  long instant(long number) {
    if (unit.isEmpty()) {
      if (number > LAST_MILLIS || number < -LAST_MILLIS) {
        throw unclear(
            Math.abs(number / 1000) > MOST_SECONDS
                ? "timestamp is outside PostgreSQL's range as milliseconds since 1970"
                : "number would be after the year 9999 as milliseconds since 1970");
      }
      return Epoch.ofMillis(number);
    }
    return switch (unit.get()) {
      case SECONDS -> Epoch.ofMicros(seconds(number));
      case MILLIS -> Epoch.ofMillis(number);
      case MICROS -> Epoch.ofMicros(number);
      default -> Epoch.ofNanos(number);
    };
  }

  /** A time of day, in micros since midnight. */
  long time(long number) {
    if (unit.isEmpty()) {
      if (number > TemporalEncoders.DAY_MICROS / 1000) {
        throw unclear("number is no time of day as milliseconds since midnight");
      }
      return Epoch.timeOfMillis(number);
    }
    return switch (unit.get()) {
      case SECONDS -> Epoch.timeOfMicros(seconds(number));
      case MILLIS -> Epoch.timeOfMillis(number);
      case MICROS -> Epoch.timeOfMicros(number);
      default -> Epoch.timeOfMicros(Math.floorDiv(number, 1000L));
    };
  }

  /**
   * A date, in days since 1970. Without a unit a number that is no day before the year 10000 is
   * taken for milliseconds: no midnight in milliseconds is such a day, but for 1970-01-01, which is
   * 0 in both.
   */
  long date(long number) {
    if (unit.isEmpty() && number >= -LAST_DAY && number <= LAST_DAY) {
      TemporalEncoders.requireDate(number);
      return number;
    }
    if (unit.isPresent()) {
      return Epoch.midnight(clock.wall(instant(number)));
    }
    if (number > LAST_MILLIS || number < -LAST_MILLIS || number % DAY_MILLIS != 0) {
      throw unclear(
          "number is no date up to the year 9999, neither as days nor as milliseconds since 1970");
    }
    return Epoch.midnight(Epoch.ofMillis(number));
  }

  private static long seconds(long number) {
    if (Math.abs(number) > Long.MAX_VALUE / SECOND_MICROS || number == Long.MIN_VALUE) {
      TemporalEncoders.requireTimestamp(Long.MAX_VALUE);
    }
    return number * SECOND_MICROS;
  }

  private static BadRecordException unclear(String meant) {
    return new BadRecordException(
        ("the %s: set timestamp.units to what it counts, for example"
                + " timestamp.units=created_at:us")
            .formatted(meant));
  }
}

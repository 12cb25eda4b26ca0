// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * What a value says that a clock shows: a point in time by the value's own clock.
 *
 * @param local micros since 2000-01-01 00:00, since midnight for a time of day, or infinity
 * @param hasOffset whether the value has an offset
 * @param offset micros that the clock is ahead of UTC, 0 without an offset
 */
record ClockReading(long local, boolean hasOffset, long offset) {
  /** Greater ones are none for PostgreSQL. */
  static final long MAX_OFFSET_SECONDS = 15 * 3600 + 59 * 60 + 59;

  private static final long SECOND_MICROS = 1_000_000L;
  private static final long EPOCH_SECONDS = TemporalEncoders.EPOCH_DAYS * 86_400L;

  /** More days overflow a long of microseconds; the time of the last day still fits. */
  private static final long MAX_DAYS = Long.MAX_VALUE / TemporalEncoders.DAY_MICROS - 1;

  /** A reading of a clock whose zone nobody names. */
  static ClockReading local(long local) {
    return new ClockReading(local, false, 0);
  }

  /**
   * A reading of a clock in a zone. Where the clock shows it twice the later one is meant, and
   * where it was put forward over it the clock of before: so PostgreSQL decides for the names of
   * zones.
   */
  static ClockReading in(ZoneRules zone, long local) {
    long seconds = Math.floorDiv(local, SECOND_MICROS) + EPOCH_SECONDS;
    LocalDateTime shown = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    List<ZoneOffset> offsets = zone.getValidOffsets(shown);
    ZoneOffset offset =
        offsets.isEmpty()
            ? zone.getTransition(shown).getOffsetBefore()
            : offsets.get(offsets.size() - 1);
    return new ClockReading(local, true, offset.getTotalSeconds() * SECOND_MICROS);
  }

  /** Micros since 2000-01-01 00:00 of a time on a day since 1970-01-01. */
  static long micros(long epochDay, long timeOfDay) {
    long day = epochDay - TemporalEncoders.EPOCH_DAYS;
    if (Math.abs(day) > MAX_DAYS) {
      TemporalEncoders.requireTimestamp(Long.MAX_VALUE);
    }
    return day * TemporalEncoders.DAY_MICROS + timeOfDay;
  }

  long instant() {
    return local - offset;
  }

  /** What Debezium's ISO types mean, which mark a clock without zone with Z. */
  long withoutZone() {
    if (offset != 0) {
      throw new BadRecordException("the text is no date or time in ISO 8601 without an offset");
    }
    return local;
  }
}

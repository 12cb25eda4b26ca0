// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.BadRecordException;

/**
 * Writes {@code date}, {@code time}, {@code timestamp} and {@code timestamptz} elements from the
 * Unix epoch. PostgreSQL counts from 2000-01-01: dates as int32 days, timestamps as int64
 * microseconds; both are proleptic Gregorian. The extreme values mean infinity, so what lies
 * outside PostgreSQL's range is refused here and never becomes infinity.
 */
public final class TemporalEncoders {
  /** PostgreSQL's {@code infinity} as days or microseconds; its negative is {@code -infinity}. */
  public static final long INFINITY = Long.MAX_VALUE;

  /** Microseconds of a day. */
  public static final long DAY_MICROS = 86_400_000_000L;

  /** Days from 1970-01-01 to 2000-01-01. */
  public static final int EPOCH_DAYS = 10_957;

  /** 4714-11-24 BC, Julian day 0. */
  private static final long MIN_DAY = -2_451_545L + EPOCH_DAYS;

  /** 5874897-12-31. */
  private static final long MAX_DAY = 2_147_483_493L - 2_451_545L + EPOCH_DAYS;

  /** The first microsecond of 4714-11-24 BC. */
  private static final long MIN_MICROS = -211_813_488_000_000_000L;

  /** The first microsecond of the year 294277. */
  private static final long END_MICROS = 9_223_371_331_200_000_000L;

  private TemporalEncoders() {}

  /** Appends a date, in days since 1970-01-01, or {@link #INFINITY} or its negative. */
  public static void addDate(long epochDay, BinaryArray out) {
    if (isInfinite(epochDay)) {
      out.addInt(epochDay > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE);
      return;
    }
    requireDate(epochDay);
    out.addInt((int) (epochDay - EPOCH_DAYS));
  }

  /** Appends a time, in microseconds since midnight; 24:00:00 is allowed. */
  public static void addTime(long micros, BinaryArray out) {
    requireTime(micros);
    out.addLong(micros);
  }

  /**
   * Appends a timestamp with or without time zone, in microseconds since 2000-01-01 00:00, or
   * {@link #INFINITY} or its negative. (Counted from 1970 the last years would not fit a long.)
   */
  public static void addTimestamp(long micros, BinaryArray out) {
    if (isInfinite(micros)) {
      out.addLong(micros > 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
      return;
    }
    requireTimestamp(micros);
    out.addLong(micros);
  }

  /** Whether a date or timestamp is {@link #INFINITY} or its negative. */
  public static boolean isInfinite(long value) {
    return value == INFINITY || value == -INFINITY;
  }

  /** Refuses a date outside 4714-11-24 BC to 5874897-12-31, infinity too. */
  public static void requireDate(long epochDay) {
    if (epochDay < MIN_DAY || epochDay > MAX_DAY) {
      throw new BadRecordException("the date is outside PostgreSQL's range, 4714 BC to 5874897");
    }
  }

  /** Refuses a time outside 00:00 to 24:00. */
  public static void requireTime(long micros) {
    if (micros < 0 || micros > DAY_MICROS) {
      throw new BadRecordException("the time of day is outside 00:00 to 24:00");
    }
  }

  /** Refuses a timestamp outside 4714-11-24 BC to 294276-12-31, infinity too. */
  public static void requireTimestamp(long micros) {
    if (micros < MIN_MICROS || micros >= END_MICROS) {
      throw new BadRecordException(
          "the timestamp is outside PostgreSQL's range, 4714 BC to 294276");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;

/**
 * Dates and times as text: as PostgreSQL reads and prints them (a space between date and time, BC
 * behind), and in ISO 8601 for text and JSON (a T between, negative years). Numbers are those of
 * {@link Temporals}.
 */
final class TemporalText {
  private static final long SECOND_MICROS = 1_000_000L;

  private TemporalText() {}

  static String date(long epochDay) {
    if (TemporalEncoders.isInfinite(epochDay)) {
      return infinity(epochDay);
    }
    TemporalEncoders.requireDate(epochDay);
    CivilDate date = CivilDate.of(epochDay);
    StringBuilder out = new StringBuilder(16);
    date.append(shownYear(date), out);
    return out.append(era(date)).toString();
  }

  static String time(long micros) {
    TemporalEncoders.requireTime(micros);
    StringBuilder out = new StringBuilder(16);
    appendTime(micros, out);
    return out.toString();
  }

  /** A time of day with its offset. */
  static String zonedTime(ClockReading reading) {
    return time(reading.local()) + offset(reading.offset());
  }

  /** A timestamp in ISO 8601 by its own clock, with its offset; Z for UTC. */
  static String isoTimestamp(ClockReading reading) {
    if (!reading.hasOffset()) {
      return isoTimestamp(reading.local(), "");
    }
    return isoTimestamp(reading.local(), reading.offset() == 0 ? "Z" : offset(reading.offset()));
  }

  /** A timestamp without time zone, or with the given suffix as its offset. */
  static String timestamp(long micros, String offset) {
    if (TemporalEncoders.isInfinite(micros)) {
      return infinity(micros);
    }
    TemporalEncoders.requireTimestamp(micros);
    CivilDate date = CivilDate.of(epochDay(micros));
    StringBuilder out = new StringBuilder(40);
    date.append(shownYear(date), out);
    out.append(' ');
    appendTime(timeOfDay(micros), out);
    return out.append(offset).append(era(date)).toString();
  }

  static String isoDate(long epochDay) {
    if (TemporalEncoders.isInfinite(epochDay)) {
      return infinity(epochDay);
    }
    StringBuilder out = new StringBuilder(16);
    appendIsoDate(epochDay, out);
    return out.toString();
  }

  /** A timestamp in ISO 8601; the suffix is Z for instants, empty otherwise. */
  static String isoTimestamp(long micros, String suffix) {
    if (TemporalEncoders.isInfinite(micros)) {
      return infinity(micros);
    }
    StringBuilder out = new StringBuilder(32);
    appendIsoDate(epochDay(micros), out);
    out.append('T');
    appendTime(timeOfDay(micros), out);
    return out.append(suffix).toString();
  }

  /** An offset from UTC as PostgreSQL reads it: +00, -05:30. */
  static String offset(long micros) {
    long seconds = Math.abs(micros) / SECOND_MICROS;
    StringBuilder out = new StringBuilder(9).append(micros < 0 ? '-' : '+');
    CivilDate.twoDigits(seconds / 3600, out);
    out.append(':');
    CivilDate.twoDigits(seconds / 60 % 60, out);
    if (seconds % 60 != 0) {
      out.append(':');
      CivilDate.twoDigits(seconds % 60, out);
    }
    return out.toString();
  }

  /** A duration in ISO 8601, in hours, minutes and seconds. */
  static String duration(long micros) {
    // the negative side has the greater range
    long rest = micros > 0 ? -micros : micros;
    String sign = micros < 0 ? "-" : "";
    long seconds = rest / SECOND_MICROS;
    StringBuilder out = new StringBuilder(32).append("PT");
    out.append(sign).append(-(seconds / 3600)).append('H');
    out.append(sign).append(-(seconds / 60 % 60)).append('M');
    out.append(sign).append(-(seconds % 60));
    appendFraction(-(rest % SECOND_MICROS), out);
    return out.append('S').toString();
  }

  private static void appendIsoDate(long epochDay, StringBuilder out) {
    CivilDate date = CivilDate.of(epochDay);
    if (date.year() < 0) {
      out.append('-');
    }
    date.append(Math.abs(date.year()), out);
  }

  private static void appendTime(long micros, StringBuilder out) {
    long seconds = micros / SECOND_MICROS;
    CivilDate.twoDigits(seconds / 3600, out);
    out.append(':');
    CivilDate.twoDigits(seconds / 60 % 60, out);
    out.append(':');
    CivilDate.twoDigits(seconds % 60, out);
    appendFraction(micros % SECOND_MICROS, out);
  }

  static void appendFraction(long micros, StringBuilder out) {
    if (micros == 0) {
      return;
    }
    out.append('.');
    long rest = micros;
    for (long power = SECOND_MICROS / 10; rest > 0; power /= 10) {
      out.append((char) ('0' + rest / power));
      rest %= power;
    }
  }

  private static long epochDay(long micros) {
    return Math.floorDiv(micros, TemporalEncoders.DAY_MICROS) + TemporalEncoders.EPOCH_DAYS;
  }

  private static long timeOfDay(long micros) {
    return Math.floorMod(micros, TemporalEncoders.DAY_MICROS);
  }

  private static long shownYear(CivilDate date) {
    return date.year() > 0 ? date.year() : 1 - date.year();
  }

  private static String era(CivilDate date) {
    return date.year() > 0 ? "" : " BC";
  }

  private static String infinity(long value) {
    return value > 0 ? "infinity" : "-infinity";
  }
}

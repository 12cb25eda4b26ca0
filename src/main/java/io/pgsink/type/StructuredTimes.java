// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads Debezium's structured dates and times, whose parts are fields of their own, from Structs
 * and from Maps: {@code year month day hour minute second}, with {@code nanos} or {@code
 * picoseconds}, {@code offsetSeconds} and {@code zoneId} where there is a zone, {@code
 * specialValue} for infinity. What is finer than a microsecond is cut off.
 */
final class StructuredTimes {
  private static final long SECOND_MICROS = 1_000_000L;

  /** Far beyond PostgreSQL's last, and its days fit a long. */
  private static final long MAX_YEAR = 10_000_000L;

  /** A longer one overflows a long of microseconds, with whatever fraction. */
  private static final long MAX_SECONDS = 9_000_000_000_000L;

  private static final List<String> DURATION =
      List.of("years", "months", "days", "hours", "minutes", "seconds", "nanos", "picoseconds");

  private static final String OFFSET = "offsetSeconds";

  private StructuredTimes() {}

  /** Days since 1970-01-01, or infinity; a time of day must be midnight. */
  static long date(Object value) {
    long infinity = infinity(value);
    if (infinity != 0) {
      return infinity;
    }
    if (timeOfDay(value, /* fallback= */ 0) != 0) {
      throw CivilDate.timeOfDay();
    }
    return day(value);
  }

  /** A time of day, with an offset where the value has one. */
  static ClockReading time(Object value) {
    if (infinity(value) != 0) {
      throw new BadRecordException("a time of day can't be infinite");
    }
    return new ClockReading(
        timeOfDay(value, /* fallback= */ -1), has(value, OFFSET), offset(value));
  }

  /** A timestamp: a value of a kind that has an offset is in UTC when it says nothing about it. */
  static ClockReading timestamp(Object value) {
    long infinity = infinity(value);
    if (infinity != 0) {
      return ClockReading.local(infinity);
    }
    long local = ClockReading.micros(day(value), timeOfDay(value, /* fallback= */ -1));
    Object zone = Structs.member(value, "zoneId");
    if (Structs.member(value, OFFSET) == null && zone != null) {
      ZoneRules rules =
          ZoneNames.rules(zone.toString())
              .orElseThrow(() -> new BadRecordException("the zoneId is no time zone"));
      return ClockReading.in(rules, local);
    }
    return new ClockReading(local, has(value, OFFSET), offset(value));
  }

  /** A duration in ISO 8601, whose parts keep their own signs. */
  static String duration(Object value) {
    if (DURATION.stream().allMatch(part -> Structs.member(value, part) == null)) {
      throw new BadRecordException("the value has no part of a duration");
    }
    StringBuilder out = new StringBuilder(48).append('P');
    out.append(part(value, "years")).append('Y');
    out.append(part(value, "months")).append('M');
    out.append(part(value, "days")).append("DT");
    out.append(part(value, "hours")).append('H');
    out.append(part(value, "minutes")).append('M');
    long seconds = part(value, "seconds");
    if (seconds > MAX_SECONDS || seconds < -MAX_SECONDS) {
      throw new BadRecordException("the duration is longer than PostgreSQL can hold");
    }
    long micros = seconds * SECOND_MICROS + fraction(value);
    long rest = Math.abs(micros);
    out.append(micros < 0 ? "-" : "").append(rest / SECOND_MICROS);
    TemporalText.appendFraction(rest % SECOND_MICROS, out);
    return out.append('S').toString();
  }

  private static long day(Object value) {
    long year = required(value, "year");
    long month = required(value, "month");
    long dayOfMonth = required(value, "day");
    if (Math.abs(year) > MAX_YEAR || !CivilDate.exists(year, month, dayOfMonth)) {
      throw new BadRecordException("there is no such date");
    }
    return CivilDate.epochDay(year, (int) month, (int) dayOfMonth);
  }

  /** Micros since midnight; a fallback that isn't negative stands for a missing hour. */
  private static long timeOfDay(Object value, long fallback) {
    if (fallback >= 0 && Structs.member(value, "hour") == null) {
      return fallback;
    }
    long hour = required(value, "hour");
    long minute = required(value, "minute");
    long second = part(value, "second");
    if (second == 60) {
      throw CivilDate.leapSecond();
    }
    long fraction = fraction(value);
    boolean possible =
        hour >= 0
            && hour <= 24
            && minute >= 0
            && minute <= 59
            && second >= 0
            && second <= 59
            && fraction >= 0
            && fraction < SECOND_MICROS;
    if (!possible) {
      throw new BadRecordException("there is no such time of day");
    }
    long micros = ((hour * 60 + minute) * 60 + second) * SECOND_MICROS + fraction;
    TemporalEncoders.requireTime(micros);
    return micros;
  }

  private static long fraction(Object value) {
    return has(value, "picoseconds")
        ? part(value, "picoseconds") / SECOND_MICROS
        : part(value, "nanos") / 1000;
  }

  private static long offset(Object value) {
    long seconds = part(value, OFFSET);
    if (Math.abs(seconds) > ClockReading.MAX_OFFSET_SECONDS) {
      throw new BadRecordException("the offset is greater than any clock's");
    }
    return seconds * SECOND_MICROS;
  }

  private static long infinity(Object value) {
    Object special = Structs.member(value, "specialValue");
    if (special == null) {
      return 0;
    }
    return switch (special.toString()) {
      case "POSITIVE_INFINITY" -> TemporalEncoders.INFINITY;
      case "NEGATIVE_INFINITY" -> -TemporalEncoders.INFINITY;
      default -> throw new BadRecordException("the specialValue is none that PostgreSQL has");
    };
  }

  private static long required(Object value, String name) {
    if (Structs.member(value, name) == null) {
      throw new BadRecordException("the value lacks the field \"" + name + "\" of a date or time");
    }
    return part(value, name);
  }

  /** A part's number, 0 where it is missing. */
  private static long part(Object value, String name) {
    Object part = Structs.member(value, name);
    if (part == null) {
      return 0;
    }
    boolean whole =
        part instanceof Long
            || part instanceof Integer
            || part instanceof Short
            || part instanceof Byte;
    if (!whole) {
      throw new BadRecordException("the field \"" + name + "\" is no whole number");
    }
    return ((Number) part).longValue();
  }

  private static boolean has(Object value, String name) {
    return value instanceof Struct struct
        ? struct.schema().field(name) != null
        : ((Map<?, ?>) value).containsKey(name);
  }
}

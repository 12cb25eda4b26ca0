package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;

/**
 * Reads dates and times in ISO 8601 and as PostgreSQL prints them:
 *
 * <pre>
 *   [+|-]YYYY-MM-DD[Z][ BC]
 *   HH:MM[:SS[.fraction]][offset]
 *   date(T|space)time[offset][ BC]
 *   infinity, -infinity           for dates and timestamps
 *   offset: Z or (+|-)HH[[:]MM[[:]SS]]
 * </pre>
 *
 * <p>The calendar is proleptic Gregorian; a signed year is astronomical (0 is 1 BC). Digits beyond
 * the microsecond are dropped. 24:00:00 is the end of the day; the second 60 is refused, because
 * PostgreSQL would silently make it the next minute.
 */
final class IsoText {
  private static final long SECOND_MICROS = 1_000_000L;
  private static final long MAX_OFFSET_SECONDS = 15 * 3600 + 59 * 60 + 59;

  /** More days overflow a long of microseconds; the time of the last day still fits. */
  private static final long MAX_DAYS = Long.MAX_VALUE / TemporalEncoders.DAY_MICROS - 1;

  private final String text;
  private int position;
  private long day;
  private long micros;
  private boolean hasOffset;
  private long offset;

  private IsoText(String text) {
    this.text = text;
  }

  /**
   * A point in time by the text's own clock.
   *
   * @param local micros since 2000-01-01 00:00, since midnight for a time of day, or infinity
   * @param hasOffset whether the text has an offset
   * @param offset micros that the clock is ahead of UTC, 0 without an offset
   */
  record Reading(long local, boolean hasOffset, long offset) {
    long instant() {
      return local - offset;
    }

    /** What Debezium's ISO types mean, which mark a clock without zone with Z. */
    long withoutZone() {
      if (offset != 0) {
        throw invalid();
      }
      return local;
    }
  }

  /** Reads a timestamp; a date alone means its midnight. */
  static Reading timestamp(String text) {
    long infinity = infinity(text);
    if (infinity != 0) {
      return new Reading(infinity, false, 0);
    }
    IsoText iso = new IsoText(text);
    iso.dateAndTime();
    long day = iso.day - TemporalEncoders.EPOCH_DAYS;
    if (Math.abs(day) > MAX_DAYS) {
      TemporalEncoders.requireTimestamp(Long.MAX_VALUE);
    }
    return new Reading(day * TemporalEncoders.DAY_MICROS + iso.micros, iso.hasOffset, iso.offset);
  }

  /** Reads a date as days since 1970-01-01, or infinity; a time of day must be midnight. */
  static long date(String text) {
    long infinity = infinity(text);
    if (infinity != 0) {
      return infinity;
    }
    IsoText iso = new IsoText(text);
    iso.dateAndTime();
    if (iso.micros != 0) {
      throw Temporals.timeOfDay();
    }
    return iso.day;
  }

  /** Reads a time of day. */
  static Reading time(String text) {
    IsoText iso = new IsoText(text);
    iso.time();
    iso.offset();
    iso.end();
    return new Reading(iso.micros, iso.hasOffset, iso.offset);
  }

  private static long infinity(String text) {
    return switch (text) {
      case "infinity", "Infinity" -> TemporalEncoders.INFINITY;
      case "-infinity", "-Infinity" -> -TemporalEncoders.INFINITY;
      default -> 0;
    };
  }

  private void dateAndTime() {
    char sign = peek();
    boolean signed = sign == '-' || sign == '+';
    if (signed) {
      position++;
    }
    long year = year();
    expect('-');
    int month = twoDigits();
    expect('-');
    int dayOfMonth = twoDigits();
    char separator = peek();
    if (separator == 'T' || separator == 't' || separator == ' ' && isDigit(at(position + 1))) {
      position++;
      time();
      offset();
    } else if (separator == 'Z') {
      offset();
    }
    if (!signed && text.startsWith(" BC", position)) {
      position += 3;
      year = 1 - year;
    }
    end();
    if (sign == '-') {
      year = -year;
    }
    day = CivilDate.epochDay(year, month, dayOfMonth);
  }

  private long year() {
    int from = position;
    long year = 0;
    while (isDigit(peek()) && position - from < 7) {
      year = year * 10 + text.charAt(position++) - '0';
    }
    if (position - from < 4) {
      throw invalid();
    }
    return year;
  }

  private void time() {
    int hour = twoDigits();
    expect(':');
    int minute = twoDigits();
    int second = 0;
    long fraction = 0;
    if (peek() == ':') {
      position++;
      second = twoDigits();
      if (peek() == '.' || peek() == ',') {
        position++;
        fraction = fraction();
      }
    }
    micros = ((hour * 60L + minute) * 60 + second) * SECOND_MICROS + fraction;
    if (second == 60) {
      throw new BadRecordException("the time is a leap second, which PostgreSQL can't hold");
    }
    if (minute > 59 || second > 60 || micros > TemporalEncoders.DAY_MICROS) {
      throw invalid();
    }
  }

  private long fraction() {
    long fraction = 0;
    int from = position;
    while (isDigit(peek())) {
      if (position - from < 6) {
        fraction = fraction * 10 + text.charAt(position) - '0';
      }
      position++;
    }
    int digits = position - from;
    if (digits == 0) {
      throw invalid();
    }
    for (int i = digits; i < 6; i++) {
      fraction *= 10;
    }
    return fraction;
  }

  private void offset() {
    char sign = peek();
    if (sign == 'Z' || sign == 'z') {
      position++;
      hasOffset = true;
      return;
    }
    if (sign != '+' && sign != '-') {
      return;
    }
    position++;
    hasOffset = true;
    int hours = twoDigits();
    int minutes = offsetPart();
    int seconds = offsetPart();
    long total = (hours * 60L + minutes) * 60 + seconds;
    if (minutes > 59 || seconds > 59 || total > MAX_OFFSET_SECONDS) {
      throw invalid();
    }
    offset = (sign == '-' ? -total : total) * SECOND_MICROS;
  }

  private int offsetPart() {
    if (peek() == ':') {
      position++;
      return twoDigits();
    }
    return isDigit(peek()) ? twoDigits() : 0;
  }

  private int twoDigits() {
    char tens = at(position);
    char ones = at(position + 1);
    if (!isDigit(tens) || !isDigit(ones)) {
      throw invalid();
    }
    position += 2;
    return (tens - '0') * 10 + ones - '0';
  }

  private void expect(char expected) {
    if (peek() != expected) {
      throw invalid();
    }
    position++;
  }

  private void end() {
    if (position != text.length()) {
      throw invalid();
    }
  }

  private char peek() {
    return at(position);
  }

  private char at(int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static BadRecordException invalid() {
    return new BadRecordException("the text is no date or time in ISO 8601");
  }
}

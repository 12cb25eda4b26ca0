// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.time.zone.ZoneRules;
import java.util.Locale;

/**
 * Reads dates and times in ISO 8601, as PostgreSQL prints them, and in the other forms that
 * PostgreSQL reads and that have one meaning only:
 *
 * <pre>
 *   [+|-]YYYY-M[M]-D[D]                  or with slashes
 *   H[H]:MM[:SS[.fraction]] [AM|PM]
 *   date(T|space)time
 *   behind them, in any order: an offset or the name of a zone, and BC or AD
 *   infinity, -infinity                  for dates and timestamps
 *   offset: Z or (+|-)H[H][[:]MM[[:]SS]]
 * </pre>
 *
 * <p>The calendar is proleptic Gregorian; a signed year is astronomical (0 is 1 BC). Digits beyond
 * the microsecond are dropped. 24:00:00 is the end of the day; the second 60 is refused, because
 * PostgreSQL would silently make it the next minute.
 */
final class IsoText {
  private static final long SECOND_MICROS = 1_000_000L;

  private final String text;
  private int position;
  private long year;
  private int month;
  private int dayOfMonth;
  private boolean signed;
  private boolean hasEra;
  private long hour;
  private long rest;
  private boolean hasTime;
  private boolean hasHalf;
  private boolean hasOffset;
  private long offset;
  private ZoneRules zone;

  private IsoText(String text) {
    this.text = text;
  }

  /** Reads a timestamp; a date alone means its midnight. */
  static ClockReading timestamp(String text) {
    long infinity = infinity(text);
    if (infinity != 0) {
      return ClockReading.local(infinity);
    }
    IsoText iso = new IsoText(text);
    iso.dateAndTime();
    long local = ClockReading.micros(iso.day(), iso.micros());
    return iso.zone == null
        ? new ClockReading(local, iso.hasOffset, iso.offset)
        : ClockReading.in(iso.zone, local);
  }

  /** Reads a date as days since 1970-01-01, or infinity; a time of day must be midnight. */
  static long date(String text) {
    long infinity = infinity(text);
    if (infinity != 0) {
      return infinity;
    }
    IsoText iso = new IsoText(text);
    iso.dateAndTime();
    if (iso.micros() != 0) {
      throw CivilDate.timeOfDay();
    }
    return iso.day();
  }

  /** Reads a time of day. The name of a zone whose clock changes says nothing without a date. */
  static ClockReading time(String text) {
    IsoText iso = new IsoText(text);
    iso.spaces();
    iso.timeOfDay();
    iso.suffixes();
    if (iso.hasEra || iso.zone != null && !iso.zone.isFixedOffset()) {
      throw invalid();
    }
    return iso.zone == null
        ? new ClockReading(iso.micros(), iso.hasOffset, iso.offset)
        : new ClockReading(iso.micros(), true, ClockReading.in(iso.zone, 0).offset());
  }

  private static long infinity(String text) {
    // no date ends in a letter as this word does
    if (!text.endsWith("y") && !text.endsWith("Y")) {
      return 0;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "infinity", "+infinity" -> TemporalEncoders.INFINITY;
      case "-infinity" -> -TemporalEncoders.INFINITY;
      default -> 0;
    };
  }

  private void dateAndTime() {
    spaces();
    char sign = peek();
    signed = sign == '-' || sign == '+';
    if (signed) {
      position++;
    }
    readYear();
    if (sign == '-') {
      year = -year;
    }
    char separator = peek() == '/' ? '/' : '-';
    expect(separator);
    month = oneOrTwoDigits();
    expect(separator);
    dayOfMonth = oneOrTwoDigits();
    char next = peek();
    if (next == 'T' || next == 't') {
      position++;
      timeOfDay();
    } else {
      spaces();
      if (isDigit(peek()) && position > 0 && text.charAt(position - 1) == ' ') {
        timeOfDay();
      }
    }
    suffixes();
  }

  private void readYear() {
    int from = position;
    while (isDigit(peek()) && position - from < 7) {
      year = year * 10 + text.charAt(position++) - '0';
    }
    if (position - from < 4) {
      throw invalid();
    }
  }

  private void timeOfDay() {
    hasTime = true;
    hour = oneOrTwoDigits();
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
    if (second == 60) {
      throw CivilDate.leapSecond();
    }
    if (minute > 59 || second > 59) {
      throw invalid();
    }
    rest = (minute * 60L + second) * SECOND_MICROS + fraction;
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

  /** What follows dates and times, up to the end. */
  private void suffixes() {
    for (spaces(); position < text.length(); spaces()) {
      char c = peek();
      if (c == '+' || c == '-') {
        offset();
      } else if (isLetter(c)) {
        word();
      } else {
        throw invalid();
      }
    }
  }

  private void offset() {
    boolean ahead = peek() == '+';
    position++;
    long hours = oneOrTwoDigits();
    int minutes = offsetPart();
    int seconds = offsetPart();
    long total = (hours * 60L + minutes) * 60 + seconds;
    if (!hasTime || minutes > 59 || seconds > 59 || total > ClockReading.MAX_OFFSET_SECONDS) {
      throw invalid();
    }
    zoned();
    offset = (ahead ? total : -total) * SECOND_MICROS;
  }

  private int offsetPart() {
    if (peek() == ':') {
      position++;
      return twoDigits();
    }
    return isDigit(peek()) ? twoDigits() : 0;
  }

  private void word() {
    int from = position;
    while (isLetter(peek())) {
      position++;
    }
    String word = text.substring(from, position);
    switch (word.toUpperCase(Locale.ROOT)) {
      case "Z" -> zoned();
      case "BC", "AD" -> era(word);
      case "AM", "PM" -> {
        // PostgreSQL would drop an offset behind it without a word
        if (peek() == '-') {
          throw invalid();
        }
        half(word);
      }
      default -> {
        while (isLetter(peek()) || isDigit(peek()) || "_/+-".indexOf(peek()) >= 0) {
          position++;
        }
        zoned();
        zone = ZoneNames.rules(text.substring(from, position)).orElseThrow(IsoText::invalid);
      }
    }
  }

  private void zoned() {
    if (hasOffset) {
      throw invalid();
    }
    hasOffset = true;
  }

  private void era(String word) {
    if (hasEra || signed || year == 0) {
      throw invalid();
    }
    hasEra = true;
    if (word.charAt(0) == 'B' || word.charAt(0) == 'b') {
      year = 1 - year;
    }
  }

  private void half(String word) {
    if (hasHalf || !hasTime || hour == 0 || hour > 12) {
      throw invalid();
    }
    hasHalf = true;
    boolean afternoon = word.charAt(0) == 'P' || word.charAt(0) == 'p';
    hour = hour % 12 + (afternoon ? 12 : 0);
  }

  private long day() {
    if (!CivilDate.exists(year, month, dayOfMonth)) {
      throw invalid();
    }
    return CivilDate.epochDay(year, month, dayOfMonth);
  }

  private long micros() {
    long micros = hour * 3600 * SECOND_MICROS + rest;
    if (micros > TemporalEncoders.DAY_MICROS) {
      throw invalid();
    }
    return micros;
  }

  private int oneOrTwoDigits() {
    return isDigit(at(position + 1)) ? twoDigits() : digit();
  }

  private int twoDigits() {
    return digit() * 10 + digit();
  }

  private int digit() {
    char c = peek();
    if (!isDigit(c)) {
      throw invalid();
    }
    position++;
    return c - '0';
  }

  private void expect(char expected) {
    if (peek() != expected) {
      throw invalid();
    }
    position++;
  }

  private void spaces() {
    while (peek() == ' ') {
      position++;
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

  private static boolean isLetter(char c) {
    return (c | 32) >= 'a' && (c | 32) <= 'z';
  }

  private static BadRecordException invalid() {
    return new BadRecordException("the text is no date or time in ISO 8601");
  }
}

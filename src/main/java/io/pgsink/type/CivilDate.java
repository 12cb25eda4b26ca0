// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;

/**
 * The proleptic Gregorian calendar by plain arithmetic, for years that LocalDate would also take
 * but without its objects. Years are astronomical: 0 is 1 BC.
 */
record CivilDate(long year, int month, int day) {
  /** Days of 400 years. */
  private static final long CYCLE = 146_097;

  /** Days from 0000-03-01 to 1970-01-01. */
  private static final long SHIFT = 719_468;

  private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  /** Days since 1970-01-01; a date that does not exist is refused. */
  static long epochDay(long year, int month, int day) {
    if (!exists(year, month, day)) {
      throw new BadRecordException("there is no such date");
    }
    // the year starts in March, so that the leap day is its last
    long shifted = month <= 2 ? year - 1 : year;
    long cycle = Math.floorDiv(shifted, 400L);
    long yearOfCycle = shifted - cycle * 400;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    long dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear;
    return cycle * CYCLE + dayOfCycle - SHIFT;
  }

  static boolean exists(long year, long month, long day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= monthDays(year, (int) month);
  }

  private static int monthDays(long year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : MONTH_DAYS[month - 1];
  }

  /** The date of a number of days since 1970-01-01. */
  static CivilDate of(long epochDay) {
    long days = epochDay + SHIFT;
    long cycle = Math.floorDiv(days, CYCLE);
    long dayOfCycle = days - cycle * CYCLE;
    long yearOfCycle =
        (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365;
    long dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100);
    long shiftedMonth = (5 * dayOfYear + 2) / 153;
    int day = (int) (dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
    int month = (int) (shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
    return new CivilDate(yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0), month, day);
  }

  /** Appends the date with a year that is not negative, of four digits at least. */
  void append(long shownYear, StringBuilder out) {
    for (long limit = 1000; shownYear < limit && limit > 1; limit /= 10) {
      out.append('0');
    }
    out.append(shownYear).append('-');
    twoDigits(month, out);
    out.append('-');
    twoDigits(day, out);
  }

  static BadRecordException timeOfDay() {
    return new BadRecordException("the value has a time of day, which a date can't hold");
  }

  static BadRecordException leapSecond() {
    return new BadRecordException("the time is a leap second, which PostgreSQL can't hold");
  }

  static void twoDigits(long number, StringBuilder out) {
    out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}

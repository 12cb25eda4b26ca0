// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.WireType;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Dates and times count from 2000; their ranges are PostgreSQL's, to the day and microsecond. */
class TemporalEncodersTest {
  private static final LocalDate FIRST_DAY = LocalDate.of(-4713, 11, 24);
  private static final LocalDate LAST_DAY = LocalDate.of(5874897, 12, 31);
  private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);
  private static final LocalDateTime LAST =
      LocalDateTime.of(294276, 12, 31, 23, 59, 59, 999_999_000);

  private static int date(long epochDay) {
    BinaryArray array = new BinaryArray(WireType.DATE, 1);
    TemporalEncoders.addDate(epochDay, array);
    return ByteBuffer.wrap(array.toBytes()).getInt(24);
  }

  private static long timestamp(long micros) {
    BinaryArray array = new BinaryArray(WireType.TIMESTAMP, 1);
    TemporalEncoders.addTimestamp(micros, array);
    return ByteBuffer.wrap(array.toBytes()).getLong(24);
  }

  private static long time(long micros) {
    BinaryArray array = new BinaryArray(WireType.TIME, 1);
    TemporalEncoders.addTime(micros, array);
    return ByteBuffer.wrap(array.toBytes()).getLong(24);
  }

  @Test
  void daysCountFrom2000() {
    assertEquals(0, date(LocalDate.of(2000, 1, 1).toEpochDay()));
    assertEquals(-10_957, date(0));
  }

  @Test
  void datesEndWherePostgresEnds() {
    // Julian day 0 and the last before DATE_END_JULIAN, from 2000-01-01
    assertEquals(-2_451_545, date(FIRST_DAY.toEpochDay()));
    assertEquals(2_145_031_948, date(LAST_DAY.toEpochDay()));
    assertThrows(BadRecordException.class, () -> date(FIRST_DAY.toEpochDay() - 1));
    assertThrows(BadRecordException.class, () -> date(LAST_DAY.toEpochDay() + 1));
    assertThrows(BadRecordException.class, () -> date(Integer.MAX_VALUE + 10_957L));
    assertThrows(BadRecordException.class, () -> date(Long.MIN_VALUE));
  }

  @Test
  void timestampsEndWherePostgresEnds() {
    long first = EPOCH.until(FIRST_DAY.atStartOfDay(), ChronoUnit.MICROS);
    long last = EPOCH.until(LAST, ChronoUnit.MICROS);
    assertEquals(first, timestamp(first));
    assertEquals(last, timestamp(last));
    assertThrows(BadRecordException.class, () -> timestamp(first - 1));
    assertThrows(BadRecordException.class, () -> timestamp(last + 1));
    assertThrows(BadRecordException.class, () -> timestamp(Long.MAX_VALUE - 1));
    assertThrows(BadRecordException.class, () -> timestamp(Long.MIN_VALUE));
  }

  @Test
  void onlyInfinityBecomesInfinity() {
    assertEquals(Integer.MAX_VALUE, date(TemporalEncoders.INFINITY));
    assertEquals(Integer.MIN_VALUE, date(-TemporalEncoders.INFINITY));
    assertEquals(Long.MAX_VALUE, timestamp(TemporalEncoders.INFINITY));
    assertEquals(Long.MIN_VALUE, timestamp(-TemporalEncoders.INFINITY));
    assertThrows(
        BadRecordException.class, () -> TemporalEncoders.requireDate(TemporalEncoders.INFINITY));
    assertThrows(
        BadRecordException.class,
        () -> TemporalEncoders.requireTimestamp(TemporalEncoders.INFINITY));
  }

  @Test
  void aDayHasTimesFromMidnightToMidnight() {
    assertEquals(0, time(0));
    assertEquals(86_400_000_000L, time(TemporalEncoders.DAY_MICROS));
    assertThrows(BadRecordException.class, () -> time(-1));
    assertThrows(BadRecordException.class, () -> time(TemporalEncoders.DAY_MICROS + 1));
  }
}

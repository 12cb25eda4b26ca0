// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemporalTextTest {
  @Test
  void datesAreReadBackFromBothForms() {
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      long day = random.nextInt(2_400_000 + 2_000_000_000) - 2_400_000L;
      assertEquals(day, IsoText.date(TemporalText.date(day)));
      String iso = TemporalText.isoDate(day);
      assertEquals(day, IsoText.date(iso));
      if (Math.abs(day) < 2_900_000) {
        assertEquals(LocalDate.ofEpochDay(day).toString(), iso);
      }
    }
  }

  @Test
  void timestampsAreReadBackFromBothForms() {
    Random random = new Random(12);
    for (int round = 0; round < 20_000; round++) {
      long micros = (random.nextLong() >> random.nextInt(60)) % 200_000_000_000_000_000L;
      assertEquals(micros, IsoText.timestamp(TemporalText.timestamp(micros, "")).local());
      assertEquals(micros, IsoText.timestamp(TemporalText.timestamp(micros, "+00")).instant());
      assertEquals(micros, IsoText.timestamp(TemporalText.isoTimestamp(micros, "Z")).instant());
    }
  }

  @Test
  void yearsBeforeChristStandBehindForPostgresAndNegativeInIso() {
    assertEquals("0001-01-01 BC", TemporalText.date(-719_528));
    assertEquals("0000-01-01", TemporalText.isoDate(-719_528));
    assertEquals("-0001-12-31", TemporalText.isoDate(-719_529));
    assertEquals(
        "0001-01-01 00:00:00+00 BC",
        TemporalText.timestamp((-719_528L - 10_957) * TemporalEncoders.DAY_MICROS, "+00"));
  }

  @Test
  void infinityHasItsWord() {
    assertEquals("infinity", TemporalText.date(TemporalEncoders.INFINITY));
    assertEquals("-infinity", TemporalText.timestamp(-TemporalEncoders.INFINITY, "+00"));
    assertEquals("infinity", TemporalText.isoTimestamp(TemporalEncoders.INFINITY, "Z"));
  }

  @Test
  void whatPostgresCantHoldIsRefused() {
    assertThrows(BadRecordException.class, () -> TemporalText.date(2_145_042_906L));
    assertThrows(BadRecordException.class, () -> TemporalText.timestamp(Long.MAX_VALUE - 1, ""));
    assertThrows(BadRecordException.class, () -> TemporalText.time(-1));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00:00:00",
    "1, 00:00:00.000001",
    "100000, 00:00:00.1",
    "86399999999, 23:59:59.999999",
    "86400000000, 24:00:00"
  })
  void aTimeOfDay(long micros, String text) {
    assertEquals(text, TemporalText.time(micros));
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0H0M0S",
    "1, PT0H0M0.000001S",
    "-1, PT-0H-0M-0.000001S",
    "90061000000, PT25H1M1S",
    "9223372036854775807, PT2562047788H0M54.775807S",
    "-9223372036854775808, PT-2562047788H-0M-54.775808S"
  })
  void aDuration(long micros, String text) {
    assertEquals(text, TemporalText.duration(micros));
  }

  @ParameterizedTest
  @CsvSource({"0, +00:00", "19800000000, +05:30", "-12600000000, -03:30", "1000000, +00:00:01"})
  void anOffset(long micros, String text) {
    assertEquals(text, TemporalText.offset(micros));
  }
}

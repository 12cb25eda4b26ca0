// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTextTest {
  private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);

  @ParameterizedTest
  @CsvSource({
    "1970-01-01, 0",
    "1970-01-02Z, 1",
    "2024-02-29, 19782",
    "2024-02-29T00:00, 19782",
    "2024-02-29 00:00:00+05, 19782",
    "-0001-01-01, -719893",
    "0002-01-01 BC, -719893",
    "0000-03-01, -719468",
    "+10000-01-01, 2932897",
    "5874897-12-31, 2145042905"
  })
  void aDate(String text, long epochDay) {
    assertEquals(epochDay, IsoText.date(text));
  }

  @Test
  void everyDayOfAnEra() {
    for (long day = -800_000; day < 800_000; day += 37) {
      assertEquals(day, IsoText.date(LocalDate.ofEpochDay(day).toString()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2000-01-01, 0, false, 0",
    "2000-01-01T00:00:00.000001, 1, false, 0",
    "2000-01-01 00:00:00.0000019, 1, false, 0",
    "1999-12-31T23:59:59.9999999Z, -1, true, 0",
    "'2000-01-01T00:00:00,5', 500000, false, 0",
    "2000-01-01T00:00:01+01:30, 1000000, true, 5400000000",
    "2000-01-01t00:00:01-0130, 1000000, true, -5400000000",
    "2000-01-01T00:00:01+01, 1000000, true, 3600000000",
    "2000-01-01T00:00:01+00:00:01, 1000000, true, 1000000",
    "2000-01-01Z, 0, true, 0",
    "1999-12-31T24:00:00Z, 0, true, 0",
    "' 2000-1-1 0:00:01 ', 1000000, false, 0",
    "2000/01/01 12:00:01 AM, 1000000, false, 0",
    "2000-01-01 01:00 pm, 46800000000, false, 0",
    "2000-01-01 00:00:00.123456000000 +02:00, 123456, true, 7200000000",
    "2000-01-01 00:00:00 +2, 0, true, 7200000000",
    "2000-01-01 00:00:00 utc, 0, true, 0",
    "2000-07-01 00:00:00 Europe/Berlin, 15724800000000, true, 7200000000",
    "2000-01-01 00:00:00 Europe/Berlin, 0, true, 3600000000",
    "2000-01-01T00:00:00PST AD, 0, true, -28800000000"
  })
  void aTimestamp(String text, long local, boolean hasOffset, long offset) {
    ClockReading reading = IsoText.timestamp(text);
    assertEquals(new ClockReading(local, hasOffset, offset), reading);
    assertEquals(local - offset, reading.instant());
  }

  @Test
  void aTimestampBeforeChrist() {
    long expected = EPOCH.until(LocalDateTime.of(-43, 3, 15, 12, 0), ChronoUnit.MICROS);
    assertEquals(expected, IsoText.timestamp("0044-03-15 12:00:00 BC").local());
    assertEquals(expected, IsoText.timestamp("-0043-03-15T12:00:00").local());
  }

  @Test
  void infinityIsOneInDatesAndTimestampsOnly() {
    assertEquals(TemporalEncoders.INFINITY, IsoText.date("infinity"));
    assertEquals(-TemporalEncoders.INFINITY, IsoText.timestamp("-infinity").local());
    assertFalse(IsoText.timestamp("infinity").hasOffset());
    assertThrows(BadRecordException.class, () -> IsoText.time("infinity"));
  }

  @ParameterizedTest
  @CsvSource({
    "00:00, 0",
    "23:59:59.999999999, 86399999999",
    "24:00:00, 86400000000",
    "01:02:03.5, 3723500000"
  })
  void aTime(String text, long micros) {
    assertEquals(micros, IsoText.time(text).local());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024",
        "2024-13-01",
        "2024-00-01",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-01-00",
        "24-01-01",
        "12345678-01-01",
        "2024-01-01T",
        "2024-01-01T25:00",
        "2024-01-01T00:60",
        "2024-01-01T00:00:61",
        "2024-01-01T24:00:00.000001",
        "2024-01-01T00:00:00.",
        "2024-01-01T00:00:00+16:00",
        "2024-01-01T00:00:00+01:60",
        "2024-01-01+01",
        "2024-01-01T00:00:00 UTC+2",
        "2024-01-01T00:00:00 Nowhere/Land",
        "2024-01-01T00:00:00Z+01",
        "2024-01-01T00:00:00 UTC Z",
        "2024-01-01T13:00 PM",
        "2024-01-01T00:00 AM",
        "2024-01-01 PM",
        "2024-01-01 BC AD",
        "2024-01/01",
        "2024-01-01  x",
        "01/02/2024",
        "-2024-01-01 BC",
        "20240101",
        "２024-01-01",
        "now",
        "1709164800123"
      })
  void whatIsNoIsoTimestampIsRefused(String text) {
    assertThrows(BadRecordException.class, () -> IsoText.timestamp(text), text);
  }

  @Test
  void aLeapSecondIsRefusedByName_B072() {
    for (String text : new String[] {"23:59:60", "23:59:60.5"}) {
      String message =
          assertThrows(BadRecordException.class, () -> IsoText.time(text)).getMessage();
      assertTrue(message.contains("leap second"), message);
    }
  }

  @Test
  void yearsBeyondALongOfMicrosecondsAreRefused() {
    assertThrows(BadRecordException.class, () -> IsoText.timestamp("9999999-01-01T00:00:00"));
    assertThrows(BadRecordException.class, () -> IsoText.timestamp("-9999999-01-01T00:00:00"));
  }

  @Test
  void anOffsetIsNoPartOfALocalClock() {
    assertEquals(1_000_000, IsoText.time("00:00:01Z").withoutZone());
    assertThrows(BadRecordException.class, () -> IsoText.time("00:00:01+01").withoutZone());
  }
}

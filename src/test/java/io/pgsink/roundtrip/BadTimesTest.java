// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Family D of the bad inputs, dates and times: stored as documented, or a dead letter alone. */
class BadTimesTest {
  private static final String RANGE = "the timestamp is outside PostgreSQL's range";
  private static final String NO_ISO = "the text is no date or time in ISO 8601";
  private static final String OUTSIDE = "the time of day is outside 00:00 to 24:00";

  private static RoundTripStage stage;

  @BeforeAll
  static void start() {
    stage = new RoundTripStage("America/New_York");
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static TypeTable into(String type) {
    return TypeTable.someOf(type);
  }

  private static Date at(String instant) {
    return Date.from(Instant.parse(instant));
  }

  @Test
  void aDayFarAwayIsADeadLetter_B063() {
    stage.check(
        into("date")
            .refuses(D_DATE, 2_145_042_906, "the date is outside PostgreSQL's range")
            .refuses(D_DATE, -2_440_589, "the date is outside")
            .stores(D_DATE, 2_145_042_905, "5874897-12-31")
            .stores(D_DATE, -2_440_588, "4714-11-24 BC")
            .refuses(DATE, new Date(Long.MAX_VALUE / 86_400_000 * 86_400_000), "outside"));
  }

  @Test
  void theLargestLongIsNoTimestamp_B064() {
    stage.check(
        into("timestamptz")
            .refuses(TIMESTAMP, new Date(Long.MAX_VALUE), RANGE)
            .refuses(D_TIMESTAMP, Long.MAX_VALUE, RANGE)
            .refuses(J_INTEGER, Long.MAX_VALUE, RANGE),
        into("timestamp").refuses(INT64, Long.MIN_VALUE, RANGE));
  }

  @Test
  void theYear300000IsADeadLetter_B065() {
    stage.check(
        into("timestamptz")
            .refuses(TIMESTAMP, at("+300000-01-01T00:00:00Z"), RANGE)
            .refuses(STRING, "+300000-01-01T00:00:00Z", RANGE),
        into("date").stores(STRING, "+300000-01-01", "300000-01-01"));
  }

  @Test
  void datesBeforeChristAreExact_B066() {
    stage.check(
        into("date").stores(DATE, at("-0043-03-15T00:00:00Z"), "0044-03-15 BC"),
        into("timestamptz")
            .stores(TIMESTAMP, at("-0043-03-15T12:34:56.789Z"), "0044-03-15 12:34:56.789+00 BC"),
        into("timestamp").stores(TIMESTAMP, at("0000-02-29T00:00:00Z"), "0001-02-29 00:00:00 BC"));
  }

  @Test
  void theLargestOffsetDateTimeNeverBecomesInfinity_B067() {
    stage.check(
        into("timestamptz")
            .refuses(STRING, OffsetDateTime.MAX.toString(), NO_ISO)
            .refuses(STRING, OffsetDateTime.MIN.toString(), NO_ISO)
            .refuses(STRING, "294277-01-01T00:00:00Z", RANGE)
            .stores(STRING, "infinity", "infinity"));
  }

  @Test
  void theLastNanosecondOfADayIsCutToMicroseconds_B068() {
    stage.check(
        into("time")
            .stores(D_NANO_TIME, 86_399_999_999_999L, "23:59:59.999999")
            .stores(STRING, "23:59:59.999999999", "23:59:59.999999"),
        into("time(3)").stores(D_NANO_TIME, 86_399_999_999_999L, "24:00:00"));
  }

  @Test
  void whatIsFinerThanAMicrosecondIsCutOff_B069() {
    stage.check(
        into("time")
            .stores(D_MICRO_TIME, 1_000_001L, "00:00:01.000001")
            .stores(D_NANO_TIME, 1_999L, "00:00:00.000001"),
        into("timestamp")
            .stores(D_NANO_TIMESTAMP, 1_999L, "1970-01-01 00:00:00.000001")
            .stores(D_NANO_TIMESTAMP, -1L, "1969-12-31 23:59:59.999999")
            .stores(STRING, "1969-12-31T23:59:59.999999999", "1969-12-31 23:59:59.999999"));
  }

  @Test
  void invalidZonedTextsAreDeadLetters_B070() {
    stage.check(
        into("timetz").refuses(D_ZONED_TIME, "10:00:00+25:00", NO_ISO),
        into("timestamptz")
            .refuses(D_ZONED_TIMESTAMP, "2024-02-30T00:00:00Z", NO_ISO)
            .refuses(D_ZONED_TIMESTAMP, "2024-01-01T00:00:00+24:00", NO_ISO)
            .refuses(D_ZONED_TIMESTAMP, "2024-01-01T00:00:00[Europe/Paris]", NO_ISO));
  }

  @Test
  void anInstantIsTheSameInstantAroundSummerTime_B071() {
    try (RoundTripStage newYork =
        new RoundTripStage("Asia/Tokyo", "timestamp.timezone", "America/New_York")) {
      newYork.check(
          into("timestamptz")
              .stores(TIMESTAMP, at("2024-03-10T07:30:00Z"), "2024-03-10 07:30:00+00")
              .stores(TIMESTAMP, at("2024-11-03T05:30:00Z"), "2024-11-03 05:30:00+00")
              .stores(TIMESTAMP, at("2024-11-03T06:30:00Z"), "2024-11-03 06:30:00+00")
              // the clock of the source shows half past one twice: the first is meant
              .stores(D_MICRO_TIMESTAMP, micros("2024-11-03T01:30:00Z"), "2024-11-03 05:30:00+00")
              .refuses(
                  D_MICRO_TIMESTAMP,
                  micros("2024-03-10T02:30:00Z"),
                  "the local time does not exist in timestamp.timezone"),
          into("timestamp")
              .stores(TIMESTAMP, at("2024-03-10T07:30:00Z"), "2024-03-10 03:30:00")
              .stores(TIMESTAMP, at("2024-11-03T05:30:00Z"), "2024-11-03 01:30:00")
              .stores(TIMESTAMP, at("2024-11-03T06:30:00Z"), "2024-11-03 01:30:00")
              .stores(D_MICRO_TIMESTAMP, micros("2024-03-10T02:30:00Z"), "2024-03-10 02:30:00"));
    }
  }

  private static long micros(String clock) {
    return Instant.parse(clock).toEpochMilli() * 1000;
  }

  @Test
  void aLeapSecondIsADeadLetter_B072() {
    stage.check(
        into("timestamptz").refuses(STRING, "2016-12-31T23:59:60Z", "the time is a leap"),
        into("time").refuses(J_TEXT, "23:59:60", "leap second"));
  }

  @Test
  void aTimeOutsideOfADayIsADeadLetter_B073() {
    stage.check(
        into("time")
            .refuses(D_MICRO_TIME, -1L, OUTSIDE)
            .refuses(D_MICRO_TIME, 86_400_000_001L, OUTSIDE)
            .stores(D_MICRO_TIME, 86_400_000_000L, "24:00:00")
            .refuses(TIME, new Date(86_400_000), OUTSIDE)
            .refuses(D_TIME, -1, OUTSIDE)
            .refuses(D_NANO_TIME, -1L, OUTSIDE));
  }

  @Test
  void anInvalidIntervalIsADeadLetter_B074() {
    stage.check(
        into("interval")
            .refuses(D_INTERVAL, "P1Y2M3DT4H5M6", "22007")
            .refuses(STRING, "one day", "22007")
            .stores(D_INTERVAL, "P1Y", "1 year"));
  }

  @Test
  void aDateWithATimeOfDayIsADeadLetter_B075() {
    stage.check(
        into("date")
            .refuses(DATE, new Date(1), "the value has a time of day")
            .refuses(TIMESTAMP, new Date(1), "time of day")
            .refuses(STRING, "2024-01-01T00:00:00.5", "time of day"));
  }

  @Test
  void secondsTakenForMillisecondsCantBeToldApart_B076() {
    stage.check(into("timestamptz").stores(J_INTEGER, 1_709_164_800L, "1970-01-20 18:46:04.8+00"));
  }
}

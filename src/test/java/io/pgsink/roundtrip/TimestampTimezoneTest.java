// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;
import static io.pgsink.roundtrip.TextTables.object;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What timestamp.timezone changes, and what it doesn't. */
class TimestampTimezoneTest {
  private static TypeTable into(String type) {
    return TypeTable.someOf(type);
  }

  private static Date at(String instant) {
    return Date.from(Instant.parse(instant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Asia/Tokyo"})
  void instantsBecomeTheWallClockOfTheZoneAndTheOtherWayRound(String jvmZone) {
    try (RoundTripStage stage =
        new RoundTripStage(jvmZone, "timestamp.timezone", "America/New_York")) {
      stage.check(
          into("timestamp")
              .stores(TIMESTAMP, at("2024-07-01T12:00:00Z"), "2024-07-01 08:00:00")
              .stores(TIMESTAMP, at("2024-01-01T02:00:00Z"), "2023-12-31 21:00:00")
              .stores(TIMESTAMP, at("1800-01-01T00:00:00Z"), "1799-12-31 19:03:58")
              .stores(J_INTEGER, 0L, "1969-12-31 19:00:00")
              .stores(J_TEXT, "2024-07-01T12:00:00+02:00", "2024-07-01 06:00:00")
              .stores(D_ZONED_TIMESTAMP, "2024-07-01T12:00:00Z", "2024-07-01 08:00:00")
              .stores(STRING, "2024-07-01T12:00:00", "2024-07-01 12:00:00")
              .stores(STRING, "infinity", "infinity")
              .stores(D_MICRO_TIMESTAMP, 0L, "1970-01-01 00:00:00")
              .stores(D_ISO_TIMESTAMP, "2024-07-01T12:00:00Z", "2024-07-01 12:00:00")
              .stores(D_DATE, 0, "1970-01-01 00:00:00")
              .stores(D_ISO_DATE, "1970-01-01Z", "1970-01-01 00:00:00")
              .stores(DATE, new Date(0), "1970-01-01 00:00:00"),
          into("timestamptz")
              .stores(TIMESTAMP, at("2024-07-01T12:00:00Z"), "2024-07-01 12:00:00+00")
              .stores(STRING, "2024-07-01T12:00:00", "2024-07-01 16:00:00+00")
              .stores(D_MICRO_TIMESTAMP, 0L, "1970-01-01 05:00:00+00")
              .stores(D_ISO_TIMESTAMP, "2024-07-01T12:00:00Z", "2024-07-01 16:00:00+00")
              .stores(D_DATE, 0, "1970-01-01 05:00:00+00")
              .stores(D_ISO_DATE, "1970-01-01Z", "1970-01-01 05:00:00+00"),
          into("date")
              .stores(TIMESTAMP, at("2024-07-01T04:00:00Z"), "2024-07-01")
              .refuses(TIMESTAMP, at("2024-07-01T00:00:00Z"), "time of day")
              .stores(D_ISO_DATE, "2024-07-01Z", "2024-07-01"),
          into("time")
              .stores(D_ISO_TIME, "12:00:00Z", "12:00:00")
              .stores(D_MICRO_TIME, 0L, "00:00:00")
              .refuses(D_ZONED_TIME, "12:00:00Z", "the column must be timetz"),
          into("timetz")
              .stores(D_ZONED_TIME, "12:00:00Z", "12:00:00+00")
              .refuses(D_MICRO_TIME, 0L, "no fixed offset"),
          into("timestamp[]").stores(J_LIST, List.of(0L), "{\"1969-12-31 19:00:00\"}"),
          into("tstzrange")
              .stores(
                  J_OBJECT, object("lower", "2024-07-01T12:00:00"), "[\"2024-07-01 16:00:00+00\",)")
              // a finished literal is read by PostgreSQL, whose session is in UTC
              .stores(STRING, "[2024-07-01 12:00:00,)", "[\"2024-07-01 12:00:00+00\",)"));
    }
  }

  @Test
  void aFixedOffsetAlsoMovesTimes() {
    try (RoundTripStage stage = new RoundTripStage("UTC", "timestamp.timezone", "+05:30")) {
      stage.check(
          into("time").stores(D_ZONED_TIME, "22:00:00Z", "03:30:00"),
          into("timetz").stores(D_MICRO_TIME, 0L, "00:00:00+05:30"),
          into("timestamp").stores(TIMESTAMP, new Date(0), "1970-01-01 05:30:00"));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;

import java.time.Instant;
import java.util.Date;

/** Round trips into dates, times, timestamps and intervals, with timestamp.timezone=UTC. */
final class TimeTables {
  private static final String NO_ISO = "no date or time in ISO 8601";
  private static final String RANGE = "outside PostgreSQL's range";
  private static final String TIME_OF_DAY = "time of day";
  private static final long DAY = 86_400_000L;

  private TimeTables() {}

  private static Date at(String instant) {
    return Date.from(Instant.parse(instant));
  }

  static TypeTable date() {
    return TypeTable.of("date")
        .stores(DATE, new Date(0), "1970-01-01")
        .stores(DATE, new Date(-DAY), "1969-12-31")
        .stores(DATE, at("2024-02-29T00:00:00Z"), "2024-02-29")
        .stores(DATE, at("0000-12-31T00:00:00Z"), "0001-12-31 BC")
        .stores(DATE, at("-4713-11-24T00:00:00Z"), "4714-11-24 BC")
        .refuses(DATE, at("-4713-11-23T00:00:00Z"), RANGE)
        .stores(DATE, at("+5874897-12-31T00:00:00Z"), "5874897-12-31")
        .refuses(DATE, at("+5874898-01-01T00:00:00Z"), RANGE)
        .refuses(DATE, new Date(1), TIME_OF_DAY)
        .refuses(DATE, new Date(Long.MAX_VALUE), TIME_OF_DAY)
        .stores(D_DATE, 0, "1970-01-01")
        .stores(D_DATE, -719_529, "0002-12-31 BC")
        .stores(D_DATE, Integer.MAX_VALUE, "infinity")
        .stores(D_DATE, Integer.MIN_VALUE, "-infinity")
        .stores(D_DATE, -2_147_472_692, "infinity")
        .stores(D_DATE, -2_147_472_691, "-infinity")
        .refuses(D_DATE, Integer.MAX_VALUE - 1, RANGE)
        .refuses(D_DATE, Integer.MIN_VALUE + 1, RANGE)
        .stores(D_ISO_DATE, "2024-02-29Z", "2024-02-29")
        .stores(D_ISO_DATE, "-0043-03-15Z", "0044-03-15 BC")
        .stores(D_ISO_DATE, "+10000-01-01Z", "10000-01-01")
        .stores(INT8, (byte) 1, "1970-01-02")
        .stores(INT16, (short) 365, "1971-01-01")
        .stores(INT32, 19_782, "2024-02-29")
        .refuses(INT32, Integer.MAX_VALUE, "no date up to the year 9999")
        .refuses(INT32, 2_932_897, "no date up to the year 9999")
        .stores(INT32, 2_932_896, "9999-12-31")
        .stores(INT64, 19_782L, "2024-02-29")
        .stores(INT64, 1_709_164_800_000L, "2024-02-29")
        .refuses(INT64, 1_709_164_800_001L, "timestamp.units")
        .stores(FLOAT32, 1f, "1970-01-02")
        .stores(FLOAT64, 19_782d, "2024-02-29")
        .refuses(FLOAT64, 0.5, "fraction")
        .stores(TIMESTAMP, at("2024-02-29T00:00:00Z"), "2024-02-29")
        .refuses(TIMESTAMP, at("2024-02-29T00:00:00.001Z"), TIME_OF_DAY)
        .stores(D_TIMESTAMP, -DAY, "1969-12-31")
        .stores(D_MICRO_TIMESTAMP, DAY * 1000, "1970-01-02")
        .refuses(D_MICRO_TIMESTAMP, 1L, TIME_OF_DAY)
        .stores(D_NANO_TIMESTAMP, -DAY * 1_000_000, "1969-12-31")
        .stores(D_ISO_TIMESTAMP, "2024-02-29T00:00:00Z", "2024-02-29")
        .stores(STRING, "2024-02-29", "2024-02-29")
        .stores(STRING, "0044-03-15 BC", "0044-03-15 BC")
        .stores(STRING, "-0043-03-15", "0044-03-15 BC")
        .stores(STRING, "2024-02-29T00:00:00Z", "2024-02-29")
        .stores(STRING, "infinity", "infinity")
        .stores(STRING, "-infinity", "-infinity")
        .refuses(STRING, "2024-02-29T12:00:00", TIME_OF_DAY)
        .refuses(STRING, "2024-02-30", NO_ISO)
        .refuses(STRING, "2023-02-29", NO_ISO)
        .refuses(STRING, "02/29/2024", NO_ISO)
        .refuses(STRING, "", NO_ISO)
        .refuses(STRING, "today", NO_ISO)
        .refuses(STRING, "19782", NO_ISO)
        .stores(J_TEXT, "5874897-12-31", "5874897-12-31")
        .refuses(J_TEXT, "5874898-01-01", RANGE)
        .stores(J_INTEGER, -1L, "1969-12-31")
        .stores(J_FLOAT, 2.0, "1970-01-03")
        .stores(J_DATE, at("2024-02-29T00:00:00Z"), "2024-02-29");
  }

  static TypeTable time() {
    return TypeTable.of("time")
        .stores(TIME, new Date(0), "00:00:00")
        .stores(TIME, new Date(DAY - 1), "23:59:59.999")
        .refuses(TIME, new Date(DAY), "outside 00:00 to 24:00")
        .refuses(TIME, new Date(-1), "outside 00:00 to 24:00")
        .stores(D_TIME, 3_723_004, "01:02:03.004")
        .stores(D_MICRO_TIME, 86_399_999_999L, "23:59:59.999999")
        .stores(D_MICRO_TIME, 86_400_000_000L, "24:00:00")
        .refuses(D_MICRO_TIME, 86_400_000_001L, "outside 00:00 to 24:00")
        .refuses(D_MICRO_TIME, -1L, "outside 00:00 to 24:00")
        .stores(D_NANO_TIME, 86_399_999_999_999L, "23:59:59.999999")
        .stores(D_NANO_TIME, 999L, "00:00:00")
        .refuses(D_NANO_TIME, -1L, "outside 00:00 to 24:00")
        .stores(D_ISO_TIME, "01:02:03.123456789Z", "01:02:03.123456")
        .stores(INT8, (byte) 1, "00:00:00.001")
        .stores(INT16, (short) 1000, "00:00:01")
        .stores(INT32, 86_399_999, "23:59:59.999")
        .stores(INT64, 1000L, "00:00:01")
        .refuses(INT64, DAY, "outside 00:00 to 24:00")
        .stores(FLOAT32, 1f, "00:00:00.001")
        .stores(FLOAT64, 1000d, "00:00:01")
        .stores(STRING, "01:02", "01:02:00")
        .stores(STRING, "01:02:03.999999999", "01:02:03.999999")
        .stores(STRING, "24:00:00", "24:00:00")
        .stores(STRING, "23:30:00Z", "23:30:00")
        .stores(STRING, "23:30:00-02:00", "01:30:00")
        .stores(D_ZONED_TIME, "10:00:00+05:30", "04:30:00")
        .refuses(STRING, "24:00:01", NO_ISO)
        .refuses(STRING, "23:59:60", "leap second")
        .refuses(STRING, "25:00", NO_ISO)
        .refuses(STRING, "10:60", NO_ISO)
        .stores(STRING, "1:02:03", "01:02:03")
        .stores(STRING, "01:02:03.5 PM", "13:02:03.5")
        .refuses(STRING, "01:02:03 Europe/Berlin", NO_ISO)
        .refuses(STRING, "", NO_ISO)
        .stores(J_TEXT, "00:00", "00:00:00")
        .stores(J_INTEGER, 60_000L, "00:01:00")
        .stores(J_FLOAT, 60_000.0, "00:01:00");
  }

  static TypeTable roundedTime() {
    return TypeTable.of("time(2)")
        .stores(TIME, new Date(4), "00:00:00")
        .stores(TIME, new Date(5), "00:00:00.01")
        .stores(D_TIME, 995, "00:00:01")
        .stores(D_MICRO_TIME, 86_399_999_999L, "24:00:00")
        .stores(D_NANO_TIME, 5_000_000L, "00:00:00.01")
        .stores(D_ISO_TIME, "01:02:03.126Z", "01:02:03.13")
        .stores(INT8, (byte) 6, "00:00:00.01")
        .stores(INT16, (short) 6, "00:00:00.01")
        .stores(INT32, 6, "00:00:00.01")
        .stores(INT64, 6L, "00:00:00.01")
        .stores(FLOAT32, 6f, "00:00:00.01")
        .stores(FLOAT64, 6d, "00:00:00.01")
        .stores(STRING, "01:02:03.004999", "01:02:03")
        .stores(J_INTEGER, 6L, "00:00:00.01")
        .stores(J_FLOAT, 6.0, "00:00:00.01");
  }

  static TypeTable timetz() {
    return TypeTable.of("timetz")
        .stores(D_ZONED_TIME, "10:00:00.123456+05:30", "10:00:00.123456+05:30")
        .stores(D_ZONED_TIME, "23:59:59.999999-15:59", "23:59:59.999999-15:59")
        .stores(D_ZONED_TIME, "24:00:00Z", "24:00:00+00")
        .stores(STRING, "10:00:00.9999999Z", "10:00:00.999999+00")
        .stores(STRING, "10:00", "10:00:00+00")
        .stores(STRING, "10:00:00+01:00:01", "10:00:00+01:00:01")
        .refuses(STRING, "10:00:00+16:00", NO_ISO)
        .stores(STRING, "10:00 CET", "10:00:00+01")
        .refuses(STRING, "10:00 Europe/Berlin", NO_ISO)
        .refuses(STRING, "", NO_ISO)
        .stores(J_TEXT, "10:00-08", "10:00:00-08")
        .stores(TIME, new Date(1), "00:00:00.001+00")
        .stores(D_TIME, 1, "00:00:00.001+00")
        .stores(D_MICRO_TIME, 1L, "00:00:00.000001+00")
        .stores(D_NANO_TIME, 1999L, "00:00:00.000001+00")
        .stores(D_ISO_TIME, "10:00:00Z", "10:00:00+00")
        .stores(INT8, (byte) 1, "00:00:00.001+00")
        .stores(INT16, (short) 1, "00:00:00.001+00")
        .stores(INT32, 1, "00:00:00.001+00")
        .stores(INT64, 1L, "00:00:00.001+00")
        .stores(FLOAT32, 1f, "00:00:00.001+00")
        .stores(FLOAT64, 1d, "00:00:00.001+00")
        .stores(J_INTEGER, 1L, "00:00:00.001+00")
        .stores(J_FLOAT, 1.0, "00:00:00.001+00");
  }

  static TypeTable timestamp() {
    return instants(TypeTable.of("timestamp"), "")
        .refuses(STRING, "294277-01-01T00:00:00", RANGE)
        .stores(J_TEXT, "294276-12-31 23:59:59.999999", "294276-12-31 23:59:59.999999");
  }

  static TypeTable timestamptz() {
    return instants(TypeTable.of("timestamptz"), "+00")
        .stores(D_ZONED_TIMESTAMP, "2024-03-10T02:30:00-05:00", "2024-03-10 07:30:00+00")
        .stores(D_ZONED_TIMESTAMP, "infinity", "infinity")
        .refuses(STRING, "+999999999-12-31T23:59:59.999999999-18:00", NO_ISO)
        .refuses(STRING, "294276-12-31T23:59:59.999999-01:00", RANGE);
  }

  /** In UTC an instant is what the clock shows. */
  private static TypeTable instants(TypeTable table, String offset) {
    return table
        .stores(TIMESTAMP, new Date(0), "1970-01-01 00:00:00" + offset)
        .stores(TIMESTAMP, new Date(-1), "1969-12-31 23:59:59.999" + offset)
        .stores(TIMESTAMP, at("2024-03-10T02:30:00.123Z"), "2024-03-10 02:30:00.123" + offset)
        .stores(TIMESTAMP, at("1582-10-10T00:00:00Z"), "1582-10-10 00:00:00" + offset)
        .stores(TIMESTAMP, at("-4713-11-24T00:00:00Z"), "4714-11-24 00:00:00" + offset + " BC")
        .refuses(TIMESTAMP, at("-4713-11-23T23:59:59.999Z"), RANGE)
        .stores(TIMESTAMP, at("+294276-12-31T23:59:59.999Z"), "294276-12-31 23:59:59.999" + offset)
        .refuses(TIMESTAMP, at("+294277-01-01T00:00:00Z"), RANGE)
        .refuses(TIMESTAMP, new Date(Long.MAX_VALUE), RANGE)
        .refuses(TIMESTAMP, new Date(Long.MIN_VALUE), RANGE)
        .stores(D_TIMESTAMP, 1L, "1970-01-01 00:00:00.001" + offset)
        .stores(D_TIMESTAMP, 9_223_372_036_825_200_000L, "infinity")
        .stores(D_TIMESTAMP, -9_223_372_036_832_400_000L, "-infinity")
        .refuses(D_TIMESTAMP, Long.MAX_VALUE, RANGE)
        .stores(D_MICRO_TIMESTAMP, -1L, "1969-12-31 23:59:59.999999" + offset)
        .stores(D_MICRO_TIMESTAMP, 9_223_372_036_825_200_000L, "infinity")
        .stores(D_MICRO_TIMESTAMP, -9_223_372_036_832_400_000L, "-infinity")
        .stores(D_MICRO_TIMESTAMP, Long.MAX_VALUE, "294247-01-10 04:00:54.775807" + offset)
        .refuses(D_MICRO_TIMESTAMP, Long.MIN_VALUE, RANGE)
        .stores(D_NANO_TIMESTAMP, 1_709_164_800_123_456_789L, "2024-02-29 00:00:00.123456" + offset)
        .stores(D_NANO_TIMESTAMP, -1L, "1969-12-31 23:59:59.999999" + offset)
        .stores(D_NANO_TIMESTAMP, 9_223_372_036_825_200_000L, "2262-04-11 23:47:16.8252" + offset)
        .stores(D_NANO_TIMESTAMP, Long.MAX_VALUE, "infinity")
        .stores(D_NANO_TIMESTAMP, Long.MIN_VALUE, "-infinity")
        .stores(
            D_ISO_TIMESTAMP,
            "2024-02-29T01:02:03.123456789Z",
            "2024-02-29 01:02:03.123456" + offset)
        .stores(DATE, at("2024-02-29T00:00:00Z"), "2024-02-29 00:00:00" + offset)
        .stores(D_DATE, 19_782, "2024-02-29 00:00:00" + offset)
        .stores(D_DATE, Integer.MAX_VALUE, "infinity")
        .refuses(D_DATE, 2_000_000_000, RANGE)
        .stores(D_ISO_DATE, "2024-02-29Z", "2024-02-29 00:00:00" + offset)
        .stores(INT8, (byte) 1, "1970-01-01 00:00:00.001" + offset)
        .stores(INT16, (short) 1, "1970-01-01 00:00:00.001" + offset)
        .stores(INT32, 1000, "1970-01-01 00:00:01" + offset)
        .stores(INT64, 1_709_164_800_123L, "2024-02-29 00:00:00.123" + offset)
        .stores(INT64, 253_402_300_799_999L, "9999-12-31 23:59:59.999" + offset)
        .refuses(INT64, 253_402_300_800_000L, "timestamp.units")
        .refuses(INT64, 1_783_683_689_767_903L, "timestamp.units")
        .refuses(INT64, Long.MAX_VALUE, RANGE)
        .refuses(INT64, 9_223_372_036_825_200_000L, RANGE)
        .stores(FLOAT32, 1000f, "1970-01-01 00:00:01" + offset)
        .stores(FLOAT64, 1000d, "1970-01-01 00:00:01" + offset)
        .stores(STRING, "2024-02-29 01:02:03.123456", "2024-02-29 01:02:03.123456" + offset)
        .stores(STRING, "2024-02-29T01:02:03.1234567Z", "2024-02-29 01:02:03.123456" + offset)
        .stores(STRING, "2024-02-29T01:02+05:30", "2024-02-28 19:32:00" + offset)
        .stores(STRING, "2024-02-29T24:00:00Z", "2024-03-01 00:00:00" + offset)
        .stores(STRING, "0044-03-15 12:00:00 BC", "0044-03-15 12:00:00" + offset + " BC")
        .stores(STRING, "2024-02-29", "2024-02-29 00:00:00" + offset)
        .stores(STRING, "-infinity", "-infinity")
        .refuses(STRING, "2016-12-31T23:59:60Z", "leap second")
        .refuses(STRING, "2023-02-29T00:00:00Z", NO_ISO)
        .stores(STRING, "2024-02-29T01:02:03 CET", "2024-02-29 00:02:03" + offset)
        .stores(
            STRING,
            "2024-02-29 12:34:56.789123000000 +02:00",
            "2024-02-29 10:34:56.789123" + offset)
        .stores(STRING, "2024-07-01 12:00 Europe/Berlin", "2024-07-01 10:00:00" + offset)
        .refuses(STRING, "2024-07-01 12:00 UTC+2", NO_ISO)
        .refuses(STRING, "29.02.2024 01:02", NO_ISO)
        .refuses(STRING, "1709164800123", NO_ISO)
        .refuses(STRING, "now", NO_ISO)
        .refuses(STRING, "", NO_ISO)
        .stores(J_TEXT, "2024-02-29T01:02:03Z", "2024-02-29 01:02:03" + offset)
        .stores(J_INTEGER, 1_709_164_800_123L, "2024-02-29 00:00:00.123" + offset)
        .stores(J_FLOAT, 1.709164800123e12, "2024-02-29 00:00:00.123" + offset)
        .refuses(J_FLOAT, 1.5, "fraction")
        .stores(J_DATE, new Date(1), "1970-01-01 00:00:00.001" + offset);
  }

  static TypeTable roundedTimestamp() {
    return rounded(TypeTable.of("timestamp(0)"), "");
  }

  static TypeTable roundedTimestamptz() {
    return rounded(TypeTable.of("timestamptz(0)"), "+00");
  }

  /** PostgreSQL counts from 2000 and rounds halves away from it. */
  private static TypeTable rounded(TypeTable table, String offset) {
    return table
        .stores(TIMESTAMP, at("2024-02-29T23:59:59.499Z"), "2024-02-29 23:59:59" + offset)
        .stores(TIMESTAMP, at("2024-02-29T23:59:59.500Z"), "2024-03-01 00:00:00" + offset)
        .stores(TIMESTAMP, at("1999-12-31T23:59:59.500Z"), "1999-12-31 23:59:59" + offset)
        .stores(D_TIMESTAMP, 501L, "1970-01-01 00:00:01" + offset)
        .stores(D_MICRO_TIMESTAMP, 500_000L, "1970-01-01 00:00:00" + offset)
        .stores(D_NANO_TIMESTAMP, 500_000_999L, "1970-01-01 00:00:00" + offset)
        .stores(D_ISO_TIMESTAMP, "2000-01-01T00:00:00.5Z", "2000-01-01 00:00:01" + offset)
        .stores(DATE, new Date(0), "1970-01-01 00:00:00" + offset)
        .stores(D_DATE, 0, "1970-01-01 00:00:00" + offset)
        .stores(D_ISO_DATE, "1970-01-01Z", "1970-01-01 00:00:00" + offset)
        .stores(INT8, (byte) 1, "1970-01-01 00:00:00" + offset)
        .stores(INT16, (short) 501, "1970-01-01 00:00:01" + offset)
        .stores(INT32, 501, "1970-01-01 00:00:01" + offset)
        .stores(INT64, -501L, "1969-12-31 23:59:59" + offset)
        .stores(FLOAT32, 501f, "1970-01-01 00:00:01" + offset)
        .stores(FLOAT64, 501d, "1970-01-01 00:00:01" + offset)
        .stores(STRING, "2024-02-29T01:02:03.9Z", "2024-02-29 01:02:04" + offset)
        .stores(J_INTEGER, 501L, "1970-01-01 00:00:01" + offset)
        .stores(J_FLOAT, 501.0, "1970-01-01 00:00:01" + offset)
        .stores(J_DATE, new Date(501), "1970-01-01 00:00:01" + offset);
  }

  static TypeTable interval() {
    return TypeTable.of("interval")
        .stores(D_MICRO_DURATION, 1L, "00:00:00.000001")
        .stores(D_MICRO_DURATION, -1L, "-00:00:00.000001")
        .stores(D_MICRO_DURATION, Long.MAX_VALUE, "2562047788:00:54.775807")
        .stores(D_MICRO_DURATION, Long.MIN_VALUE, "-2562047788:00:54.775808")
        .stores(D_NANO_DURATION, 1_999L, "00:00:00.000001")
        .stores(D_NANO_DURATION, -1_999L, "-00:00:00.000001")
        .stores(D_NANO_DURATION, Long.MIN_VALUE, "-2562047:47:16.854775")
        .stores(D_TIME, 1, "00:00:00.001")
        .stores(D_MICRO_TIME, -3_600_000_000L, "-01:00:00")
        .stores(D_MICRO_TIME, 3_020_399_000_000L, "838:59:59")
        .stores(D_NANO_TIME, 1_000L, "00:00:00.000001")
        .stores(D_INTERVAL, "P1Y2M3DT4H5M6.789012S", "1 year 2 mons 3 days 04:05:06.789012")
        .stores(D_INTERVAL, "P-1Y2M-3DT-4H5M-6.78S", "-10 mons -3 days -03:55:06.78")
        .stores(STRING, "1 day 02:03:04", "1 day 02:03:04")
        .stores(STRING, "P0D", "00:00:00")
        .refuses(STRING, "P1X", "22007")
        .refuses(STRING, "", "22007")
        .refuses(STRING, "P200000000Y", "22008")
        .stores(J_TEXT, "-1.5 hours", "-01:30:00");
  }
}

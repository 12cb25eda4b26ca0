// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.J_OBJECT;
import static io.pgsink.roundtrip.TextTables.object;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** K12.1: Debezium's structured dates and times, whose parts are fields of their own. */
class StructuredTimesTest {
  private static final String[] DATE = {"year", "month", "day"};
  private static final String[] CLOCK = {"hour", "minute", "second"};

  private static final Source A_DATE = source("Date", builder(DATE).field("specialValue", text()));
  private static final Source A_TIME = source("Time", withFraction(builder(CLOCK)));
  private static final Source A_TIMESTAMP =
      source("Timestamp", withFraction(builder(DATE, CLOCK)).field("specialValue", text()));
  private static final Source A_ZONED_TIME =
      source("ZonedTime", withFraction(builder(CLOCK)).field("offsetSeconds", int32()));
  private static final Source A_ZONED_TIMESTAMP =
      source(
          "ZonedTimestamp",
          withFraction(builder(DATE, CLOCK))
              .field("offsetSeconds", int32())
              .field("zoneId", text())
              .field("specialValue", text()));
  private static final Source A_DURATION =
      source(
          "Duration",
          builder(new String[0])
              .field("years", int32())
              .field("months", int32())
              .field("days", int32())
              .field("hours", int32())
              .field("minutes", int32())
              .field("seconds", Schema.OPTIONAL_INT64_SCHEMA)
              .field("nanos", int32())
              .field("precision", int32()));

  private static RoundTripStage stage;

  @BeforeAll
  static void start() {
    stage = new RoundTripStage("America/New_York");
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static Schema int32() {
    return Schema.OPTIONAL_INT32_SCHEMA;
  }

  private static Schema text() {
    return Schema.OPTIONAL_STRING_SCHEMA;
  }

  private static SchemaBuilder builder(String[]... parts) {
    SchemaBuilder builder = SchemaBuilder.struct().version(1).optional();
    for (String[] names : parts) {
      for (String name : names) {
        builder.field(name, name.equals("year") ? int32() : Schema.OPTIONAL_INT8_SCHEMA);
      }
    }
    return builder;
  }

  private static SchemaBuilder withFraction(SchemaBuilder builder) {
    return builder.field("nanos", int32()).field("precision", int32());
  }

  private static Source source(String name, SchemaBuilder builder) {
    Schema schema = builder.name("io.debezium.time.Structured" + name).build();
    return Source.debezium("Structured" + name, schema, new Struct(schema));
  }

  private static Struct value(Source source, Object... namesAndValues) {
    Struct value = new Struct(source.schema());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      value.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return value;
  }

  private static Struct on(Source source, int year, int month, int day, Object... more) {
    Struct value = value(source, more);
    return value.put("year", year).put("month", (byte) month).put("day", (byte) day);
  }

  private static Struct at(Struct value, int hour, int minute, int second, int nanos) {
    return value
        .put("hour", (byte) hour)
        .put("minute", (byte) minute)
        .put("second", (byte) second)
        .put("nanos", nanos);
  }

  private static Struct infinite(Source source, String sign) {
    return value(source, "specialValue", sign + "_INFINITY");
  }

  @Test
  void localTimestamps() {
    Struct moment = at(on(A_TIMESTAMP, 2026, 7, 10), 11, 41, 29, 767_903_000);
    Struct precise = at(on(A_TIMESTAMP, 2026, 7, 10), 11, 41, 29, 767_903_999);
    Struct midnight = at(on(A_TIMESTAMP, 2026, 7, 10), 0, 0, 0, 0);
    Struct ancient = at(on(A_TIMESTAMP, -43, 3, 15), 12, 0, 0, 0);
    stage.check(
        TypeTable.someOf("timestamp")
            .stores(A_TIMESTAMP, moment, "2026-07-10 11:41:29.767903")
            .stores(A_TIMESTAMP, precise, "2026-07-10 11:41:29.767903")
            .stores(A_TIMESTAMP, ancient, "0044-03-15 12:00:00 BC")
            .stores(A_TIMESTAMP, infinite(A_TIMESTAMP, "POSITIVE"), "infinity")
            .stores(A_TIMESTAMP, infinite(A_TIMESTAMP, "NEGATIVE"), "-infinity")
            .refuses(A_TIMESTAMP, value(A_TIMESTAMP), "lacks the field \"year\"")
            .refuses(A_TIMESTAMP, on(A_TIMESTAMP, 2026, 7, 10), "lacks the field \"hour\"")
            .refuses(A_TIMESTAMP, at(on(A_TIMESTAMP, 2026, 2, 29), 1, 0, 0, 0), "no such date")
            .refuses(A_TIMESTAMP, at(on(A_TIMESTAMP, 0, 0, 0), 0, 0, 0, 0), "no such date")
            .refuses(A_TIMESTAMP, at(on(A_TIMESTAMP, 2026, 7, 10), 1, 60, 0, 0), "no such time")
            .refuses(A_TIMESTAMP, at(on(A_TIMESTAMP, 2026, 7, 10), 1, 0, 60, 0), "leap second")
            .refuses(A_TIMESTAMP, at(on(A_TIMESTAMP, 300_000, 1, 1), 1, 0, 0, 0), "range")
            .refuses(A_TIMESTAMP, value(A_TIMESTAMP, "specialValue", "ODD"), "specialValue"),
        TypeTable.someOf("timestamptz")
            .stores(A_TIMESTAMP, moment, "2026-07-10 11:41:29.767903+00"),
        TypeTable.someOf("date")
            .stores(A_TIMESTAMP, midnight, "2026-07-10")
            .refuses(A_TIMESTAMP, moment, "time of day"),
        TypeTable.someOf("text").stores(A_TIMESTAMP, moment, "2026-07-10T11:41:29.767903"),
        TypeTable.someOf("jsonb").stores(A_TIMESTAMP, moment, "\"2026-07-10T11:41:29.767903\""),
        TypeTable.someOf("timestamp(0)").stores(A_TIMESTAMP, moment, "2026-07-10 11:41:30"),
        TypeTable.someOf("bigint").refuses(A_TIMESTAMP, moment, "can't be stored as"));
  }

  @Test
  void timestampsWithAZone() {
    Source zoned = A_ZONED_TIMESTAMP;
    Struct shifted = at(on(zoned, 2026, 7, 10, "offsetSeconds", 7200), 11, 41, 29, 767_903_000);
    Struct named = at(on(zoned, 2026, 7, 10, "zoneId", "Europe/Berlin"), 11, 41, 29, 0);
    Struct both =
        at(on(zoned, 2026, 7, 10, "zoneId", "Asia/Seoul", "offsetSeconds", 3600), 11, 0, 0, 0);
    Struct utc = at(on(zoned, 2026, 7, 10), 11, 0, 0, 0);
    stage.check(
        TypeTable.someOf("timestamptz")
            .stores(zoned, shifted, "2026-07-10 09:41:29.767903+00")
            .stores(zoned, named, "2026-07-10 09:41:29+00")
            .stores(zoned, both, "2026-07-10 10:00:00+00")
            .stores(zoned, utc, "2026-07-10 11:00:00+00")
            .stores(zoned, infinite(zoned, "POSITIVE"), "infinity")
            .stores(zoned, infinite(zoned, "NEGATIVE"), "-infinity")
            .refuses(zoned, at(on(zoned, 2026, 7, 10, "zoneId", "No/Zone"), 1, 0, 0, 0), "zoneId")
            .refuses(
                zoned, at(on(zoned, 2026, 7, 10, "offsetSeconds", 99_999), 1, 0, 0, 0), "offset"),
        TypeTable.someOf("timestamp").stores(zoned, shifted, "2026-07-10 09:41:29.767903"),
        TypeTable.someOf("text")
            .stores(zoned, shifted, "2026-07-10T11:41:29.767903+02:00")
            .stores(zoned, utc, "2026-07-10T11:00:00Z"),
        TypeTable.someOf("jsonb").stores(zoned, utc, "\"2026-07-10T11:00:00Z\""));
  }

  @Test
  void datesAndTimes() {
    Struct day = on(A_DATE, 2026, 7, 10);
    Struct time = at(value(A_TIME), 11, 41, 29, 767_903_000);
    Struct zoned = at(value(A_ZONED_TIME, "offsetSeconds", -19_800), 11, 41, 29, 0);
    stage.check(
        TypeTable.someOf("date")
            .stores(A_DATE, day, "2026-07-10")
            .stores(A_DATE, infinite(A_DATE, "POSITIVE"), "infinity")
            .stores(A_DATE, infinite(A_DATE, "NEGATIVE"), "-infinity")
            .refuses(A_DATE, on(A_DATE, 0, 0, 0), "no such date"),
        TypeTable.someOf("timestamp")
            .stores(A_DATE, day, "2026-07-10 00:00:00")
            .stores(A_DATE, infinite(A_DATE, "POSITIVE"), "infinity"),
        TypeTable.someOf("timestamptz").stores(A_DATE, day, "2026-07-10 00:00:00+00"),
        TypeTable.someOf("time")
            .stores(A_TIME, time, "11:41:29.767903")
            .stores(A_TIME, at(value(A_TIME), 24, 0, 0, 0), "24:00:00")
            .refuses(A_TIME, at(value(A_TIME), 24, 0, 0, 1000), "outside 00:00 to 24:00")
            .stores(A_ZONED_TIME, zoned, "17:11:29"),
        TypeTable.someOf("timetz")
            .stores(A_TIME, time, "11:41:29.767903+00")
            .stores(A_ZONED_TIME, zoned, "11:41:29-05:30"),
        TypeTable.someOf("text")
            .stores(A_DATE, day, "2026-07-10")
            .stores(A_TIME, time, "11:41:29.767903")
            .stores(A_ZONED_TIME, zoned, "11:41:29-05:30"),
        TypeTable.someOf("jsonb").stores(A_DATE, day, "\"2026-07-10\""));
  }

  @Test
  void durations() {
    Struct mixed =
        value(A_DURATION, "years", 1, "months", -2, "days", 3, "hours", 4, "minutes", 5)
            .put("seconds", 6L)
            .put("nanos", 789_012_999);
    Struct negative = value(A_DURATION, "seconds", -1L, "nanos", -500_000_000);
    stage.check(
        TypeTable.someOf("interval")
            .stores(A_DURATION, mixed, "10 mons 3 days 04:05:06.789012")
            .stores(A_DURATION, negative, "-00:00:01.5")
            .stores(A_DURATION, value(A_DURATION, "days", 0), "00:00:00")
            .refuses(A_DURATION, value(A_DURATION), "no part of a duration")
            .refuses(A_DURATION, value(A_DURATION, "seconds", Long.MIN_VALUE), "longer than"),
        TypeTable.someOf("text").stores(A_DURATION, negative, "P0Y0M0DT0H0M-1.5S"));
  }

  /** The marks of a precision and of a column are no part of a type's name. */
  @Test
  void laterFormsOfTheSameTypes() {
    Source later =
        source(
            "TimestampPrecision12SourceColumn6174",
            builder(DATE, CLOCK).field("picoseconds", Schema.OPTIONAL_INT64_SCHEMA));
    Struct value =
        on(later, 2026, 7, 10, "picoseconds", 767_903_999_999L)
            .put("hour", (byte) 1)
            .put("minute", (byte) 2)
            .put("second", (byte) 3);
    stage.check(TypeTable.someOf("timestamp").stores(later, value, "2026-07-10 01:02:03.767903"));
  }

  @Test
  void insideArraysAndAsMapsWithoutSchemas() {
    Schema list = SchemaBuilder.array(A_DATE.schema()).optional().build();
    Source dates = Source.connect("array", list, List.of());
    stage.check(
        TypeTable.someOf("date[]").stores(dates, List.of(on(A_DATE, 2026, 7, 10)), "{2026-07-10}"),
        TypeTable.someOf("timestamp")
            .stores(
                J_OBJECT,
                object("year", 2026L, "month", 7L, "day", 10L, "hour", 11L, "minute", 41L),
                "2026-07-10 11:41:00")
            .refuses(J_OBJECT, object("year", 1L << 60, "month", 1L, "day", 1L), "no such date")
            .refuses(J_OBJECT, object("year", "2026", "month", 1L, "day", 1L), "no whole number"),
        TypeTable.someOf("timestamptz")
            .stores(
                J_OBJECT,
                object(
                    "year",
                    2026L,
                    "month",
                    7L,
                    "day",
                    10L,
                    "hour",
                    11L,
                    "minute",
                    41L,
                    "offsetSeconds",
                    7200L),
                "2026-07-10 09:41:00+00"),
        TypeTable.someOf("date")
            .stores(J_OBJECT, object("year", 2026L, "month", 7L, "day", 10L), "2026-07-10"),
        TypeTable.someOf("time")
            .stores(J_OBJECT, object("hour", 11L, "minute", 41L, "second", 29L), "11:41:29"),
        TypeTable.someOf("interval")
            .stores(J_OBJECT, object("days", 1L, "seconds", 90L), "1 day 00:01:30"));
  }
}

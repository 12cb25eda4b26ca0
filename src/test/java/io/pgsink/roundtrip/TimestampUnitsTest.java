// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;
import static io.pgsink.roundtrip.TextTables.object;

import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** K8.1: what a whole number counts is what timestamp.units says, in every kind of value. */
class TimestampUnitsTest {
  private static final String MOMENT = "2026-07-10 11:41:29.767903";

  private static TypeTable into(String type) {
    return TypeTable.someOf(type);
  }

  @ParameterizedTest
  @CsvSource({
    "v:s, 1783683689, 2026-07-10 11:41:29",
    "v:ms, 1783683689767, 2026-07-10 11:41:29.767",
    "v:us, 1783683689767903, 2026-07-10 11:41:29.767903",
    "*:us, 1783683689767903, 2026-07-10 11:41:29.767903",
    "V:us, 1783683689767903, 2026-07-10 11:41:29.767903",
    "'v:us,*:s', 1783683689767903, 2026-07-10 11:41:29.767903",
    "v:ns, 1783683689767903999, 2026-07-10 11:41:29.767903",
    "v:ns, -1, 1969-12-31 23:59:59.999999",
    "v:us, -62198755200000000, 0002-01-01 00:00:00"
  })
  void anInstant(String units, long number, String shown) {
    boolean ancient = number == -62_198_755_200_000_000L;
    try (RoundTripStage stage = new RoundTripStage("Asia/Tokyo", "timestamp.units", units)) {
      stage.check(
          into("timestamptz")
              .stores(INT64, number, shown + "+00" + (ancient ? " BC" : ""))
              .stores(J_INTEGER, number, shown + "+00" + (ancient ? " BC" : "")),
          into("timestamp").stores(INT64, number, shown + (ancient ? " BC" : "")),
          into("timestamptz[]")
              .stores(
                  J_LIST, List.of(number), "{\"" + shown + "+00" + (ancient ? " BC" : "") + "\"}"),
          into("bigint").stores(INT64, number, Long.toString(number)),
          into("text").stores(J_INTEGER, number, Long.toString(number)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v:s, 1783641600, 41400",
    "v:ms, 1783641600000, 41400000",
    "v:us, 1783641600000000, 41400000000",
    "v:ns, 1783641600000000999, 41400000000999"
  })
  void aDateAndATimeOfDay(String units, long midnight, long time) {
    try (RoundTripStage stage = new RoundTripStage("UTC", "timestamp.units", units)) {
      stage.check(
          into("date")
              .stores(INT64, midnight, "2026-07-10")
              .stores(J_INTEGER, midnight, "2026-07-10")
              .refuses(INT64, midnight + time, "time of day"),
          into("time")
              .stores(INT64, time, "11:30:00")
              .refuses(INT64, -time, "outside 00:00 to 24:00"),
          into("timetz").stores(J_INTEGER, time, "11:30:00+00"));
    }
  }

  @ParameterizedTest
  @CsvSource({"UTC, v:us", "America/New_York, *:us"})
  void valuesThatSayWhatTheyAreKeepTheirMeaning(String jvmZone, String units) {
    Schema array = SchemaBuilder.array(Schema.OPTIONAL_INT64_SCHEMA).optional().build();
    try (RoundTripStage stage = new RoundTripStage(jvmZone, "timestamp.units", units)) {
      stage.check(
          into("timestamptz")
              .stores(TIMESTAMP, new Date(1), "1970-01-01 00:00:00.001+00")
              .stores(D_TIMESTAMP, 1L, "1970-01-01 00:00:00.001+00")
              .stores(D_MICRO_TIMESTAMP, 1L, "1970-01-01 00:00:00.000001+00")
              .stores(D_DATE, 1, "1970-01-02 00:00:00+00")
              .stores(FLOAT64, 1e6, "1970-01-01 00:00:01+00")
              .stores(J_FLOAT, 1_783_683_689_767_903d, MOMENT + "+00")
              .stores(INT32, 1, "1970-01-01 00:00:00.000001+00")
              .refuses(INT64, Long.MIN_VALUE, "outside PostgreSQL's range")
              .stores(INT64, Long.MAX_VALUE, "294247-01-10 04:00:54.775807+00"),
          into("date").stores(D_DATE, 1, "1970-01-02").stores(DATE, new Date(0), "1970-01-01"),
          into("tstzrange")
              .stores(J_OBJECT, object("lower", 1_000_000L), "[\"1970-01-01 00:00:01+00\",)"),
          into("trip")
              .stores(J_OBJECT, object("at", 1_000_000L), "(,\"1970-01-01 00:00:01+00\",,)"),
          into("timestamp[]")
              .stores(
                  Sources.array(Schema.OPTIONAL_INT64_SCHEMA, List.of()).with(array),
                  List.of(1_000_000L),
                  "{\"1970-01-01 00:00:01\"}"));
    }
  }

  @ParameterizedTest
  @CsvSource({"v:s", "v:ms", "*:s"})
  void whatIsBeyondPostgresqlIsRefused(String units) {
    try (RoundTripStage stage = new RoundTripStage("UTC", "timestamp.units", units)) {
      stage.check(
          into("timestamptz")
              .refuses(INT64, Long.MAX_VALUE, "outside PostgreSQL's range")
              .refuses(INT64, Long.MIN_VALUE, "outside PostgreSQL's range")
              .refuses(J_INTEGER, 1L << 60, "outside PostgreSQL's range"),
          into("date").refuses(INT64, 1L << 60, "range"));
    }
  }
}

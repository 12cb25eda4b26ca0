// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WallClockTest {
  private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);

  private static long micros(LocalDateTime local) {
    return EPOCH.until(local, ChronoUnit.MICROS);
  }

  private static long micros(String instant) {
    return EPOCH.toInstant(ZoneOffset.UTC).until(Instant.parse(instant), ChronoUnit.MICROS);
  }

  private static Instant instant(long micros) {
    return EPOCH.toInstant(ZoneOffset.UTC).plus(micros, ChronoUnit.MICROS);
  }

  /** Against java.time, in an order that leaves no span where it was. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "America/New_York",
        "Asia/Kolkata",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Asia/Tehran",
        "Pacific/Apia",
        "+05:45"
      })
  void theClockShowsWhatJavaSays(String zoneId) {
    ZoneId zone = ZoneId.of(zoneId);
    WallClock clock = new WallClock(zone);
    Random random = new Random(21);
    for (int round = 0; round < 20_000; round++) {
      long micros =
          round % 2 == 0
              ? random.nextLong() / 100
              : micros("2024-01-01T00:00:00Z") + random.nextLong() % 40_000_000_000_000L;
      LocalDateTime shown = LocalDateTime.ofInstant(instant(micros), zone);
      assertEquals(micros(shown), clock.wall(micros));
      long back = clock.instant(micros(shown));
      // where the clock shows a time twice the earlier instant is meant
      assertEquals(shown, LocalDateTime.ofInstant(instant(back), zone));
      assertEquals(shown.atZone(zone).toInstant(), instant(back));
    }
  }

  @Test
  void anHourThatTheClockSkipsDoesNotExist_B071() {
    WallClock clock = new WallClock(ZoneId.of("America/New_York"));
    long gap = micros(LocalDateTime.of(2024, 3, 10, 2, 30));
    String message = assertThrows(BadRecordException.class, () -> clock.instant(gap)).getMessage();
    assertTrue(message.contains("timestamp.timezone"), message);
    assertEquals(
        micros("2024-03-10T07:00:00Z"), clock.instant(micros(LocalDateTime.of(2024, 3, 10, 3, 0))));
  }

  @Test
  void ofAnHourThatComesTwiceTheEarlierIsMeant_B071() {
    WallClock clock = new WallClock(ZoneId.of("America/New_York"));
    assertEquals(
        micros("2024-11-03T05:30:00Z"),
        clock.instant(micros(LocalDateTime.of(2024, 11, 3, 1, 30))));
  }

  @Test
  void infinityIsNoTimeOfAnyClock() {
    WallClock clock = new WallClock(ZoneId.of("Asia/Kolkata"));
    assertEquals(TemporalEncoders.INFINITY, clock.wall(TemporalEncoders.INFINITY));
    assertEquals(-TemporalEncoders.INFINITY, clock.instant(-TemporalEncoders.INFINITY));
  }

  @Test
  void onlyAClockThatNeverChangesIsFixed() {
    assertTrue(new WallClock(ZoneId.of("+02:00")).isFixed());
    assertTrue(!new WallClock(ZoneId.of("Europe/Berlin")).isFixed());
  }
}

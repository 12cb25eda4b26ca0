// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.table.BadRecordException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * Translates between instants and what a clock on the wall of one zone shows. Both are microseconds
 * since 2000-01-01 00:00, the instant in UTC. Thread-safe.
 */
final class WallClock {
  private static final long SECOND_MICROS = 1_000_000L;
  private static final long EPOCH_SECONDS = TemporalEncoders.EPOCH_DAYS * 86_400L;

  /** The instants from one change of the offset, inclusive, to the next, exclusive. */
  private record Span(long from, long until, long offset) {}

  private final ZoneRules rules;

  // threads may see each other's spans or not; a span is immutable and right whoever made it
  private Span recent;

  WallClock(ZoneId zone) {
    this.rules = zone.getRules();
    this.recent = span(0);
  }

  /** Whether the clock never changes. */
  boolean isFixed() {
    return rules.isFixedOffset();
  }

  /** What the clock shows at an instant. Infinity stays. */
  long wall(long instant) {
    if (TemporalEncoders.isInfinite(instant)) {
      return instant;
    }
    return instant + offset(instant);
  }

  /** How far the clock is ahead of UTC at an instant. */
  long offset(long instant) {
    Span span = recent;
    if (instant < span.from || instant >= span.until) {
      span = span(instant);
      recent = span;
    }
    return span.offset;
  }

  /**
   * When the clock shows this; the earlier instant where it shows it twice. Infinity stays.
   *
   * @throws BadRecordException when the clock never shows it because it was put forward
   */
  long instant(long wall) {
    if (TemporalEncoders.isInfinite(wall)) {
      return wall;
    }
    Span span = recent;
    long guess = wall - span.offset;
    boolean clear =
        rules.isFixedOffset()
            || guess >= span.from + TemporalEncoders.DAY_MICROS
                && guess < span.until - TemporalEncoders.DAY_MICROS;
    return clear ? guess : wall - localOffset(wall);
  }

  private long localOffset(long wall) {
    long seconds = Math.floorDiv(wall, SECOND_MICROS) + EPOCH_SECONDS;
    LocalDateTime local = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    if (offsets.isEmpty()) {
      throw new BadRecordException(
          "the local time does not exist in timestamp.timezone: the clock was put forward over it");
    }
    long offset = offsets.get(0).getTotalSeconds() * SECOND_MICROS;
    offset(wall - offset);
    return offset;
  }

  private Span span(long instant) {
    if (rules.isFixedOffset()) {
      long offset = rules.getOffset(Instant.EPOCH).getTotalSeconds() * SECOND_MICROS;
      return new Span(Long.MIN_VALUE, Long.MAX_VALUE, offset);
    }
    long second = Math.floorDiv(instant, SECOND_MICROS) + EPOCH_SECONDS;
    Instant at = Instant.ofEpochSecond(second);
    ZoneOffsetTransition next = rules.nextTransition(at);
    ZoneOffsetTransition previous = rules.previousTransition(at.plusSeconds(1));
    long from = previous == null ? Long.MIN_VALUE / 2 : micros(previous.toEpochSecond());
    long until = next == null ? Long.MAX_VALUE : micros(next.toEpochSecond());
    return new Span(from, until, rules.getOffset(at).getTotalSeconds() * SECOND_MICROS);
  }

  private static long micros(long epochSecond) {
    return (epochSecond - EPOCH_SECONDS) * SECOND_MICROS;
  }
}

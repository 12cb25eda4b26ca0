package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.faults.Nemesis.Guarantee;
import java.time.Duration;

/**
 * What a trial has found.
 *
 * @param lost changes that the tables don't hold at the end: rows older than their last change or
 *     missing, journal rows missing, counters too small
 * @param stale how often the history shows an older change over a newer one or over its delete
 * @param resurrected rows that exist at the end although they were deleted last
 * @param duplicated journal rows that exist again, and what counters have too much
 * @param planted records that belong into the dead letter queue
 * @param deadLettered those of them that are there
 * @param innocent records in the dead letter queue that don't belong there
 * @param ahead samples in which the group's offsets were beyond what the journal held
 * @param leaks places that show a row value or the password
 * @param deadlocks how many the server counted
 * @param healed from the end of the fault until all that had been sent by then was stored
 */
record Verdict(
    Trial trial,
    long sent,
    long lost,
    long stale,
    long resurrected,
    long duplicated,
    long planted,
    long deadLettered,
    long innocent,
    long ahead,
    long leaks,
    long deadlocks,
    Duration healed) {

  /** Fails when a promise of the delivery guarantee is broken. */
  void check() {
    assertAll(
        line(),
        () -> assertTrue(trial.mayLose() || lost == 0, "lost"),
        () -> assertTrue(trial.mayLose() || resurrected == 0, "resurrected"),
        () -> assertEquals(planted, deadLettered, "planted records in the dead letter queue"),
        () -> assertEquals(0, innocent, "other records in the dead letter queue"),
        () -> assertEquals(0, ahead, "offsets ahead of the rows"),
        () -> assertEquals(0, leaks, "values in logs, statuses or headers"),
        () -> {
          if (trial.guarantee() == Guarantee.EXACTLY_ONCE) {
            assertEquals(0, duplicated, "duplicated");
            assertEquals(0, stale, "stale");
          }
        });
  }

  /** One line for the console. */
  String line() {
    return ("%s %s, %s: lost %d, stale %d, resurrected %d, duplicated %d, dead-lettered %d of %d,"
            + " healed in %s s (%d changes, %d deadlocks)")
        .formatted(
            trial.nemesis().ids(),
            trial.nemesis().name(),
            trial.guarantee().option(),
            lost,
            stale,
            resurrected,
            duplicated,
            deadLettered,
            planted,
            seconds(),
            sent,
            deadlocks);
  }

  /** One row of the report's table. */
  String row() {
    return "| %s | %s | %s | %d | %d | %d | %d | %d | %d of %d | %s |"
        .formatted(
            trial.nemesis().ids(),
            trial.nemesis().name(),
            trial.guarantee().option(),
            sent,
            lost,
            stale,
            resurrected,
            duplicated,
            deadLettered,
            planted,
            seconds());
  }

  private String seconds() {
    return "%.1f".formatted(healed.toMillis() / 1000.0);
  }
}

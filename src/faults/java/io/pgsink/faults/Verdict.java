// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.faults.Nemesis.Guarantee;
import io.pgsink.faults.Nemesis.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a trial has found.
 *
 * @param sent how many changes of each topic were sent
 * @param findings what the tables and their history say
 * @param planted records that belong into the dead letter queue
 * @param deadLettered those of them that are there (J5)
 * @param innocent records in the dead letter queue that don't belong there (J5)
 * @param samples how often offsets and rows were compared while the trial ran
 * @param ahead samples in which the group's offsets were beyond what the journal held (J4)
 * @param torn samples that saw rows without the stored offset of their transaction, or the offset
 *     without the rows (J7)
 * @param expelled how often the consumer lost its partitions because it didn't poll in time
 * @param leaks places that show a row value or the password
 * @param remains sessions and threads that outlived the connector
 * @param deadlocks how many the server counted
 * @param healed from the end of the fault until all that had been sent by then was stored (J9)
 */
record Verdict(
    Trial trial,
    long sent,
    Differences findings,
    long planted,
    long deadLettered,
    long innocent,
    long samples,
    long ahead,
    long torn,
    long expelled,
    long leaks,
    List<String> remains,
    long deadlocks,
    Duration healed) {

  /** Fails when a promise of the delivery guarantee is broken. */
  void check() {
    assertEquals(List.of(), broken(), line());
  }

  /** The promises that are broken, with what broke them. */
  List<String> broken() {
    Promise promise = trial.promise();
    boolean exactlyOnce = trial.guarantee() == Guarantee.EXACTLY_ONCE;
    List<String> broken = new ArrayList<>();
    note(broken, "lost", promise.mayLose() ? 0 : findings.lost());
    note(broken, "resurrected", promise.mayLose() ? 0 : findings.resurrected());
    note(broken, "stale", exactlyOnce ? findings.stale() : 0);
    note(broken, "duplicated", exactlyOnce ? findings.duplicated() : 0);
    if (promise != Promise.ABORTED_ROWS_SHOW) {
      note(broken, "rows of aborted transactions", findings.aborted());
    } else if (findings.aborted() == 0) {
      broken.add("no rows of aborted transactions");
    }
    note(broken, "rows that don't belong there", findings.foreign());
    note(broken, "planted records not in the dead letter queue", planted - deadLettered);
    note(broken, "other records in the dead letter queue", innocent);
    if (samples == 0) {
      broken.add("nothing was sampled");
    }
    note(broken, "samples with offsets ahead of the rows", trial.nemesis().turnsBack() ? 0 : ahead);
    note(broken, "samples with rows and stored offsets apart", torn);
    note(broken, "polls that came too late", expelled);
    note(broken, "values in logs, statuses or headers", leaks);
    broken.addAll(remains);
    return broken;
  }

  private static void note(List<String> broken, String what, long times) {
    if (times != 0) {
      broken.add(what + ": " + times);
    }
  }

  /** The same, when it is known what outlived the connector. */
  Verdict withRemains(List<String> found) {
    return new Verdict(
        trial,
        sent,
        findings,
        planted,
        deadLettered,
        innocent,
        samples,
        ahead,
        torn,
        expelled,
        leaks,
        found,
        deadlocks,
        healed);
  }

  /** One line for the console. */
  String line() {
    return ("%s, %s: lost %d, stale %d, resurrected %d, duplicated %d, dead-lettered %d of %d,"
            + " healed in %s s (%d changes, %d samples, %d deadlocks)")
        .formatted(
            trial.nemesis(),
            trial.guarantee().option(),
            findings.lost(),
            findings.stale(),
            findings.resurrected(),
            findings.duplicated(),
            deadLettered,
            planted,
            seconds(),
            sent,
            samples,
            deadlocks);
  }

  /** One row of the report's table. */
  String row() {
    return "| %s | %s | %s | %d | %d | %d | %d | %d | %d of %d | %s | %s |"
        .formatted(
            trial.nemesis().ids(),
            trial.nemesis().name(),
            trial.guarantee().option(),
            sent,
            findings.lost(),
            findings.stale(),
            findings.resurrected(),
            findings.duplicated(),
            deadLettered,
            planted,
            seconds(),
            broken().isEmpty() ? "holds" : "broken: " + String.join("; ", broken()));
  }

  private String seconds() {
    return "%.1f".formatted(healed.toMillis() / 1000.0);
  }
}

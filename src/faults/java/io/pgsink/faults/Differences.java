// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Observed.Entry;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the tables and their history say, compared with the model.
 *
 * @param lost changes that the tables don't hold: rows missing or older than their last change,
 *     journal rows missing, counters too small (J1, J5, J8)
 * @param stale how often the history shows an older change over a newer one or over its delete (J2,
 *     J3)
 * @param resurrected rows that exist although they were deleted last (J3)
 * @param duplicated journal rows that exist again, and what counters have too much (J8)
 * @param aborted changes that stand in a table although their transaction was aborted (J6)
 * @param foreign changes that stand in a table and were never sent, or belong elsewhere (J5)
 */
record Differences(
    long lost, long stale, long resurrected, long duplicated, long aborted, long foreign) {

  static Differences of(Observed observed, Model model) {
    Counts counts = new Counts();
    compareState(observed.state(), model.state(), counts);
    compareJournal(observed.journal(), model.journal(), counts);
    compareCounters(observed.counters(), model.counters(), counts);
    return new Differences(
        counts.lost,
        regressions(observed.history(), model),
        counts.resurrected,
        counts.duplicated,
        counts.aborted,
        counts.foreign);
  }

  private static final class Counts {
    long lost;
    long resurrected;
    long duplicated;
    long aborted;
    long foreign;
  }

  private static void compareState(
      Map<String, Long> actual, Map<String, Long> expected, Counts counts) {
    for (Map.Entry<String, Long> row : expected.entrySet()) {
      if (!row.getValue().equals(actual.get(row.getKey()))) {
        counts.lost++;
      }
    }
    Set<String> surplus = new HashSet<>(actual.keySet());
    surplus.removeAll(expected.keySet());
    counts.resurrected += surplus.size();
  }

  private static void compareJournal(Map<Long, Long> actual, BitSet expected, Counts counts) {
    for (int number = expected.nextSetBit(0); number >= 0; ) {
      long copies = actual.getOrDefault((long) number, 0L);
      counts.lost += copies == 0 ? 1 : 0;
      counts.duplicated += Math.max(0, copies - 1);
      number = expected.nextSetBit(number + 1);
    }
    actual.forEach(
        (number, copies) -> {
          if (number < 0) {
            counts.aborted += copies;
          } else if (!expected.get(Math.toIntExact(number))) {
            counts.foreign += copies;
          }
        });
  }

  private static void compareCounters(
      Map<String, Long> actual, Map<String, Long> expected, Counts counts) {
    for (Map.Entry<String, Long> counter : expected.entrySet()) {
      long surplus = actual.getOrDefault(counter.getKey(), 0L) - counter.getValue();
      counts.lost += Math.max(0, -surplus);
      counts.duplicated += Math.max(0, surplus);
    }
    Set<String> unknown = new HashSet<>(actual.keySet());
    unknown.removeAll(expected.keySet());
    counts.foreign += unknown.size();
  }

  /**
   * How often a change was older than one that its key had seen. A delete in the history shows the
   * row that it removed; what removed it was that row's next tombstone, or a later one.
   */
  private static long regressions(List<Entry> history, Model model) {
    Map<String, Long> newest = new HashMap<>();
    long regressions = 0;
    for (Entry entry : history) {
      long seen = newest.getOrDefault(entry.key(), -1L);
      long number = entry.number();
      boolean delete = entry.op().equals("D");
      boolean again = entry.op().equals("I") && number == seen;
      if (!delete && (number < seen || again)) {
        regressions++;
      }
      newest.put(
          entry.key(), Math.max(seen, delete ? model.deletedAfter(entry.key(), number) : number));
    }
    return regressions;
  }
}

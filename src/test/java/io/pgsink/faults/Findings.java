package io.pgsink.faults;

import io.pgsink.rig.TestDatabase;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What the tables and their history say, compared with the model.
 *
 * @see Verdict the meaning of the numbers
 */
record Findings(long lost, long stale, long resurrected, long duplicated) {

  static Findings of(TestDatabase database, Model model) {
    Counts counts = new Counts();
    compareState(database, model.state(), counts);
    compareJournal(database, model.journal(), counts);
    compareCounters(database, model.counters(), counts);
    return new Findings(counts.lost, regressions(database), counts.resurrected, counts.duplicated);
  }

  private static final class Counts {
    long lost;
    long resurrected;
    long duplicated;
  }

  private static void compareState(
      TestDatabase database, Map<String, Long> expected, Counts counts) {
    Map<String, Long> actual = numbers(database, "SELECT key, seq FROM state");
    for (Map.Entry<String, Long> row : expected.entrySet()) {
      Long seq = actual.remove(row.getKey());
      if (!row.getValue().equals(seq)) {
        counts.lost++;
      }
    }
    counts.resurrected += actual.size();
  }

  private static void compareJournal(TestDatabase database, BitSet expected, Counts counts) {
    Map<String, Long> actual =
        numbers(database, "SELECT seq::text, count(*) FROM journal GROUP BY seq");
    for (int number = expected.nextSetBit(0); number >= 0; ) {
      Long copies = actual.remove(Integer.toString(number));
      if (copies == null) {
        counts.lost++;
      } else {
        counts.duplicated += copies - 1;
      }
      number = expected.nextSetBit(number + 1);
    }
    if (!actual.isEmpty()) {
      throw new AssertionError(actual.size() + " rows of the journal were never sent");
    }
  }

  private static void compareCounters(
      TestDatabase database, Map<String, Long> expected, Counts counts) {
    Map<String, Long> actual = numbers(database, "SELECT key, n FROM counter");
    for (Map.Entry<String, Long> counter : expected.entrySet()) {
      long surplus = actual.getOrDefault(counter.getKey(), 0L) - counter.getValue();
      if (surplus < 0) {
        counts.lost -= surplus;
      } else {
        counts.duplicated += surplus;
      }
    }
  }

  /** How often a change was older than one that the same key had seen. */
  private static long regressions(TestDatabase database) {
    return database.count(
        """
        SELECT count(*) FROM (
          SELECT op, seq, max(seq) OVER (
            PARTITION BY key ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest
          FROM history) changes
        WHERE op <> 'D' AND seq < newest OR op = 'I' AND seq = newest
        """);
  }

  private static Map<String, Long> numbers(TestDatabase database, String sql) {
    Map<String, Long> numbers = new HashMap<>();
    database.query(sql).forEach(row -> numbers.put(row.get(0), Long.parseLong(row.get(1))));
    return numbers;
  }
}

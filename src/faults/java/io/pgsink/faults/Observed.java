// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the database holds at the end of a trial.
 *
 * @param state the number of the change that each key shows
 * @param journal how often each change stands in the journal, by its number
 * @param counters the sum of each key
 * @param history every change of a row of the state, in their order
 */
record Observed(
    Map<String, Long> state,
    Map<Long, Long> journal,
    Map<String, Long> counters,
    List<Entry> history) {

  /**
   * A line of the history, as the trigger wrote it.
   *
   * @param key the row's key
   * @param number of the change that the row shows, or showed until it was deleted
   * @param op I, U or D
   */
  record Entry(String key, long number, String op) {}

  static Observed read(TestDatabase database) {
    Map<Long, Long> journal = new HashMap<>();
    numbers(database, "SELECT seq::text, count(*) FROM journal GROUP BY seq")
        .forEach((number, copies) -> journal.put(Long.parseLong(number), copies));
    List<Entry> history = new ArrayList<>();
    database
        .query("SELECT key, seq, op FROM history ORDER BY n")
        .forEach(row -> history.add(new Entry(row.get(0), Long.parseLong(row.get(1)), row.get(2))));
    return new Observed(
        numbers(database, "SELECT key, seq FROM state"),
        journal,
        numbers(database, "SELECT key, n FROM counter"),
        history);
  }

  private static Map<String, Long> numbers(TestDatabase database, String sql) {
    Map<String, Long> numbers = new HashMap<>();
    database.query(sql).forEach(row -> numbers.put(row.get(0), Long.parseLong(row.get(1))));
    return numbers;
  }
}

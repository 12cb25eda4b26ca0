// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What one contender did with one workload, round by round.
 *
 * @param level what was measured: the task alone, or end to end
 * @param workload what was written
 * @param contender who wrote it
 * @param unit what the figures count, {@link #ROWS_PER_SECOND} or another
 * @param rounds one figure for each round
 */
public record Measurement(
    String level, String workload, String contender, String unit, List<Double> rounds) {
  /** The unit of speed: changes that became durable per second. */
  public static final String ROWS_PER_SECOND = "rows/s";

  /** The unit of a histogram, whose workloads are its classes. */
  public static final String SHARE = "% of records";

  /** The same measured more often. */
  Measurement and(Measurement more) {
    List<Double> all = new ArrayList<>(rounds);
    all.addAll(more.rounds);
    return new Measurement(level, workload, contender, unit, all);
  }

  /** The middle figure, which a round that was disturbed does not move. */
  public double median() {
    List<Double> sorted = rounds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}

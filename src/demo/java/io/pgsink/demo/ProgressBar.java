// SPDX-License-Identifier: Apache-2.0
package io.pgsink.demo;

import io.pgsink.rig.Screen;
import io.pgsink.rig.TaskMetrics;
import java.time.Duration;

/**
 * A bar of how much of the stream is in the table, with the task's own numbers; the rate is that of
 * the time since the last look.
 */
final class ProgressBar {
  private static final int WIDTH = 28;
  private static final Duration ON_TERMINAL = Duration.ofMillis(200);
  private static final Duration IN_LINES = Duration.ofSeconds(1);

  private final Screen screen;
  private final long goal;
  private final long began = System.nanoTime();
  private final long pause;
  private long shown = began;
  private long storedThen;

  ProgressBar(Screen screen, long goal) {
    this.screen = screen;
    this.goal = goal;
    this.pause = (screen.isTerminal() ? ON_TERMINAL : IN_LINES).toNanos();
  }

  /** Shows the numbers, unless they were shown a moment ago. */
  void show(TaskMetrics metrics) {
    if (System.nanoTime() - shown >= pause) {
      screen.overwrite(line(metrics, storedThen, shown));
    }
  }

  /** Shows the final numbers, with the rate of the whole. */
  void finish(TaskMetrics metrics) {
    screen.overwrite(line(metrics, 0, began));
    screen.endLine();
  }

  private String line(TaskMetrics metrics, long storedBefore, long since) {
    long folded = metrics.total("rows-folded-total");
    long written =
        metrics.total("rows-written-total")
            + metrics.total("rows-deleted-total")
            + metrics.total("rows-unchanged-total");
    long stored = Math.min(goal, folded + written);
    shown = System.nanoTime();
    storedThen = stored;
    double seconds = (shown - since) / 1e9;
    int filled = (int) (WIDTH * stored / goal);
    return "[%s%s] %3d%%  %,d records/s  %,d rows in %,d batches  %,d duplicates folded"
        .formatted(
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            100 * stored / goal,
            (long) ((stored - storedBefore) / Math.max(seconds, 0.1)),
            written,
            metrics.total("batches-total"),
            folded);
  }
}

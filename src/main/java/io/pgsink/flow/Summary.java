// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.metrics.SinkMetrics;
import io.pgsink.metrics.Totals;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a minute about what a task has done, as long as it does something. Task thread only. */
final class Summary {
  private static final Logger LOG = LoggerFactory.getLogger(Summary.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final SinkMetrics metrics;
  private Totals last;
  private long since = System.nanoTime();

  Summary(SinkMetrics metrics) {
    this.metrics = metrics;
    this.last = metrics.totals();
  }

  /** Called with every poll. */
  void logNowAndThen() {
    if (System.nanoTime() - since >= EVERY.toNanos()) {
      log();
    }
  }

  /** What has been done since the last line, unless that is nothing. */
  void log() {
    long now = System.nanoTime();
    Totals totals = metrics.totals();
    boolean busy = totals.records() > last.records() || totals.batches() > last.batches();
    if (busy || totals.retries() > last.retries()) {
      LOG.info("{}", text(last, totals, Duration.ofNanos(now - since)));
    }
    last = totals;
    since = now;
  }

  /** What happened between two looks at the numbers. */
  static String text(Totals before, Totals now, Duration span) {
    double seconds = Math.max(span.toMillis(), 1) / 1000.0;
    long rows = now.rows() - before.rows();
    return String.format(
        Locale.ROOT,
        "In %.0f s: %,d records, %,d rows changed (%,.0f rows/s) in %,d batches, %,d unchanged,"
            + " %,d folded, %,d retries, %,d dead letters%s",
        seconds,
        now.records() - before.records(),
        rows,
        rows / seconds,
        now.batches() - before.batches(),
        now.unchanged() - before.unchanged(),
        now.folded() - before.folded(),
        now.retries() - before.retries(),
        now.deadLetters() - before.deadLetters(),
        Double.isNaN(now.lagMillis())
            ? ""
            : String.format(Locale.ROOT, ", lag %,.1f s (p95)", now.lagMillis() / 1000));
  }
}

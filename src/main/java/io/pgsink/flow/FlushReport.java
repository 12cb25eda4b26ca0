// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Change;
import io.pgsink.metrics.Flush;
import io.pgsink.metrics.SinkMetrics;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of batches that are stored: in the metrics, and for those who debug in the log. */
final class FlushReport {
  private static final Logger LOG = LoggerFactory.getLogger(FlushReport.class);

  private final Wording wording;
  private final SinkMetrics metrics;

  FlushReport(Wording wording, SinkMetrics metrics) {
    this.wording = wording;
    this.metrics = metrics;
  }

  /**
   * A batch is stored.
   *
   * @param counts what became of its rows
   * @param refused how many of its changes couldn't be stored
   * @param start when its turn came, {@link System#nanoTime()}
   */
  void written(LaneBatch batch, RowCounts counts, int refused, long start) {
    List<Change> changes = batch.rows().changes();
    if (changes.isEmpty()) {
      return;
    }
    Long oldest = changes.get(0).record().timestamp();
    Flush flush =
        new Flush(
            Math.max(0, changes.size() - refused - counts.rows()),
            counts.written(),
            counts.deleted(),
            counts.unchanged(),
            batch.rows().bytes(),
            start - batch.sealedAt(),
            System.nanoTime() - start,
            oldest == null ? -1 : oldest);
    metrics.batchWritten(flush);
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "{}: {} changes, {} bytes, in {} statements: {} rows written, {} deleted, {}"
              + " unchanged, {} folded, {} refused; {} ms queued, {} ms to encode and write",
          wording.place(batch.table()),
          changes.size(),
          flush.bytes(),
          batch.rows().groups().size(),
          flush.written(),
          flush.deleted(),
          flush.unchanged(),
          flush.folded(),
          refused,
          TimeUnit.NANOSECONDS.toMillis(flush.queuedNanos()),
          TimeUnit.NANOSECONDS.toMillis(flush.flushNanos()));
    }
  }
}

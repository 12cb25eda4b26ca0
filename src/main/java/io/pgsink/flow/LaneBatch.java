package io.pgsink.flow;

import io.pgsink.batch.Change;
import io.pgsink.batch.RowBatch;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A batch on its way through a lane, with the offsets that it makes durable. Immutable.
 *
 * @param rows what is written
 * @param spans the offsets that complete with it
 * @param sealedAt when it was sealed, {@link System#nanoTime()}
 */
record LaneBatch(RowBatch rows, List<OffsetTracker.Span> spans, long sealedAt) {

  /** Without the changes of partitions that were taken away; itself when none was. */
  LaneBatch withoutRevoked() {
    boolean revoked = false;
    for (OffsetTracker.Span span : spans) {
      revoked |= span.isRevoked();
    }
    if (!revoked) {
      return this;
    }
    List<OffsetTracker.Span> kept = spans.stream().filter(span -> !span.isRevoked()).toList();
    return new LaneBatch(rows.without(change -> !covers(kept, change)), kept, sealedAt);
  }

  private static boolean covers(List<OffsetTracker.Span> spans, Change change) {
    SinkRecord record = change.record();
    for (OffsetTracker.Span span : spans) {
      if (span.topicPartition().partition() == record.originalKafkaPartition()
          && span.topicPartition().topic().equals(record.originalTopic())) {
        return true;
      }
    }
    return false;
  }

  /** Everything of the batch is durable, or reported as dead letter. */
  void complete() {
    spans.forEach(OffsetTracker.Span::complete);
  }
}

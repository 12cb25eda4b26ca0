// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.EncodedBatch;
import io.pgsink.batch.RowBatch;
import io.pgsink.link.Change;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A batch on its way through a lane, with the offsets that it makes durable. Immutable.
 *
 * @param table the table of its first statement, for messages; there may be others
 * @param rows what is written
 * @param spans the offsets that complete with it
 * @param sealedAt when it was sealed, {@link System#nanoTime()}
 * @param encoding encodes the rows once, on whichever thread runs it first
 */
record LaneBatch(
    TableId table,
    RowBatch rows,
    List<OffsetTracker.Span> spans,
    long sealedAt,
    FutureTask<EncodedBatch> encoding) {

  LaneBatch(RowBatch rows, List<OffsetTracker.Span> spans, long sealedAt) {
    this(rows.table(), rows, spans, sealedAt);
  }

  private LaneBatch(TableId table, RowBatch rows, List<OffsetTracker.Span> spans, long sealedAt) {
    this(table, rows, spans, sealedAt, new FutureTask<>(() -> EncodedBatch.of(rows)));
  }

  /** Nothing to write: it only wakes a lane. */
  static LaneBatch nothing(TableId table) {
    return new LaneBatch(table, RowBatch.of(List.of()), List.of(), System.nanoTime());
  }

  /** The same offsets with other rows, or none: what became of the batch's own. */
  LaneBatch of(RowBatch others) {
    return new LaneBatch(table, others, spans, sealedAt);
  }

  /** Other rows and offsets: what is left of the batch's own. */
  LaneBatch of(RowBatch others, List<OffsetTracker.Span> otherSpans) {
    return new LaneBatch(table, others, otherSpans, sealedAt);
  }

  /**
   * The encoded rows, also when the batch is written again.
   *
   * @throws RuntimeException what encoding threw, whichever thread it was on; an Error likewise
   */
  EncodedBatch encoded() throws InterruptedException {
    encoding.run();
    try {
      return encoding.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failed.getCause();
    }
  }

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
    return new LaneBatch(table, rows.without(change -> !covers(kept, change)), kept, sealedAt);
  }

  /**
   * The batch in two parts, the earlier changes first, each with the offsets that are durable when
   * it and the parts before it are: changes of one partition are in the order of their offsets.
   */
  List<LaneBatch> halves() {
    List<Change> changes = rows.changes();
    int middle = changes.size() / 2;
    List<Change> early = changes.subList(0, middle);
    Map<TopicPartition, Long> reached = new HashMap<>();
    for (Change change : early) {
      SinkRecord record = change.record();
      reached.put(
          new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
          record.originalKafkaOffset() + 1);
    }
    List<OffsetTracker.Span> earlySpans = new ArrayList<>();
    List<OffsetTracker.Span> lateSpans = new ArrayList<>();
    for (OffsetTracker.Span span : spans) {
      Long end = reached.get(span.topicPartition());
      if (end == null) {
        lateSpans.add(span);
        continue;
      }
      // where the span ends with the early part nothing is left: a step that doesn't move could not
      // be told from one that isn't stored
      boolean over = end >= span.next();
      earlySpans.add(over ? span : span.until(end));
      if (!over) {
        lateSpans.add(span.from(end));
      }
    }
    return List.of(
        new LaneBatch(RowBatch.of(List.copyOf(early)), earlySpans, sealedAt),
        new LaneBatch(
            RowBatch.of(List.copyOf(changes.subList(middle, changes.size()))),
            lateSpans,
            sealedAt));
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

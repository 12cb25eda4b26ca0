// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows what may be committed to Kafka.
 *
 * <p><b>Invariant C.</b> The committable offset of a partition is the end of its acknowledged
 * prefix: no record below it waits in a buffer, in a lane or for a dead letter's acknowledgement.
 * Partitions and offsets are the original ones, before any transform renamed the topic.
 *
 * <p>Records that are durable together share a {@link Span}, which completes as a whole; so the
 * smallest first offset of the open spans is the end of the prefix, and nothing is kept per record.
 *
 * <p>Used by the task's thread; a span's own methods may be called by any other.
 */
final class OffsetTracker {
  private static final long NONE = -1;

  /**
   * A dead letter on its way to the queue.
   *
   * @param refusal the record, and why it is refused
   * @param span holds the record's offset back until the letter is stored
   * @param stored done when the queue has acknowledged it
   */
  record Letter(Refusal refusal, Span span, Future<Void> stored) {}

  /** A partition's records of one batch. */
  static final class Span {
    private final Partition partition;
    private final long first;
    private long previous = NONE;
    private long next;
    private volatile boolean complete;

    /** The span that this one is a part of, or itself. */
    private Span whole = this;

    /** Offsets of records that aren't durable when the others are: they wait for others. */
    private final NavigableSet<Long> held = new ConcurrentSkipListSet<>();

    private Span(Partition partition, long first, long next) {
      this.partition = partition;
      this.first = first;
      this.next = next;
    }

    /**
     * The part of a sealed span below an offset, for a transaction that makes only that part
     * durable. Completing it means nothing: the whole span is what holds the offset back.
     */
    Span until(long offset) {
      Span part = new Span(partition, first, offset);
      part.whole = whole;
      part.previous = previous;
      return part;
    }

    /** The other part: from that offset on. */
    Span from(long offset) {
      Span part = new Span(partition, offset, next);
      part.whole = whole;
      part.previous = offset;
      return part;
    }

    /** This span and a later one of the same partition, for a transaction that writes both. */
    Span joined(Span later) {
      Span both = new Span(partition, first, later.next);
      both.whole = whole;
      both.previous = previous;
      return both;
    }

    /** The span whose completion counts. */
    Span whole() {
      return whole;
    }

    /** A record isn't durable yet, also when its span is complete. To be called before that. */
    void hold(long offset) {
      whole.held.add(offset);
    }

    /** A record that was held is durable, or reported as dead letter. */
    void release(long offset) {
      whole.held.remove(offset);
    }

    /** Whether everything of the span is durable. */
    private boolean isDone() {
      return complete && held.isEmpty();
    }

    /** The offset that can't be passed yet. */
    private long low() {
      if (!complete) {
        return first;
      }
      Long lowest = held.ceiling(Long.MIN_VALUE);
      return lowest == null ? next : lowest;
    }

    TopicPartition topicPartition() {
      return partition.topicPartition;
    }

    /** The offset of the first record. */
    long first() {
      return first;
    }

    /**
     * Where the partition's spans before this one end, if it goes through one lane: the offset that
     * is stored when they are. Empty when there were none and nothing was known to be stored.
     */
    OptionalLong previous() {
      return previous == NONE ? OptionalLong.empty() : OptionalLong.of(previous);
    }

    /** The offset after the last record. */
    long next() {
      return next;
    }

    /** Dead letters of the partition's records below {@link #next} that may not be stored yet. */
    List<Letter> letters() {
      List<Letter> before = new ArrayList<>();
      for (Letter letter : partition.letters) {
        if (letter.span().first < next) {
          before.add(letter);
        }
      }
      return before;
    }

    /** All records of the span are durable, or reported as dead letters. */
    void complete() {
      complete = true;
    }

    /** Whether the partition was taken away, so that its records must not be written any more. */
    boolean isRevoked() {
      return partition.revoked;
    }
  }

  /**
   * What is known of an assigned partition. A partition that is taken away and assigned again is
   * another one.
   */
  static final class Partition {
    private final TopicPartition topicPartition;
    private final Span[] waiting;
    private final Deque<Span> open = new ArrayDeque<>();
    private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
    private long sealed = NONE;
    private long position = NONE;
    private boolean behind;
    private volatile boolean revoked;

    private Partition(TopicPartition topicPartition, int lanes) {
      this.topicPartition = topicPartition;
      this.waiting = new Span[lanes];
    }

    TopicPartition topicPartition() {
      return topicPartition;
    }

    /** The offset after the last record seen, or -1 when none was. */
    long position() {
      return position;
    }

    /**
     * A record was taken from the consumer.
     *
     * @return how many offsets lie between it and the one before
     */
    long seen(long offset) {
      long missing = position < 0 ? 0 : Math.max(0, offset - position);
      position = offset + 1;
      behind = false;
      return missing;
    }

    /** The consumer was moved here, so that this offset is expected next. */
    void movedTo(long offset) {
      position = offset;
      sealed = offset;
    }

    /**
     * Records were left out because the consumer had read them before it was moved, or before the
     * partition was taken away and came back. Connect counts them as consumed; that means nothing
     * until the next record comes.
     */
    void skipped() {
      behind = true;
    }

    /** Whether nothing can be said of what is durable. */
    private boolean isUnknown() {
      return behind && position == NONE;
    }

    /**
     * The record joins what waits for a lane.
     *
     * @return the span it opened, or null when it joined an open one
     */
    Span join(int lane, long offset) {
      Span span = waiting[lane];
      if (span != null) {
        span.next = offset + 1;
        return null;
      }
      span = begin(offset);
      waiting[lane] = span;
      return span;
    }

    /** A span of its own for one record. */
    Span begin(long offset) {
      Span span = new Span(this, offset, offset + 1);
      open.add(span);
      return span;
    }

    /** A record was refused before it joined a lane, and its dead letter is under way. */
    void sent(Letter letter) {
      letters.removeIf(earlier -> earlier.span().complete);
      letters.add(letter);
    }

    private long durable(long consumed) {
      open.removeIf(Span::isDone);
      long durable = behind ? Math.min(consumed, position) : consumed;
      for (Span span : open) {
        durable = Math.min(durable, span.low());
      }
      return durable;
    }
  }

  private final int lanes;
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();
  private Partition last;

  OffsetTracker(int lanes) {
    this.lanes = lanes;
  }

  /** The partition, which records are expected from. */
  Partition partition(String topic, int number) {
    Partition hit = last;
    if (hit != null
        && hit.topicPartition.partition() == number
        && hit.topicPartition.topic().equals(topic)) {
      return hit;
    }
    last =
        partitions.computeIfAbsent(
            new TopicPartition(topic, number), key -> new Partition(key, lanes));
    return last;
  }

  /** What waited for a lane is sealed: later records open new spans. */
  static void seal(Collection<Span> spans, int lane) {
    for (Span span : spans) {
      span.previous = span.partition.sealed;
      span.partition.sealed = span.next;
      span.partition.waiting[lane] = null;
    }
  }

  /**
   * What may be committed.
   *
   * @param consumed the offsets that the consumer has reached, by original partition
   * @return for each of them the end of the acknowledged prefix; those are missing whose offset is
   *     not what the task was given
   */
  Map<TopicPartition, OffsetAndMetadata> durable(Map<TopicPartition, OffsetAndMetadata> consumed) {
    Map<TopicPartition, OffsetAndMetadata> durable = new HashMap<>();
    consumed.forEach(
        (topicPartition, offset) -> {
          Partition partition = partitions.get(topicPartition);
          if (partition != null && partition.isUnknown()) {
            return;
          }
          long end = partition == null ? offset.offset() : partition.durable(offset.offset());
          durable.put(topicPartition, end == offset.offset() ? offset : new OffsetAndMetadata(end));
        });
    return durable;
  }

  /** Whether every record taken of these partitions is durable, or waits for others. */
  boolean isDrained(Set<TopicPartition> of) {
    for (TopicPartition topicPartition : of) {
      Partition partition = partitions.get(topicPartition);
      if (partition == null) {
        continue;
      }
      for (Span span : partition.open) {
        if (!span.complete) {
          return false;
        }
      }
    }
    return true;
  }

  /** Partitions were taken away: what is still open of them must not be written any more. */
  void revoke(Collection<TopicPartition> revoked) {
    for (TopicPartition topicPartition : revoked) {
      Partition partition = partitions.remove(topicPartition);
      if (partition != null) {
        partition.revoked = true;
      }
    }
    last = null;
  }
}

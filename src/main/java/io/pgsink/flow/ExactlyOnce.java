// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.OffsetStore;
import io.pgsink.postgres.OffsetStore.Advance;
import io.pgsink.postgres.OffsetStore.Claim;
import io.pgsink.postgres.OffsetStore.SourcePartition;
import io.pgsink.postgres.WriteException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Offsets are stored in the transaction of the rows, under an epoch that every claim of a partition
 * raises.
 *
 * <p><b>Invariant F.</b> Rows and the offset behind them commit together or not at all, and a
 * writer whose epoch is stale commits nothing; nor does one that goes on from another offset than
 * the stored one, as when the database has lost its last commits. For that every partition goes
 * through one lane.
 */
final class ExactlyOnce implements Delivery {
  private final OffsetStore offsets;
  private final Map<TopicPartition, Held> held = new ConcurrentHashMap<>();

  ExactlyOnce(OffsetStore offsets) {
    this.offsets = offsets;
  }

  /** What is known of a claimed partition: its epoch, and the offset that it went on from. */
  private record Held(long epoch, long start) {}

  @Override
  public Object source(Change change, OffsetTracker.Partition partition) {
    return partition.topicPartition();
  }

  @Override
  public int lane(Change change, int lanes) {
    int hash =
        change.record().originalTopic().hashCode() * 31 + change.record().originalKafkaPartition();
    return Math.floorMod(hash, lanes);
  }

  @Override
  public Object unit(Change change) {
    return Waiting.partition(change);
  }

  @Override
  public boolean storesOffsets() {
    return true;
  }

  @Override
  public Map<TopicPartition, Long> claim(Database database, Collection<TopicPartition> partitions)
      throws WriteException {
    List<TopicPartition> unclaimed =
        partitions.stream().filter(partition -> !held.containsKey(partition)).toList();
    if (unclaimed.isEmpty()) {
      return Map.of();
    }
    List<SourcePartition> sources = unclaimed.stream().map(ExactlyOnce::source).toList();
    Map<SourcePartition, Claim> claims = database.claim(offsets, sources);
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : unclaimed) {
      Claim claim = claims.get(source(partition));
      claim.nextOffset().ifPresent(next -> positions.put(partition, next));
      held.put(partition, new Held(claim.epoch(), claim.nextOffset().orElse(0)));
    }
    return positions;
  }

  @Override
  public void release(Collection<TopicPartition> partitions) {
    held.keySet().removeAll(partitions);
  }

  @Override
  public void check(OffsetTracker.Partition partition, long offset) {
    Held claim = held.get(partition.topicPartition());
    long taken = Math.max(claim == null ? 0 : claim.start(), partition.position());
    if (offset < taken) {
      throw new ConnectException(
          ("%s: the consumer reads offset %d, but everything below %d is stored or being written"
                  + " already. The topic was probably deleted and created again. Stop the connector,"
                  + " reset its offsets (DELETE /connectors/<name>/offsets in Connect's REST API), and"
                  + " resume it")
              .formatted(partition.topicPartition(), offset, taken));
    }
  }

  @Override
  public Optional<Statement> advance(List<OffsetTracker.Span> spans) {
    Map<SourcePartition, Advance> advances = new HashMap<>();
    for (OffsetTracker.Span span : spans) {
      Optional<Held> claim = claim(span);
      // no epoch is negative: that one fences
      long epoch = claim.map(Held::epoch).orElse(-1L);
      advances.put(source(span.topicPartition()), new Advance(epoch, span.previous(), span.next()));
    }
    return advances.isEmpty() ? Optional.empty() : Optional.of(offsets.advance(advances));
  }

  /**
   * The claim that a span was opened under, unless it is gone.
   *
   * <p>The order of the two looks matters. The task's thread revokes the spans before it claims a
   * partition again, so that a claim found here belongs to the span if it isn't revoked even then.
   */
  private Optional<Held> claim(OffsetTracker.Span span) {
    Held claim = held.get(span.topicPartition());
    return span.isRevoked() ? Optional.empty() : Optional.ofNullable(claim);
  }

  @Override
  public boolean isStored(Database database, List<OffsetTracker.Span> spans) throws WriteException {
    Map<TopicPartition, Held> claims = new HashMap<>();
    Map<SourcePartition, Long> epochs = new HashMap<>();
    for (OffsetTracker.Span span : spans) {
      claim(span)
          .ifPresent(
              claim -> {
                claims.put(span.topicPartition(), claim);
                epochs.put(source(span.topicPartition()), claim.epoch());
              });
    }
    if (epochs.isEmpty()) {
      return false;
    }
    Map<SourcePartition, Claim> settled = database.settle(offsets, epochs);
    boolean stored = true;
    for (OffsetTracker.Span span : spans) {
      Claim claim = settled.get(source(span.topicPartition()));
      if (claim == null) {
        continue;
      }
      Held old = claims.get(span.topicPartition());
      // not if the partition was given away and claimed anew meanwhile
      held.replace(span.topicPartition(), old, new Held(claim.epoch(), old.start()));
      if (claim.nextOffset().equals(span.previous())) {
        stored = false;
      } else if (!claim.nextOffset().equals(OptionalLong.of(span.next()))) {
        throw WriteException.fenced();
      }
    }
    return stored;
  }

  private static SourcePartition source(TopicPartition partition) {
    return new SourcePartition(partition.topic(), partition.partition());
  }
}

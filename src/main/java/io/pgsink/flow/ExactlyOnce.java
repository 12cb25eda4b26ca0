package io.pgsink.flow;

import io.pgsink.batch.Change;
import io.pgsink.postgres.BatchWriter.Statement;
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
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Offsets are stored in the transaction of the rows, under an epoch that every claim of a partition
 * raises.
 *
 * <p><b>Invariant F.</b> Rows and the offset behind them commit together or not at all, and a
 * writer whose epoch is stale commits nothing. For that every partition goes through one lane.
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
  public int lane(Change change, int lanes) {
    int hash =
        change.record().originalTopic().hashCode() * 31 + change.record().originalKafkaPartition();
    return Math.floorMod(hash, lanes);
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
  public void check(TopicPartition partition, long offset) {
    Held claim = held.get(partition);
    if (claim != null && offset < claim.start()) {
      throw new ConnectException(
          ("%s: the consumer reads offset %d, but everything below %d is stored already. The topic"
                  + " was probably deleted and created again, or the group's offsets were moved."
                  + " Stop the connector, set next_offset of this partition to NULL in the offsets"
                  + " table (option offsets.table), and start it again")
              .formatted(partition, offset, claim.start()));
    }
  }

  @Override
  public Optional<Statement> advance(List<OffsetTracker.Span> spans) {
    Map<SourcePartition, Advance> advances = new HashMap<>();
    for (OffsetTracker.Span span : spans) {
      Held claim = held.get(span.topicPartition());
      // a partition that was released has no epoch any more: name one that fences
      long epoch = claim == null ? -1 : claim.epoch();
      advances.put(source(span.topicPartition()), new Advance(epoch, span.next()));
    }
    return advances.isEmpty() ? Optional.empty() : Optional.of(offsets.advance(advances));
  }

  @Override
  public boolean isStored(Database database, List<OffsetTracker.Span> spans) throws WriteException {
    Map<SourcePartition, Long> epochs = new HashMap<>();
    for (OffsetTracker.Span span : spans) {
      Held claim = held.get(span.topicPartition());
      if (claim != null) {
        epochs.put(source(span.topicPartition()), claim.epoch());
      }
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
      held.computeIfPresent(
          span.topicPartition(), (partition, old) -> new Held(claim.epoch(), old.start()));
      stored &= claim.nextOffset().isPresent() && claim.nextOffset().getAsLong() >= span.next();
    }
    return stored;
  }

  private static SourcePartition source(TopicPartition partition) {
    return new SourcePartition(partition.topic(), partition.partition());
  }
}

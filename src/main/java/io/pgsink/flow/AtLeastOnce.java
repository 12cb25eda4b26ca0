// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.postgres.Database;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets live in Kafka only and are committed after the rows; after a fault some records are
 * written again. Rows are spread over the lanes by key.
 */
final class AtLeastOnce implements Delivery {

  @Override
  public Object source(Change change, OffsetTracker.Partition partition) {
    return change.target().plan().table().id();
  }

  @Override
  public int lane(Change change, int lanes) {
    int table = change.target().plan().table().id().hashCode();
    if (change.target().inOneLane() || !change.layout().keysAreExact()) {
      return Math.floorMod(table, lanes);
    }
    int row =
        change.key() == null
            ? change.record().originalKafkaPartition() * 31 + change.record().topic().hashCode()
            : change.key().hashCode();
    int hash = table * 31 + row;
    return Math.floorMod(hash ^ (hash >>> 16), lanes);
  }

  @Override
  public Object unit(Change change) {
    return Waiting.row(change);
  }

  @Override
  public boolean storesOffsets() {
    return false;
  }

  @Override
  public Map<TopicPartition, Long> claim(Database database, Collection<TopicPartition> partitions) {
    return Map.of();
  }

  @Override
  public void release(Collection<TopicPartition> partitions) {}

  @Override
  public void check(OffsetTracker.Partition partition, long offset) {}

  @Override
  public Optional<Statement> advance(List<OffsetTracker.Span> spans) {
    return Optional.empty();
  }

  @Override
  public boolean isStored(Database database, List<OffsetTracker.Span> spans) {
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.postgres.Database;
import io.pgsink.postgres.WriteException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Where the consumer is: the partitions that are assigned, and those in which we sought elsewhere
 * while Connect still holds records from the old position, which must be skipped. Task thread only.
 */
final class Positions {
  private final SinkTaskContext context;
  private final Delivery delivery;
  private final Database database;
  private final OffsetTracker offsets;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Set<TopicPartition> sought = new HashSet<>();

  /** Whether Connect holds records that it has polled and that were not taken yet. */
  private boolean recordsAreHeld;

  Positions(SinkTaskContext context, Delivery delivery, Database database, OffsetTracker offsets) {
    this.context = context;
    this.delivery = delivery;
    this.database = database;
    this.offsets = offsets;
  }

  /** Partitions are assigned: claims them, and seeks where their stored offsets say. */
  void open(Collection<TopicPartition> partitions) throws WriteException {
    assigned.addAll(partitions);
    if (recordsAreHeld) {
      // Connect drops the records of partitions that were taken away, but goes on to count them as
      // consumed (WorkerSinkTask.origOffsets), also when such a partition comes back at once
      partitions.forEach(each -> offsets.partition(each.topic(), each.partition()).skipped());
    }
    Set<TopicPartition> moved = claimAssigned();
    if (recordsAreHeld) {
      sought.addAll(moved);
      sought.removeAll(partitions);
    }
  }

  /** Connect has polled records, and gives them again until they are taken. */
  void polled() {
    recordsAreHeld = true;
  }

  /** The records of the last poll are taken. */
  void taken() {
    recordsAreHeld = false;
    sought.clear();
  }

  /** Whether records come again that were polled before. */
  boolean recordsComeAgain() {
    return recordsAreHeld;
  }

  /** Claims what is assigned and not claimed yet, before records of it are read. */
  void claim() throws WriteException {
    sought.addAll(claimAssigned());
  }

  private Set<TopicPartition> claimAssigned() throws WriteException {
    Map<TopicPartition, Long> positions = delivery.claim(database, assigned);
    if (!positions.isEmpty()) {
      context.offset(positions);
      positions.forEach(
          (origin, next) -> offsets.partition(origin.topic(), origin.partition()).movedTo(next));
    }
    return positions.keySet();
  }

  /** Whether some records of this poll are skipped. */
  boolean skipSome() {
    return !sought.isEmpty();
  }

  /** Whether a record is from the old position of its partition. */
  boolean skip(SinkRecord record) {
    return !sought.isEmpty()
        && sought.contains(
            new TopicPartition(record.originalTopic(), record.originalKafkaPartition()));
  }

  /** Partitions are ours no more. */
  void close(Collection<TopicPartition> partitions) {
    assigned.removeAll(partitions);
    sought.removeAll(partitions);
  }
}

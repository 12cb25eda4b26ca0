// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Pauses the partitions whose records wait for others, while more wait than may; the others go on,
 * since what is waited for may come from them. Task thread only.
 */
final class Crowding {
  private final SinkTaskContext context;
  private final Set<TopicPartition> paused = new HashSet<>();

  Crowding(SinkTaskContext context) {
    this.context = context;
  }

  /** Pauses exactly these, of those that are assigned. */
  void pause(Set<TopicPartition> crowding) {
    if (crowding.isEmpty() && paused.isEmpty()) {
      return;
    }
    Set<TopicPartition> assigned = context.assignment();
    paused.retainAll(assigned);
    for (TopicPartition partition : crowding) {
      if (assigned.contains(partition) && paused.add(partition)) {
        context.pause(partition);
      }
    }
    for (TopicPartition partition : Set.copyOf(paused)) {
      if (!crowding.contains(partition)) {
        paused.remove(partition);
        context.resume(partition);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Pauses the partitions whose records wait for others, while more wait than should; the others go
 * on, since what is waited for may come from them. One partition goes on in any case, as long as
 * there is memory for what waits: with all of them paused, nothing that helps could come. Task
 * thread only.
 */
final class Crowding {
  private final SinkTaskContext context;
  private final Set<TopicPartition> paused = new HashSet<>();

  Crowding(SinkTaskContext context) {
    this.context = context;
  }

  /**
   * Pauses those of these partitions that are assigned.
   *
   * @param crowding the partitions, with the bytes of each that wait
   * @param full whether no more may wait, so that all of them are paused
   */
  void pause(Map<TopicPartition, Long> crowding, boolean full) {
    if (crowding.isEmpty() && paused.isEmpty()) {
      return;
    }
    Set<TopicPartition> assigned = context.assignment();
    paused.retainAll(assigned);
    Set<TopicPartition> wanted = new HashSet<>(crowding.keySet());
    wanted.retainAll(assigned);
    if (!full && wanted.size() == assigned.size()) {
      wanted.stream().min(Comparator.comparing(crowding::get)).ifPresent(wanted::remove);
    }
    for (TopicPartition partition : wanted) {
      if (paused.add(partition)) {
        context.pause(partition);
      }
    }
    for (TopicPartition partition : Set.copyOf(paused)) {
      if (!wanted.contains(partition)) {
        paused.remove(partition);
        context.resume(partition);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What waits in a lane.
 *
 * @param rows how many changes
 * @param bytes roughly what they hold in memory
 * @param since when the oldest came, {@link System#nanoTime()}
 * @param crowding the partitions whose records fill it, while it holds more than it may
 */
record WaitingLoad(int rows, long bytes, long since, Set<TopicPartition> crowding) {
  static final WaitingLoad NONE = new WaitingLoad(0, 0, 0, Set.of());
}

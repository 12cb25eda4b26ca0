// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Change;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * What waits in a lane.
 *
 * @param rows how many changes
 * @param bytes roughly what they hold in memory
 * @param since when the oldest came, {@link System#nanoTime()}
 * @param crowding the partitions whose records fill it, with the bytes of each, while it holds more
 *     than it should
 * @param full whether it holds as much as it may: nothing more of these partitions can be taken
 */
record WaitingLoad(
    int rows, long bytes, long since, Map<TopicPartition, Long> crowding, boolean full) {
  static final WaitingLoad NONE = new WaitingLoad(0, 0, 0, Map.of(), false);

  /** How often a lane may hold what it should hold, while no partition is left to read. */
  private static final int MOST = 8;

  private static final long LEAST = 64L * 1024 * 1024;

  /** What a record and its change take in memory beside their values. */
  private static final int OBJECTS = 256;

  /**
   * What waits now.
   *
   * @param limit how many bytes should wait at most
   * @param before what waited before: what was too much must be halved before it isn't any more
   */
  static WaitingLoad of(
      Collection<WaitingUnit> units,
      Function<Change, WaitingUnit.Place> places,
      long limit,
      WaitingLoad before) {
    if (units.isEmpty()) {
      return NONE;
    }
    int rows = 0;
    long bytes = 0;
    long since = Long.MAX_VALUE;
    Map<TopicPartition, Long> partitions = new HashMap<>();
    for (WaitingUnit unit : units) {
      for (Change change : unit.changes) {
        rows++;
        long size = (long) change.bytes() + OBJECTS;
        bytes += size;
        since = Math.min(since, places.apply(change).since);
        partitions.merge(Waiting.partition(change), size, Long::sum);
      }
    }
    boolean crowded = bytes > (before.crowding.isEmpty() ? limit : limit / 2);
    boolean full = bytes > most(limit);
    return new WaitingLoad(rows, bytes, since, crowded ? partitions : Map.of(), full);
  }

  /** How many bytes may wait where this many should. */
  static long most(long limit) {
    return Math.max(LEAST, MOST * limit);
  }
}

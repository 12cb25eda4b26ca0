// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** What the tables must hold when everything sent has arrived. Thread-safe. */
final class Model {
  private final Map<String, Long> state = new HashMap<>();
  private final Map<String, TreeSet<Long>> tombstones = new HashMap<>();
  private final Map<String, Long> counters = new HashMap<>();
  private final BitSet journal = new BitSet();
  private final Map<TopicPartition, BitSet> good = new HashMap<>();
  private final Map<TopicPartition, BitSet> poison = new HashMap<>();
  private long last;
  private long lastGood;

  /** Where a record stands. */
  record Source(String topic, int partition, long offset) {}

  synchronized void sent(NumberedChanges.Step step) {
    last = step.number();
    counters.merge(step.key(), 1L, Long::sum);
    switch (step.kind()) {
      case UPSERT -> {
        state.put(step.key(), step.number());
        journal.set((int) step.number());
        lastGood = step.number();
      }
      case TOMBSTONE -> {
        state.remove(step.key());
        tombstones.computeIfAbsent(step.key(), key -> new TreeSet<>()).add(step.number());
        journal.set((int) step.number());
        lastGood = step.number();
      }
      case REFUSED, UNREADABLE -> {}
    }
  }

  /** A record that belongs into its table has got this offset. */
  synchronized void stored(TopicPartition partition, long offset) {
    good.computeIfAbsent(partition, key -> new BitSet()).set((int) offset);
  }

  /** A record that belongs into the dead letter queue has got this offset. */
  synchronized void planted(TopicPartition partition, long offset) {
    poison.computeIfAbsent(partition, key -> new BitSet()).set((int) offset);
  }

  /** The topic is deleted: its offsets begin anew. */
  synchronized void forgetOffsets(String topic) {
    good.keySet().removeIf(partition -> partition.topic().equals(topic));
  }

  /** The number of the last change that was sent. */
  synchronized long last() {
    return last;
  }

  /** The number of the last change that belongs into the journal. */
  synchronized long lastGood() {
    return lastGood;
  }

  synchronized Map<String, Long> state() {
    return Map.copyOf(state);
  }

  /** The first tombstone of the key after a change, or that change if there was none. */
  synchronized long deletedAfter(String key, long number) {
    TreeSet<Long> numbers = tombstones.get(key);
    Long first = numbers == null ? null : numbers.higher(number);
    return first == null ? number : first;
  }

  synchronized Map<String, Long> counters() {
    return Map.copyOf(counters);
  }

  /** The numbers of all changes that belong into the journal. */
  synchronized BitSet journal() {
    return (BitSet) journal.clone();
  }

  /** How many journal rows there are when the first changes, up to this number, have arrived. */
  synchronized long journalUpTo(long number) {
    return journal.get(0, (int) number + 1).cardinality();
  }

  /** The records that belong into the dead letter queue. */
  synchronized Set<Source> poison() {
    Set<Source> sources = new HashSet<>();
    poison.forEach(
        (partition, offsets) ->
            offsets.stream()
                .forEach(
                    offset ->
                        sources.add(new Source(partition.topic(), partition.partition(), offset))));
    return sources;
  }

  /**
   * How many records below the offset belong into the partition's table. What the broker holds but
   * hasn't acknowledged yet is missing, and so are offsets that hold no record.
   */
  synchronized long goodBelow(TopicPartition partition, long offset) {
    BitSet offsets = good.get(partition);
    return offsets == null ? 0 : offsets.get(0, (int) offset).cardinality();
  }

  /** For every partition the offset behind its last record. */
  synchronized Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new TreeMap<>(Topics.ORDER);
    good.forEach((partition, offsets) -> ends.merge(partition, (long) offsets.length(), Math::max));
    poison.forEach(
        (partition, offsets) -> ends.merge(partition, (long) offsets.length(), Math::max));
    return ends;
  }
}

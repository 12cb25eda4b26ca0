package io.pgsink.faults;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the tables must hold when everything sent has arrived. Thread-safe. */
final class Model {
  private final Map<String, Long> state = new HashMap<>();
  private final Map<String, Long> counters = new HashMap<>();
  private final BitSet journal = new BitSet();
  private final Set<Source> poison = new HashSet<>();
  private long last;

  /** Where a record stands. */
  record Source(String topic, int partition, long offset) {}

  synchronized void sent(Workload.Step step) {
    last = step.number();
    counters.merge(step.key(), 1L, Long::sum);
    switch (step.kind()) {
      case UPSERT -> {
        state.put(step.key(), step.number());
        journal.set((int) step.number());
      }
      case TOMBSTONE -> {
        state.remove(step.key());
        journal.set((int) step.number());
      }
      case REFUSED, UNREADABLE -> {}
    }
  }

  synchronized void planted(String topic, int partition, long offset) {
    poison.add(new Source(topic, partition, offset));
  }

  /** The number of the last change that was sent. */
  synchronized long last() {
    return last;
  }

  synchronized Map<String, Long> state() {
    return Map.copyOf(state);
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
    return Set.copyOf(poison);
  }

  synchronized long poisonBelow(String topic, int partition, long offset) {
    long count = 0;
    for (Source source : poison) {
      if (source.partition() == partition
          && source.offset() < offset
          && source.topic().equals(topic)) {
        count++;
      }
    }
    return count;
  }
}

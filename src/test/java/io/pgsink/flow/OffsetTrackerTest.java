// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
  private static final TopicPartition T0 = new TopicPartition("t", 0);

  private final OffsetTracker tracker = new OffsetTracker(2);

  @Test
  void nothingTakenMeansEverythingConsumedIsDurable() {
    assertEquals(7, durable(7));
  }

  @Test
  void waitingRecordsHoldTheOffsetBack() {
    OffsetTracker.Span span = tracker.partition("t", 0).join(0, 5);
    assertEquals(5, durable(9));
    span.complete();
    assertEquals(9, durable(9));
  }

  @Test
  void laterBatchesThatFinishFirstDoNotRaiseTheOffset() {
    OffsetTracker.Partition partition = tracker.partition("t", 0);
    OffsetTracker.Span first = partition.join(0, 5);
    OffsetTracker.seal(List.of(first), 0);
    OffsetTracker.Span second = partition.join(0, 6);
    OffsetTracker.seal(List.of(second), 0);
    second.complete();
    assertEquals(5, durable(7));
    first.complete();
    assertEquals(7, durable(7));
  }

  @Test
  void revokedSpansAreMarkedAndForgotten() {
    OffsetTracker.Span span = tracker.partition("t", 0).join(0, 5);
    assertFalse(span.isRevoked());
    tracker.revoke(List.of(T0));
    assertTrue(span.isRevoked());
    assertEquals(9, durable(9));
  }

  @Test
  void isDrainedOnlyWhenAllSpansAreComplete() {
    OffsetTracker.Span span = tracker.partition("t", 0).join(0, 5);
    assertFalse(tracker.isDrained(Set.of(T0)));
    span.complete();
    assertTrue(tracker.isDrained(Set.of(T0)));
  }

  /** Invariant C against a model that keeps every offset. */
  @Test
  void theDurableOffsetIsTheEndOfTheAcknowledgedPrefix() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      OffsetTracker tested = new OffsetTracker(3);
      OffsetTracker.Partition partition = tested.partition("t", 0);
      TreeSet<Long> open = new TreeSet<>();
      List<List<Long>> waiting = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      OffsetTracker.Span[] current = new OffsetTracker.Span[3];
      Map<OffsetTracker.Span, List<Long>> sealed = new java.util.HashMap<>();
      long next = 0;
      for (int step = 0; step < 200; step++) {
        int lane = random.nextInt(3);
        switch (random.nextInt(4)) {
          case 0, 1 -> {
            next += random.nextInt(3);
            OffsetTracker.Span opened = partition.join(lane, next);
            current[lane] = opened == null ? current[lane] : opened;
            waiting.get(lane).add(next);
            open.add(next);
            next++;
          }
          case 2 -> {
            if (current[lane] != null) {
              OffsetTracker.seal(List.of(current[lane]), lane);
              assertEquals(
                  waiting.get(lane).get(waiting.get(lane).size() - 1) + 1, current[lane].next());
              sealed.put(current[lane], List.copyOf(waiting.get(lane)));
              waiting.get(lane).clear();
              current[lane] = null;
            }
          }
          default -> {
            if (!sealed.isEmpty()) {
              OffsetTracker.Span done =
                  new ArrayList<>(sealed.keySet()).get(random.nextInt(sealed.size()));
              done.complete();
              open.removeAll(sealed.remove(done));
            }
          }
        }
        long expected = open.isEmpty() ? next : open.first();
        assertEquals(expected, durable(tested, next), "seed " + seed + " step " + step);
      }
    }
  }

  private long durable(long consumed) {
    return durable(tracker, consumed);
  }

  private static long durable(OffsetTracker tracker, long consumed) {
    return tracker.durable(Map.of(T0, new OffsetAndMetadata(consumed))).get(T0).offset();
  }

  @Test
  void offsetsThatNeverComeAreCounted_J10() {
    OffsetTracker.Partition partition = new OffsetTracker(1).partition("t", 0);
    assertEquals(0, partition.seen(7), "the first record says nothing about earlier ones");
    assertEquals(0, partition.seen(8));
    assertEquals(2, partition.seen(11));
    assertEquals(0, partition.seen(7), "read again");
    partition.movedTo(20);
    assertEquals(5, partition.seen(25), "everything from the stored offset on is expected");
  }
}

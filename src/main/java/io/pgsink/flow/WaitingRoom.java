// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.RowBatch;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Changes of one lane that a constraint refuses until another change comes: a row whose parent
 * isn't there yet, a delete of a parent that still has children, a unique value that is still
 * taken. Everything else goes on meanwhile; later changes of the same unit ({@link Delivery#unit})
 * wait behind, in the order of arrival. They are tried again when a table that could help was
 * written, and at growing intervals for what others write.
 *
 * <p>Offsets stay behind the oldest record that waits. What waits when the lane ends, or when its
 * partition is taken away, is read again by the partition's next owner.
 *
 * <p>Used by the lane's thread; what {@link WaitingLoad} tells may be asked by any.
 */
final class WaitingRoom {

  private static final long ROUNDING = 100_000_000;

  private final Delivery delivery;
  private final long limit;
  private final WaitingLog log;
  private final SinkMetrics metrics;
  private final Map<Object, WaitingUnit> units = new LinkedHashMap<>();

  /** By record: the changes that wait, and those that are being tried again. */
  private final IdentityHashMap<SinkRecord, WaitingUnit.Place> places = new IdentityHashMap<>();

  /** The changes that are being written, in the order of arrival, and the number of the first. */
  private List<Change> arriving = List.of();

  private long arrived;

  /** Numbers of these in the order of arrival, once they are asked for. */
  private final IdentityHashMap<SinkRecord, Long> numbers = new IdentityHashMap<>();

  private final WaitingClock clock = new WaitingClock();

  private long notBefore;
  private boolean trying;
  private volatile WaitingLoad load = WaitingLoad.NONE;

  /** Held by the lane's thread while it writes, and by the task's while it moves what waits. */
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * An empty room.
   *
   * @param limit how many bytes it should hold at most, see {@link WaitingLoad}
   */
  WaitingRoom(Delivery delivery, long limit, Wording wording, SinkMetrics metrics) {
    this.delivery = delivery;
    this.limit = limit;
    this.log = new WaitingLog(wording);
    this.metrics = metrics;
  }

  WaitingLoad load() {
    return load;
  }

  /** Guards the room, and with it the lane's work. */
  ReentrantLock turn() {
    return turn;
  }

  /** Hands out everything. Whoever calls has the {@link #turn}. */
  List<WaitingUnit.Parcel> clear() {
    dropRevoked();
    List<WaitingUnit.Parcel> parcels = new ArrayList<>();
    units.forEach(
        (id, unit) -> {
          WaitingUnit.Parcel parcel = new WaitingUnit.Parcel(id, unit);
          unit.changes.forEach(each -> parcel.places.add(places.remove(each.record())));
          parcels.add(parcel);
        });
    units.clear();
    show();
    return parcels;
  }

  /** Takes in what has waited in other lanes. Whoever calls has the {@link #turn}. */
  void takeOver(List<WaitingUnit.Parcel> parcels) {
    arrived += arriving.size();
    arriving = List.of();
    for (WaitingUnit.Parcel parcel : parcels) {
      units.put(parcel.id, parcel.unit);
      parcel.unit.nextTry = System.nanoTime();
      for (int i = 0; i < parcel.places.size(); i++) {
        WaitingUnit.Place place = parcel.places.get(i);
        places.put(parcel.unit.changes.get(i).record(), place);
        clock.began(parcel.unit.changes.get(i), place.since);
        arrived = Math.max(arrived, place.order + 1);
      }
    }
    show();
  }

  /** Takes out of a batch what must wait behind what waits already. */
  LaneBatch admit(LaneBatch batch) {
    if (units.isEmpty()) {
      return batch;
    }
    dropRevoked();
    expect(batch);
    return setAside(batch, new IdentityHashMap<>());
  }

  /** These changes are about to be written; some of them may be set aside. */
  void expect(LaneBatch batch) {
    arrived += arriving.size();
    arriving = batch.rows().changes();
    numbers.clear();
  }

  /** A change's place in the order of arrival. */
  private long number(Change change) {
    WaitingUnit.Place place = places.get(change.record());
    if (place != null) {
      return place.order;
    }
    if (numbers.isEmpty()) {
      long number = arrived;
      for (Change each : arriving) {
        numbers.put(each.record(), number++);
      }
    }
    return numbers.get(change.record());
  }

  /**
   * Takes changes out of a batch, with everything of the batch that must wait behind them.
   *
   * @param refusals the changes that are refused, by record, and why
   * @return the rest, which can be written without them
   */
  LaneBatch setAside(LaneBatch batch, IdentityHashMap<SinkRecord, WriteException> refusals) {
    if (units.isEmpty() && refusals.isEmpty()) {
      return batch;
    }
    boolean wasEmpty = units.isEmpty();
    List<Change> kept = new ArrayList<>();
    Map<TopicPartition, Long> cuts = new HashMap<>();
    Map<TopicPartition, OffsetTracker.Span> spans = new HashMap<>();
    batch.spans().forEach(span -> spans.put(span.topicPartition(), span));
    long now = System.nanoTime();
    for (Change change : batch.rows().changes()) {
      if (change.kind() == ChangeKind.TRUNCATE && !delivery.storesOffsets()) {
        forget(change.target().plan().table().id());
      }
      WriteException refusal = refusals.get(change.record());
      Object id = delivery.unit(change);
      WaitingUnit unit = units.get(id);
      long number = unit == null && refusal == null ? 0 : number(change);
      if (refusal == null && (unit == null || number < unit.first)) {
        kept.add(change);
        continue;
      }
      TopicPartition partition = Waiting.partition(change);
      WaitingUnit.Place place = enter(change, spans.get(partition), number, now);
      if (unit == null) {
        unit = new WaitingUnit();
        units.put(id, unit);
      }
      if (number < unit.first) {
        unit.lead(change, place, refusal, now);
      }
      unit.changes.add(change);
      cuts.putIfAbsent(partition, change.record().originalKafkaOffset());
    }
    List<OffsetTracker.Span> rest =
        delivery.storesOffsets() ? cut(batch.spans(), cuts) : batch.spans();
    if (kept.size() == batch.rows().changes().size() && rest.size() == batch.spans().size()) {
      return batch;
    }
    show();
    log.setAside(wasEmpty && !trying, load, units.values().iterator().next().refusal);
    return batch.of(RowBatch.of(kept), rest);
  }

  private WaitingUnit.Place enter(Change change, OffsetTracker.Span span, long number, long now) {
    SinkRecord record = change.record();
    WaitingUnit.Place place = places.get(record);
    if (place == null) {
      place = new WaitingUnit.Place(span, number, now);
      places.put(record, place);
      clock.began(change, now);
      span.hold(record.originalKafkaOffset());
    }
    place.inRoom = true;
    return place;
  }

  /**
   * The offsets in front of what waits stay with the batch, the others wait with it, also where no
   * change is left of them.
   */
  private List<OffsetTracker.Span> cut(
      List<OffsetTracker.Span> spans, Map<TopicPartition, Long> cuts) {
    List<OffsetTracker.Span> rest = new ArrayList<>();
    for (OffsetTracker.Span span : spans) {
      TopicPartition partition = span.topicPartition();
      WaitingUnit unit = units.get(partition);
      boolean isBehind = unit != null && unit.span != null && unit.span.first() <= span.first();
      long cut = isBehind ? span.first() : cuts.getOrDefault(partition, span.next());
      if (cut > span.first()) {
        rest.add(cut < span.next() ? span.until(cut) : span);
      }
      if (cut < span.next()) {
        unit.join(cut <= span.first() ? span : span.from(cut));
      }
    }
    return rest;
  }

  /** What a truncate removes needn't wait any longer. */
  private void forget(TableId table) {
    for (WaitingUnit unit : List.copyOf(units.values())) {
      Change head = unit.changes.get(0);
      if (head.target().plan().table().id().equals(table)) {
        unit.changes.forEach(this::leave);
        units.values().remove(unit);
      }
    }
  }

  private void leave(Change change) {
    SinkRecord record = change.record();
    WaitingUnit.Place place = places.remove(record);
    if (place != null) {
      place.span.release(record.originalKafkaOffset());
    }
  }

  /** Whether a change that is refused may wait, or wait on. */
  boolean mayWait(Change change) {
    WaitingUnit.Place place = places.get(change.record());
    return place == null
        ? !change.target().constraintWait().isZero()
        : clock.mayWait(change, place.since);
  }

  /** A record is a dead letter now, also if it waited. */
  void giveUp(SinkRecord record) {
    WaitingUnit.Place place = places.get(record);
    if (place != null) {
      place.givenUp = true;
    }
  }

  /** Tables were written: what waits for their changes is tried again soon. */
  void helped(RowBatch written) {
    if (units.isEmpty()) {
      return;
    }
    Set<TableId> tables = new HashSet<>();
    written.groups().forEach(group -> tables.add(group.table()));
    long soon = Math.max(System.nanoTime(), notBefore);
    for (WaitingUnit unit : units.values()) {
      if (tables.contains(unit.helper)) {
        unit.nextTry = Math.min(unit.nextTry, soon);
      }
    }
  }

  /** How long until something must be tried again, in nanoseconds; at least 0. */
  long pause() {
    turn.lock();
    try {
      long next = Long.MAX_VALUE;
      long now = System.nanoTime();
      for (WaitingUnit unit : units.values()) {
        next = Math.min(next, unit.nextTry - now);
      }
      return units.isEmpty() ? next : Math.max(0, Math.max(next, notBefore - now));
    } finally {
      turn.unlock();
    }
  }

  /**
   * Takes what is to be tried again out of the room, until {@link #tried} is told what became of
   * it. Partitions are tried all together: behind what waits in one there may be what another one
   * waits for, and the other way round.
   *
   * @param spans takes the offsets of the changes
   * @param refusals takes what they were refused for, each constraint once
   * @return the changes in the order of arrival; none when nothing is due
   */
  List<Change> due(List<OffsetTracker.Span> spans, List<WriteException> refusals) {
    dropRevoked();
    List<Change> due = new ArrayList<>();
    Set<OffsetTracker.Span> all = new LinkedHashSet<>();
    Set<Object> constraints = new HashSet<>();
    boolean together = delivery.storesOffsets() && pause() == 0;
    // one attempt of many costs less than many of few
    long soon = System.nanoTime() + ROUNDING;
    for (Iterator<WaitingUnit> each = units.values().iterator(); each.hasNext(); ) {
      WaitingUnit unit = each.next();
      if (unit.nextTry > soon && !together) {
        continue;
      }
      each.remove();
      if (constraints.add(unit.refusal.violation())) {
        refusals.add(unit.refusal);
      }
      for (Change change : unit.changes) {
        WaitingUnit.Place place = places.get(change.record());
        place.inRoom = false;
        all.add(unit.span == null ? place.span : unit.span);
        due.add(change);
      }
    }
    due.sort(Comparator.comparingLong(change -> places.get(change.record()).order));
    spans.addAll(all);
    trying = !due.isEmpty();
    return due;
  }

  /** What was tried again is stored or reported, unless it was set aside again. */
  void tried(List<Change> changes, long began) {
    trying = false;
    long now = System.nanoTime();
    // at most half of the time goes into what waits
    notBefore = now + (now - began);
    long released = 0;
    long givenUp = 0;
    for (Change change : changes) {
      WaitingUnit.Place place = places.get(change.record());
      if (place == null || place.inRoom) {
        continue;
      }
      released += place.givenUp ? 0 : 1;
      givenUp += place.givenUp ? 1 : 0;
      leave(change);
    }
    metrics.waited(released, givenUp);
    show();
    if (units.isEmpty()) {
      clock.clear();
      log.empty();
    }
  }

  /** What partitions that were taken away had put in is read again by their next owner. */
  private void dropRevoked() {
    boolean dropped = false;
    for (WaitingUnit unit : List.copyOf(units.values())) {
      dropped |= unit.changes.removeIf(this::isRevoked);
      if (unit.changes.isEmpty()) {
        units.values().remove(unit);
      }
    }
    if (dropped) {
      places.values().removeIf(place -> place.span.isRevoked());
      show();
    }
  }

  private boolean isRevoked(Change change) {
    return places.get(change.record()).span.isRevoked();
  }

  private void show() {
    load = WaitingLoad.of(units.values(), change -> places.get(change.record()), limit, load);
  }
}

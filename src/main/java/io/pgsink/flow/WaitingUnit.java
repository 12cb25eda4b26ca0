// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Change;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Changes that wait together, the first of them because a constraint refuses it. */
final class WaitingUnit {
  private static final long FIRST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_INTERVAL = TimeUnit.SECONDS.toNanos(1);

  final List<Change> changes = new ArrayList<>();

  /** The number of the first change in the order of arrival. */
  long first = Long.MAX_VALUE;

  /** Why the first change waits. */
  WriteException refusal;

  /** The table whose changes may help. */
  TableId helper;

  /** When to try again, {@link System#nanoTime()}. */
  long nextTry = Long.MAX_VALUE;

  /** Where offsets are stored with the rows: those of the changes. */
  OffsetTracker.Span span;

  /** What is known of a record that waits. */
  static final class Place {
    final OffsetTracker.Span span;
    final long order;
    final long since;
    boolean inRoom;
    boolean givenUp;
    private long interval = FIRST_INTERVAL;

    /**
     * A record's place.
     *
     * @param span holds its offset back
     * @param order its number in the order of arrival
     * @param since when it came, {@link System#nanoTime()}
     */
    Place(OffsetTracker.Span span, long order, long since) {
      this.span = span;
      this.order = order;
      this.since = since;
    }
  }

  /** A unit on its way to another lane. */
  static final class Parcel {
    final Object id;
    final WaitingUnit unit;
    final List<Place> places = new ArrayList<>();

    Parcel(Object id, WaitingUnit unit) {
      this.id = id;
      this.unit = unit;
    }

    /** A change that tells to which lane it goes. */
    Change change() {
      return unit.changes.get(0);
    }
  }

  /** A refused change that the others of the unit wait for. */
  void lead(Change change, Place place, WriteException reason, long now) {
    first = place.order;
    refusal = reason;
    helper = Waiting.helper(change, reason);
    long end = place.since + change.target().constraintWait().toNanos();
    nextTry = now + place.interval;
    if (end - now > 0 && nextTry - end > 0) {
      nextTry = end;
    }
    place.interval = Math.min(2 * place.interval, LONGEST_INTERVAL);
  }

  /** More offsets, behind those that wait or in front of them. */
  void join(OffsetTracker.Span more) {
    if (span == null) {
      span = more;
    } else {
      span = span.first() < more.first() ? span.joined(more) : more.joined(span);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.TableId;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What was sent to the server over one connection and has had no answer yet. Begun and ended by the
 * thread that waits for the answer, looked at by the one that watches.
 */
final class Call {
  /** What the server was last seen to do about it. */
  enum Seen {
    /** Nobody could look. */
    NOTHING,
    WORKING,
    WAITING_FOR_LOCK
  }

  private final Session session;
  private final Optional<TableId> table;
  private final long begun = System.nanoTime();
  private final long lookAt;
  private boolean ended;
  private volatile Seen seen = Seen.NOTHING;
  private volatile String holder = "";
  private volatile boolean cancelled;

  /** How often the server has said that it does nothing for this call. Watching thread only. */
  private int idleLooks;

  private boolean told;

  Call(Session session, Optional<TableId> table, long lookAfterNanos) {
    this.session = session;
    this.table = table;
    this.lookAt = begun + lookAfterNanos;
  }

  Backend backend() {
    return session.backend();
  }

  /** What it is about, for messages. */
  String place() {
    return table.map(id -> "Table " + id).orElse("The database");
  }

  long ageNanos() {
    return System.nanoTime() - begun;
  }

  boolean isDue() {
    return System.nanoTime() - lookAt >= 0;
  }

  synchronized void end() {
    ended = true;
  }

  /** Gives up a connection whose other end is gone: whoever waits is told at once. */
  synchronized void abort() throws SQLException {
    if (!ended) {
      session.abort();
    }
  }

  /** Asks the server to stop working on it; the answer is an error then. */
  synchronized void cancel() throws SQLException {
    if (!ended && !cancelled) {
      cancelled = true;
      session.cancel();
    }
  }

  /**
   * Notes what the server does about it.
   *
   * @param newHolder who holds the lock that it waits for; empty when it isn't known
   */
  void seen(Seen now, String newHolder) {
    this.seen = now;
    this.holder = newHolder;
  }

  /** Counts looks in a row that found the server idle. */
  int idleLooks(boolean idle) {
    idleLooks = idle ? idleLooks + 1 : 0;
    return idleLooks;
  }

  /** True the first time. */
  boolean isToBeTold() {
    boolean first = !told;
    told = true;
    return first;
  }

  /**
   * Its failure, with what was seen while it ran. Fewer rows would not have helped, unless it was
   * seen working.
   */
  WriteException explained(WriteException failure) {
    if (failure.isLockTimeout()) {
      return holder.isEmpty() ? failure : failure.heldBy(holder);
    }
    if (!failure.isSlow()) {
      return failure;
    }
    return switch (seen) {
      case WORKING -> failure;
      case WAITING_FOR_LOCK ->
          failure.gaveUp(
              "It waited for a lock" + (holder.isEmpty() ? "" : " that is held by " + holder));
      case NOTHING ->
          !cancelled
              ? failure
              : failure.gaveUp(
                  "That was here, shortly before the end of socket.timeout.ms, and the server"
                      + " couldn't be asked what it waited for");
    };
  }
}

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
  private final Session session;
  private final Optional<TableId> table;
  private final long begun = System.nanoTime();
  private final long lookAt;
  private boolean ended;
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

  /** The session that holds the lock it waits for; empty when it waits for none. */
  void waitsFor(String newHolder) {
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

  /** Its failure, with what was seen while it ran. */
  WriteException explained(WriteException failure) {
    if (holder.isEmpty()) {
      return failure;
    }
    if (failure.isLockTimeout()) {
      return failure.heldBy(holder);
    }
    return cancelled && failure.isSlow() ? failure.waitedForLock(holder) : failure;
  }
}

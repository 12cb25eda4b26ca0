// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Change;
import io.pgsink.table.ForeignKey;
import io.pgsink.table.TableId;
import java.util.HashMap;
import java.util.Map;

/**
 * How long changes may wait. What a change waits for may itself wait, for others or behind them:
 * then its time is up when theirs is, but not later than that doubles it.
 */
final class WaitingClock {

  /** By table: when the last of its changes began to wait. */
  private final Map<TableId, Long> newest = new HashMap<>();

  /** A change began to wait. */
  void began(Change change, long since) {
    newest.merge(change.target().plan().table().id(), since, Math::max);
  }

  /** Nothing waits any more. */
  void clear() {
    newest.clear();
  }

  /** Whether a change that has waited since then may wait on. */
  boolean mayWait(Change change, long since) {
    long wait = change.target().constraintWait().toNanos();
    long now = System.nanoTime();
    long waited = now - since;
    return waited < wait || (waited < 2 * wait && parentsBeganAfter(now - wait, change));
  }

  private boolean parentsBeganAfter(long time, Change change) {
    for (ForeignKey key : change.target().plan().table().foreignKeys()) {
      Long began = newest.get(key.parent());
      if (began != null && began - time > 0) {
        return true;
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Change;
import io.pgsink.link.RowTarget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the lane of each change, and looks at tables that are new for what belongs together. Task
 * thread only.
 */
final class LaneChoice {
  private final Delivery delivery;
  private final int lanes;
  private final LaneMap map;

  /** The targets that each source was seen to write. */
  private final Map<Object, Set<RowTarget>> seen = new HashMap<>();

  private Object lastSource;
  private RowTarget lastTarget;

  LaneChoice(Delivery delivery, int lanes) {
    this.delivery = delivery;
    this.lanes = lanes;
    this.map = new LaneMap(lanes);
  }

  /** A change is about to come. */
  void expect(Change change, OffsetTracker.Partition partition) {
    if (lanes == 1) {
      return;
    }
    Object source = delivery.source(change, partition);
    if (change.target() == lastTarget && source.equals(lastSource)) {
      return;
    }
    lastTarget = change.target();
    lastSource = source;
    if (seen.computeIfAbsent(source, none -> new HashSet<>()).add(lastTarget)) {
      map.learn(source, lastTarget.plan().table());
    }
  }

  /** Whether changes that belong together would go through several lanes. */
  boolean wantsMove() {
    return map.wantsMove();
  }

  /** Brings together what belongs together. No lane may have anything left to do. */
  void move() {
    map.move();
  }

  /** The lane of a change. */
  int lane(Change change, OffsetTracker.Partition partition) {
    if (lanes == 1) {
      return 0;
    }
    Integer bound = map.isFree() ? null : map.lane(delivery.source(change, partition));
    return bound != null ? bound : delivery.lane(change, lanes);
  }
}

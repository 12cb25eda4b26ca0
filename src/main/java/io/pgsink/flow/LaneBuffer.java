// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.RowBuffer;
import io.pgsink.link.Change;
import java.util.ArrayList;
import java.util.List;

/** What waits for one lane: the folded rows and the offsets behind them. Task thread only. */
final class LaneBuffer {
  private final int lane;
  private final RowBuffer rows = new RowBuffer();
  private List<OffsetTracker.Span> spans = new ArrayList<>();
  private long since;

  LaneBuffer(int lane) {
    this.lane = lane;
  }

  void add(Change change, OffsetTracker.Partition partition, long now) {
    if (rows.isEmpty()) {
      since = now;
    }
    OffsetTracker.Span opened = partition.join(lane, change.record().originalKafkaOffset());
    if (opened != null) {
      spans.add(opened);
    }
    rows.add(change);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  int rows() {
    return rows.rows();
  }

  long bytes() {
    return rows.bytes();
  }

  /** How long the oldest row has waited, in nanoseconds. */
  long age(long now) {
    return now - since;
  }

  LaneBatch seal(long now) {
    OffsetTracker.seal(spans, lane);
    LaneBatch batch = new LaneBatch(rows.seal(), spans, now);
    spans = new ArrayList<>();
    return batch;
  }

  /** Drops what partitions that were taken away had put in. */
  void dropRevoked() {
    if (rows.isEmpty()) {
      return;
    }
    LaneBatch kept = new LaneBatch(rows.seal(), spans, since).withoutRevoked();
    spans = new ArrayList<>(kept.spans());
    for (Change change : kept.rows().changes()) {
      rows.add(change);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.link.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes that wait for one lane, folded by table and key. Used by one thread; what it seals is
 * immutable.
 */
public final class RowBuffer {
  private final BatchFold fold = new BatchFold();
  private List<Change> changes = new ArrayList<>();
  private long bytes;

  /** Takes a change in. */
  public void add(Change change) {
    changes.add(change);
    bytes += change.bytes();
    fold.add(change);
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** How many rows the statements of a batch sealed now would carry. */
  public int rows() {
    return fold.rows();
  }

  /** Roughly what the waiting records hold in memory. */
  public long bytes() {
    return bytes;
  }

  /** Hands out everything that waits as one batch and starts anew. */
  public RowBatch seal() {
    RowBatch batch = new RowBatch(changes, fold.statements(), fold.rows(), bytes);
    changes = new ArrayList<>(changes.size());
    bytes = 0;
    fold.clear();
    return batch;
  }
}

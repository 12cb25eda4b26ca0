// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.RowBatch;
import io.pgsink.batch.RowGroup;
import java.util.List;

/**
 * What became of the rows that were sent.
 *
 * @param rows rows after folding
 * @param written rows inserted or updated
 * @param deleted rows deleted
 * @param unchanged rows that changed nothing
 */
record RowCounts(long rows, long written, long deleted, long unchanged) {
  static final RowCounts NONE = new RowCounts(0, 0, 0, 0);

  /**
   * The counts of a batch.
   *
   * @param counts for each of its statements how many rows PostgreSQL changed; there may be more
   */
  static RowCounts of(RowBatch batch, long[] counts) {
    List<RowGroup> groups = batch.groups();
    long written = 0;
    long deleted = 0;
    long unchanged = 0;
    for (int i = 0; i < groups.size(); i++) {
      RowGroup group = groups.get(i);
      unchanged += Math.max(0, group.rows() - counts[i]);
      switch (group.kind()) {
        case DELETE -> deleted += counts[i];
        case WRITE -> written += counts[i];
        case DEFER, TRUNCATE -> {}
      }
    }
    return new RowCounts(batch.rows(), written, deleted, unchanged);
  }

  /** The counts of a batch that is stored, but whose answer was lost: every row as if changed. */
  static RowCounts unanswered(RowBatch batch) {
    return of(batch, batch.groups().stream().mapToLong(RowGroup::rows).toArray());
  }

  RowCounts plus(RowCounts other) {
    return new RowCounts(
        rows + other.rows,
        written + other.written,
        deleted + other.deleted,
        unchanged + other.unchanged);
  }
}

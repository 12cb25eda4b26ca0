// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.link.RowLayout;
import io.pgsink.link.RowTarget;
import java.util.HashMap;
import java.util.Map;

/**
 * How the changes of one target fold: its rules, and the merges of its layouts that were made so
 * far. Belongs to one buffer, so used by one thread.
 */
final class TargetFold {
  private static final int MOST_REMEMBERED = 2_000;
  private static final int MOST_COLUMNS = 100_000;

  private final FoldRules rules;
  private final ValueCheck check = new ValueCheck();
  private final Map<MergeKey, RowMerge> merges = new HashMap<>();
  private MergeKey lastKey = new MergeKey(null, null);
  private RowMerge lastMerge;

  /** How many columns the layouts of all merges have together. */
  private int columns;

  private record MergeKey(RowLayout older, RowLayout newer) {}

  TargetFold(RowTarget target) {
    this.rules = new FoldRules(target);
  }

  FoldRules rules() {
    return rules;
  }

  RowTarget target() {
    return rules.target();
  }

  /** Whether all values of a row that is about to be dropped have a place in their columns. */
  boolean fits(RowLayout layout, Object[] values) {
    return check.fits(layout, values);
  }

  /** How a later row joins an earlier one. */
  RowMerge merge(RowLayout older, RowLayout newer) {
    if (lastKey.older == older && lastKey.newer == newer) {
      return lastMerge;
    }
    MergeKey key = new MergeKey(older, newer);
    RowMerge merge = merges.get(key);
    if (merge == null) {
      if (merges.size() >= MOST_REMEMBERED || columns > MOST_COLUMNS) {
        // records that never look alike must not fill the memory
        merges.clear();
        columns = 0;
      }
      columns += older.columns().columns().size() + newer.columns().columns().size();
      merge = RowMerge.of(rules, check, older, newer);
      merges.put(key, merge);
    }
    lastKey = key;
    lastMerge = merge;
    return merge;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.table.Column;
import io.pgsink.table.WritePlan;
import java.util.List;

/** The column sets of one plan: the same object for the same columns. Thread-safe. */
final class ColumnSets {
  private final WritePlan plan;
  private final BoundedCache<Key, ColumnSet> sets = new BoundedCache<>(key -> key.columns().size());

  ColumnSets(WritePlan plan) {
    this.plan = plan;
  }

  private record Key(List<Column> columns, List<Column> nulls) {}

  ColumnSet of(List<Column> columns, List<Column> nulls) {
    Key key = new Key(List.copyOf(columns), List.copyOf(nulls));
    ColumnSet known = sets.find(key);
    return known != null
        ? known
        : sets.remember(key, new ColumnSet(plan, key.columns(), key.nulls()));
  }
}

package io.pgsink.link;

import io.pgsink.table.Column;
import io.pgsink.table.WritePlan;
import java.util.List;

/** The column sets of one plan: the same object for the same columns. Thread-safe. */
final class ColumnSets {
  private final WritePlan plan;
  private final BoundedCache<List<Column>, ColumnSet> sets = new BoundedCache<>();

  ColumnSets(WritePlan plan) {
    this.plan = plan;
  }

  ColumnSet of(List<Column> columns) {
    ColumnSet known = sets.find(columns);
    return known != null
        ? known
        : sets.remember(columns, new ColumnSet(plan, List.copyOf(columns)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.link.ColumnSet;
import io.pgsink.link.RowLayout;
import io.pgsink.link.RowTarget;
import io.pgsink.link.Slot;
import io.pgsink.table.Column;
import io.pgsink.table.ConflictTarget;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WritePlan;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the plan of a target means for two changes of one row. Immutable. */
final class FoldRules {
  private final RowTarget target;
  private final WritePlan plan;
  private final Optional<Column> mark;
  private final Optional<Column> version;
  private final boolean replaces;
  private final boolean replacesRows;

  FoldRules(RowTarget target) {
    this.target = target;
    this.plan = target.plan();
    this.mark =
        plan.delete() instanceof DeleteMode.Soft soft
            ? plan.table().column(soft.column())
            : Optional.empty();
    this.version =
        plan.when() instanceof UpdateWhen.Newer newer
            ? plan.table().column(newer.column())
            : Optional.empty();
    this.replaces = plan.mode() != InsertMode.INSERT && !isPartial(plan.target());
    this.replacesRows =
        version.isEmpty() && plan.rules().values().stream().allMatch(UpdateRule.REPLACE::equals);
  }

  private static boolean isPartial(ConflictTarget target) {
    return target instanceof ConflictTarget.Columns columns && columns.predicate().isPresent();
  }

  RowTarget target() {
    return target;
  }

  WritePlan plan() {
    return plan;
  }

  /** The layout of rows merged from an older one and others. */
  RowLayout mergedLayout(RowLayout older, RowLayout newer, List<Column> columns, List<Slot> slots) {
    Set<Column> nulls = new LinkedHashSet<>(older.columns().nulls());
    nulls.addAll(newer.columns().nulls());
    columns.forEach(nulls::remove);
    ColumnSet set = target.columnSet(columns, List.copyOf(nulls));
    return RowLayout.merged(older, set, slots);
  }

  UpdateRule rule(Column column) {
    // an upsert always takes the mark of a soft delete away
    return isMark(column)
        ? UpdateRule.REPLACE
        : plan.rules().getOrDefault(column.name(), UpdateRule.REPLACE);
  }

  /** Whether a later row of the same columns simply takes the place of an earlier one. */
  boolean replacesRows() {
    return replacesRows;
  }

  /**
   * Whether a write leaves exactly one row of its key behind. A plain INSERT may clash, which must
   * be seen; and rows outside a partial unique index are added each time.
   */
  boolean replaces() {
    return replaces;
  }

  /** Whether rows are only changed that exist. */
  boolean updatesOnly() {
    return plan.mode() == InsertMode.UPDATE;
  }

  /** Whether rows are only changed by newer versions. */
  boolean guarded() {
    return version.isPresent();
  }

  Column version() {
    return version.orElseThrow();
  }

  /** The order of the version column; empty when two layouts don't share one. */
  Optional<Comparator<Object>> versionOrder(RowLayout older, RowLayout newer) {
    int before = older.position(version());
    int after = newer.position(version());
    if (before < 0 || after < 0 || !older.slot(before).isLike(newer.slot(after))) {
      return Optional.empty();
    }
    return target.types().order(newer.slot(after).schema(), version());
  }

  /** Whether deletes mark rows instead of removing them. */
  boolean marks() {
    return mark.isPresent();
  }

  boolean isMark(Column column) {
    return mark.isPresent() && mark.get().equals(column);
  }
}

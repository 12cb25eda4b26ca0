// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.table.Column;
import io.pgsink.table.CopyPlan;
import io.pgsink.table.CopyPlans;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.List;
import java.util.Optional;

/**
 * The columns that a group of rows provides, in the table's order, and the statements that write
 * them. One object per distinct set and table, so that rows group by identity.
 */
public final class ColumnSet {
  private final WritePlan plan;
  private final List<Column> columns;
  private final List<Column> nulls;
  private volatile String write;
  private volatile Optional<CopyPlan> copy;

  ColumnSet(WritePlan plan, List<Column> columns, List<Column> nulls) {
    this.plan = plan;
    this.columns = columns;
    this.nulls = nulls;
  }

  /** The columns, in the table's order. */
  public List<Column> columns() {
    return columns;
  }

  /**
   * NOT NULL columns for which the rows bring NULL, and whose rule keeps what is stored then. They
   * are not among {@link #columns}: a row that exists keeps its value, a new row is refused.
   */
  public List<Column> nulls() {
    return nulls;
  }

  /** The statement that writes rows, as {@code insert.mode} says. */
  public String write() {
    if (write == null) {
      write = WriteSql.upsert(plan, columns, nulls);
    }
    return write;
  }

  /** How new rows may go instead; those that bring a NULL to be refused may not. */
  public Optional<CopyPlan> copy() {
    if (copy == null) {
      copy = nulls.isEmpty() ? CopyPlans.resolve(plan, columns) : Optional.empty();
    }
    return copy;
  }
}

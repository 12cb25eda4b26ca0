package io.pgsink.link;

import io.pgsink.table.Column;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.List;

/**
 * The columns that a group of rows provides, in the table's order, and the statements that write
 * them. One object per distinct set and table, so that rows group by identity.
 */
public final class ColumnSet {
  private final WritePlan plan;
  private final List<Column> columns;
  private volatile String write;

  ColumnSet(WritePlan plan, List<Column> columns) {
    this.plan = plan;
    this.columns = columns;
  }

  /** The columns, in the table's order. */
  public List<Column> columns() {
    return columns;
  }

  /** The statement that writes rows, as {@code insert.mode} says. */
  public String write() {
    if (write == null) {
      write = WriteSql.upsert(plan, columns);
    }
    return write;
  }
}

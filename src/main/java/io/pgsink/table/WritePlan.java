// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.Map;

/**
 * How the changes of one topic go into one table: the topic's options, resolved against the real
 * table. Immutable; made once per topic and table version.
 *
 * @param table the table
 * @param mode what an upsert does
 * @param target what identifies a row
 * @param rules the rule of every column of the table that is not in the conflict target; columns
 *     outside {@code update.columns} and identity columns have {@link UpdateRule#KEEP}
 * @param when when a conflicting row is updated
 * @param delete what a delete does
 * @param copy whether new rows may go by COPY
 * @param nullKeys whether a NULL in a key column still identifies one row (NULLS NOT DISTINCT)
 */
public record WritePlan(
    Table table,
    InsertMode mode,
    ConflictTarget target,
    Map<String, UpdateRule> rules,
    UpdateWhen when,
    DeleteMode delete,
    InsertCopy copy,
    boolean nullKeys) {

  /**
   * Whether a NULL for a column leaves a row that exists as it is, while the column refuses NULL:
   * PostgreSQL would refuse the row before it looked for a conflict.
   */
  public boolean keepsOnNull(Column column) {
    boolean refused = column.notNull() && column.origin() != Column.Origin.GENERATED;
    if (mode != InsertMode.UPSERT || target.columns().isEmpty() || !refused || isKey(column)) {
      return false;
    }
    if (delete instanceof DeleteMode.Soft soft && soft.column().equals(column.name())) {
      return false;
    }
    return rules.getOrDefault(column.name(), UpdateRule.REPLACE) != UpdateRule.REPLACE;
  }

  /** Whether a column is part of what identifies a row. */
  public boolean isKey(Column column) {
    return target.columns().contains(column);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;

/**
 * A foreign key as it is in the catalog.
 *
 * @param name the constraint's name
 * @param table the table whose rows point to others
 * @param columns the columns that point, in the constraint's order
 * @param parent the table whose rows they point to
 * @param parentColumns the columns that they point to, in the same order
 * @param equality for each pair the operator that compares the parent's column with the other one,
 *     as it stands in SQL text
 * @param deferrable whether the check can wait for the end of the transaction
 * @param onDelete what becomes of rows whose parent is deleted
 * @param onUpdate what becomes of rows when the columns that they point to change
 */
public record ForeignKey(
    String name,
    TableId table,
    List<String> columns,
    TableId parent,
    List<String> parentColumns,
    List<String> equality,
    boolean deferrable,
    Action onDelete,
    Action onUpdate) {

  /** What PostgreSQL does with the rows that point to one that goes away. */
  public enum Action {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT;

    /** Whether the rows that point to it are changed, where the others only refuse. */
    public boolean changesRows() {
      return switch (this) {
        case NO_ACTION, RESTRICT -> false;
        case CASCADE, SET_NULL, SET_DEFAULT -> true;
      };
    }
  }

  /** The name as it stands in SQL text: a constraint lives in its table's schema. */
  public String sql() {
    return new TableId(table.schema(), name).sql();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;

/** One step that takes a table to where its topic is: planned as a value, applied at the edge. */
public sealed interface TableChange {

  /** The table that changes. */
  TableId table();

  /**
   * The table doesn't exist yet.
   *
   * @param table its name
   * @param columns its columns in order
   * @param primaryKey the names of its primary key's columns; empty for a table without one
   */
  record CreateTable(TableId table, List<ColumnDefinition> columns, List<String> primaryKey)
      implements TableChange {}

  /**
   * A field has no column yet.
   *
   * @param table the table
   * @param column the column; nullable unless it has a default
   */
  record AddColumn(TableId table, ColumnDefinition column) implements TableChange {}

  /**
   * A field holds more than its column does. Every stored value keeps its meaning.
   *
   * @param table the table
   * @param column the column's name
   * @param from its type until now
   * @param to the wider type
   */
  record WidenColumn(TableId table, String column, String from, String to) implements TableChange {}

  /**
   * A field became optional, or is gone.
   *
   * @param table the table
   * @param column the column's name
   */
  record DropNotNull(TableId table, String column) implements TableChange {}
}

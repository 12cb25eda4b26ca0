// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;
import java.util.Optional;

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
   * @param namedBy the connector, where it was a record that gave the name
   */
  record CreateTable(
      TableId table,
      List<ColumnDefinition> columns,
      List<String> primaryKey,
      Optional<String> namedBy)
      implements TableChange {
    /** A table that the options give its name. */
    public CreateTable(TableId table, List<ColumnDefinition> columns, List<String> primaryKey) {
      this(table, columns, primaryKey, Optional.empty());
    }

    /** The same table, named by a record of a connector. */
    public CreateTable namedBy(String connector) {
      return new CreateTable(table, columns, primaryKey, Optional.of(connector));
    }
  }

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

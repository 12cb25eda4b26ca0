// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides how a table follows its topic. Pure: looks at the table and at the columns that the
 * records ask for, and returns the steps, in order.
 *
 * <p>Nothing is ever narrowed, renamed or dropped, and no step changes the meaning of a stored
 * value. A field whose type the column can't take losslessly plans nothing: the record's own
 * conversion decides.
 */
public final class TableEvolution {
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

  private TableEvolution() {}

  /**
   * The steps from the table as it is to one that has these columns.
   *
   * @param id the table's name
   * @param table the table, or empty when there is none yet
   * @param columns what the records ask for, in order
   * @param primaryKey the key of a table to be created; ignored for one that exists
   * @throws BadRecordException when a name can't be a column's: names come from records
   * @throws EnvironmentException when the relation can't be altered, because it is a view
   */
  public static List<TableChange> plan(
      TableId id, Optional<Table> table, List<ColumnDefinition> columns, List<String> primaryKey) {
    return plan(id, table, columns, primaryKey, Set.of());
  }

  /**
   * The same for records that have no more what some columns of a table that exists require.
   *
   * @param omitted the names of those columns
   */
  public static List<TableChange> plan(
      TableId id,
      Optional<Table> table,
      List<ColumnDefinition> columns,
      List<String> primaryKey,
      Set<String> omitted) {
    if (table.isEmpty()) {
      columns.forEach(column -> checkName(column.name()));
      return List.of(new TableChange.CreateTable(id, columns, primaryKey));
    }
    List<TableChange> changes = new ArrayList<>();
    for (ColumnDefinition wanted : columns) {
      Optional<Column> stored = table.get().column(wanted.name());
      if (stored.isPresent()) {
        follow(table.get(), stored.get(), wanted, changes);
      } else {
        checkName(wanted.name());
        changes.add(new TableChange.AddColumn(id, addable(wanted)));
      }
    }
    for (Column column : table.get().columns().values()) {
      if (omitted.contains(column.name())) {
        dropNotNull(table.get(), column, changes);
      }
    }
    if (!changes.isEmpty() && !canAlter(table.get())) {
      return refuse(table.get(), changes);
    }
    return changes;
  }

  private static void follow(
      Table table, Column stored, ColumnDefinition wanted, List<TableChange> changes) {
    if (stored.origin() == Column.Origin.GENERATED) {
      return;
    }
    TypeWidening.widened(stored.type(), wanted.type())
        .ifPresent(
            type ->
                changes.add(
                    new TableChange.WidenColumn(
                        table.id(), stored.name(), stored.type().sql(), type)));
    if (!wanted.notNull()) {
      dropNotNull(table, stored, changes);
    }
  }

  private static void dropNotNull(Table table, Column stored, List<TableChange> changes) {
    boolean identity = stored.origin() != Column.Origin.PLAIN;
    boolean key =
        table.primaryKey().map(index -> index.columns().contains(stored.name())).orElse(false);
    if (stored.notNull() && !identity && !key) {
      changes.add(new TableChange.DropNotNull(table.id(), stored.name()));
    }
  }

  /** Rows that are there already have no value for a required field without default. */
  private static ColumnDefinition addable(ColumnDefinition wanted) {
    boolean notNull = wanted.notNull() && wanted.defaultSql().isPresent();
    return new ColumnDefinition(
        wanted.name(), wanted.type(), notNull, wanted.defaultSql(), wanted.comment());
  }

  private static boolean canAlter(Table table) {
    return switch (table.kind()) {
      case TABLE, PARTITIONED_TABLE -> true;
      case VIEW, FOREIGN_TABLE -> false;
    };
  }

  /** A view or foreign table keeps its columns; only a missing one makes writing impossible. */
  private static List<TableChange> refuse(Table table, List<TableChange> changes) {
    for (TableChange change : changes) {
      if (change instanceof TableChange.AddColumn add) {
        throw new EnvironmentException(
            "%s \"%s\" has no column \"%s\" and auto.evolve can't add one: add it there, or leave the field out with fields.exclude"
                .formatted(
                    table.kind() == Table.Kind.VIEW ? "view" : "foreign table",
                    table.id(),
                    add.column().name()));
      }
    }
    return List.of();
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw new BadRecordException(
          "a field with an empty name can't be a column: rename it with fields.rename");
    }
    if (name.indexOf('\0') >= 0) {
      throw new BadRecordException(
          "a field whose name holds a NUL character can't be a column: leave it out with"
              + " fields.exclude");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > TableId.MAX_IDENTIFIER_BYTES) {
      throw new BadRecordException(
          "the field name \"%s\" is longer than 63 bytes, which PostgreSQL would cut: rename it with fields.rename"
              .formatted(name));
    }
    if (SYSTEM_COLUMNS.contains(name)) {
      throw new BadRecordException(
          "\"%s\" is the name of a system column of PostgreSQL: rename the field with fields.rename"
              .formatted(name));
    }
  }
}

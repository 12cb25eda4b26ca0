// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import io.pgsink.table.Column;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.DeclaredType;
import io.pgsink.table.Definition;
import io.pgsink.table.PgType;
import io.pgsink.table.Table;
import io.pgsink.table.TableChange;
import io.pgsink.table.TableEvolution;
import io.pgsink.table.TableId;
import io.pgsink.table.TableTraits;
import io.pgsink.table.UniqueIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table that steps of {@link TableEvolution} lead to, without running them. Pure. */
public final class PlannedTable {
  private PlannedTable() {}

  /**
   * The table after some steps.
   *
   * @param id the table's name
   * @param table the table before them, or empty when there is none
   * @param changes the steps in order; the first creates the table when there is none
   */
  public static Table after(TableId id, Optional<Table> table, List<TableChange> changes) {
    Table.Kind kind = table.map(Table::kind).orElse(Table.Kind.TABLE);
    Map<String, Column> columns = new LinkedHashMap<>();
    table.ifPresent(stored -> columns.putAll(stored.columns()));
    List<UniqueIndex> indexes = new ArrayList<>(table.map(Table::indexes).orElse(List.of()));
    for (TableChange change : changes) {
      if (change instanceof TableChange.CreateTable create) {
        create.columns().forEach(column -> columns.put(column.name(), column(column)));
        primaryKey(create).ifPresent(indexes::add);
      } else if (change instanceof TableChange.AddColumn add) {
        columns.put(add.column().name(), column(add.column()));
      } else if (change instanceof TableChange.WidenColumn widen) {
        columns.computeIfPresent(
            widen.column(), (name, old) -> column(old, type(widen.to()), old.notNull()));
      } else if (change instanceof TableChange.DropNotNull drop) {
        columns.computeIfPresent(drop.column(), (name, old) -> column(old, old.type(), false));
      }
    }
    TableTraits traits = table.map(Table::traits).orElse(TableTraits.NONE);
    TableId name = table.map(Table::id).orElse(id);
    return new Table(
        name,
        kind,
        columns,
        List.copyOf(indexes),
        traits,
        table.map(Table::foreignKeys).orElse(List.of()),
        table.map(Table::definition).orElse(Definition.none(name)));
  }

  private static Column column(ColumnDefinition definition) {
    return new Column(
        definition.name(),
        type(definition.type()),
        definition.notNull(),
        definition.defaultSql().isPresent(),
        Column.Origin.PLAIN,
        true);
  }

  private static Column column(Column old, PgType type, boolean notNull) {
    return new Column(
        old.name(), type, notNull, old.hasDefault(), old.origin(), old.deterministic());
  }

  private static Optional<UniqueIndex> primaryKey(TableChange.CreateTable create) {
    return create.primaryKey().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new UniqueIndex(
                create.table().name() + "_pkey",
                create.primaryKey(),
                UniqueIndex.Kind.PRIMARY_KEY,
                false,
                false,
                Optional.empty()));
  }

  private static PgType type(String sql) {
    return DeclaredType.parse(sql)
        .orElseThrow(() -> new IllegalArgumentException("not a built-in type: " + sql))
        .type();
  }
}

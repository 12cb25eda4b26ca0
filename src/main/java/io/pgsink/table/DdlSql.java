// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** SQL text of the steps that change a table. Every statement may run twice without harm. */
public final class DdlSql {
  private DdlSql() {}

  /** The statements of one change, in order. */
  public static List<String> statements(TableChange change) {
    if (change instanceof TableChange.CreateTable create) {
      return create(create);
    }
    if (change instanceof TableChange.AddColumn add) {
      List<String> statements = new ArrayList<>();
      statements.add(alter(add.table()) + "ADD COLUMN IF NOT EXISTS " + definition(add.column()));
      comment(add.table(), add.column(), statements);
      return statements;
    }
    if (change instanceof TableChange.WidenColumn widen) {
      return List.of(
          alter(widen.table())
              + "ALTER COLUMN "
              + TableId.quote(widen.column())
              + " TYPE "
              + CatalogNames.type(widen.to()));
    }
    TableChange.DropNotNull drop = (TableChange.DropNotNull) change;
    return List.of(
        alter(drop.table()) + "ALTER COLUMN " + TableId.quote(drop.column()) + " DROP NOT NULL");
  }

  /** A text constant, safe whatever it contains and however the server reads backslashes. */
  public static String literal(String text) {
    String quoted = '\'' + text.replace("'", "''") + '\'';
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }

  /** The comment on tables that records of a connector gave their names: they are counted by it. */
  public static String markOfRecords(String connector) {
    return "Created by pgsink for a record that named it; connector " + connector;
  }

  private static List<String> create(TableChange.CreateTable create) {
    StringJoiner parts = new StringJoiner(",\n  ", " (\n  ", "\n)");
    for (ColumnDefinition column : create.columns()) {
      parts.add(definition(column));
    }
    if (!create.primaryKey().isEmpty()) {
      StringJoiner key = new StringJoiner(", ", "PRIMARY KEY (", ")");
      create.primaryKey().forEach(name -> key.add(TableId.quote(name)));
      parts.add(key.toString());
    }
    List<String> statements = new ArrayList<>();
    statements.add("CREATE TABLE IF NOT EXISTS " + create.table().sql() + parts);
    create
        .namedBy()
        .ifPresent(
            connector ->
                statements.add(
                    "COMMENT ON TABLE "
                        + create.table().sql()
                        + " IS "
                        + literal(markOfRecords(connector))));
    create.columns().forEach(column -> comment(create.table(), column, statements));
    return statements;
  }

  private static String definition(ColumnDefinition column) {
    return TableId.quote(column.name())
        + ' '
        + CatalogNames.type(column.type())
        + (column.notNull() ? " NOT NULL" : "")
        + column.defaultSql().map(text -> " DEFAULT " + text).orElse("");
  }

  private static void comment(TableId table, ColumnDefinition column, List<String> statements) {
    column
        .comment()
        .ifPresent(
            text ->
                statements.add(
                    "COMMENT ON COLUMN "
                        + table.sql()
                        + '.'
                        + TableId.quote(column.name())
                        + " IS "
                        + literal(text)));
  }

  private static String alter(TableId table) {
    return "ALTER TABLE " + table.sql() + ' ';
  }
}

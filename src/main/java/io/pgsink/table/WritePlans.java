// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Resolves the options of a topic against the real table. Pure. */
public final class WritePlans {
  private WritePlans() {}

  /**
   * The plan for a table.
   *
   * @throws EnvironmentException when the options don't fit the table: no usable conflict target, a
   *     column that doesn't exist or can't do what an option asks
   */
  public static WritePlan resolve(Table table, WriteOptions options) {
    ConflictTarget target =
        ConflictResolver.resolve(
            table, options.mode(), options.keys(), options.constraint(), options.where());
    checkKey(table, target);
    DeleteMode delete = delete(table, target, options);
    UpdateWhen when = options.when();
    if (when instanceof UpdateWhen.Newer newer) {
      checkVersion(table, newer.column());
    }
    if (options.mode() == InsertMode.UPDATE && target.columns().isEmpty()) {
      throw new EnvironmentException(
          "insert.mode=update needs to know which columns identify a row of table \"%s\": list them in conflict.keys"
              .formatted(table.id()));
    }
    return new WritePlan(
        table,
        options.mode(),
        target,
        rules(table, target, options),
        when,
        delete,
        options.copy(),
        ConflictResolver.nullsIdentify(table, target));
  }

  private static void checkKey(Table table, ConflictTarget target) {
    for (Column column : target.columns()) {
      if (column.origin() == Column.Origin.GENERATED) {
        throw new EnvironmentException(
            "column \"%s\" of table \"%s\" is generated, so no record can say which row it means: set conflict.keys to other columns that have a unique index"
                .formatted(column.name(), table.id()));
      }
    }
  }

  private static Map<String, UpdateRule> rules(
      Table table, ConflictTarget target, WriteOptions options) {
    for (String name : options.rules().keySet()) {
      column(table, name, "update.rules");
    }
    Map<String, UpdateRule> rules = new HashMap<>();
    for (Column column : table.columns().values()) {
      if (target.columns().contains(column)) {
        continue;
      }
      UpdateRule rule = options.rules().getOrDefault(column.name(), UpdateRule.REPLACE);
      RuleSql.check(table, column, rule);
      boolean kept =
          !options.updates().test(column.name())
              || column.origin() == Column.Origin.GENERATED
              || column.origin() == Column.Origin.IDENTITY_ALWAYS;
      rules.put(column.name(), kept ? UpdateRule.KEEP : rule);
    }
    return Map.copyOf(rules);
  }

  private static DeleteMode delete(Table table, ConflictTarget target, WriteOptions options) {
    if (options.delete() instanceof DeleteMode.None) {
      return options.delete();
    }
    if (target.columns().isEmpty()) {
      throw new EnvironmentException(
          "delete.mode needs to know which columns identify a row of table \"%s\": list them in conflict.keys, or set delete.mode=none"
              .formatted(table.id()));
    }
    if (!(options.delete() instanceof DeleteMode.Soft soft)) {
      return options.delete();
    }
    Column mark = column(table, soft.column(), "delete.mode");
    boolean suitable =
        mark.type().kind() == PgType.Kind.BASE
            && mark.type().schema().equals("pg_catalog")
            && switch (mark.type().name()) {
              case "bool", "timestamp", "timestamptz" -> true;
              default -> false;
            };
    if (!suitable || mark.origin() != Column.Origin.PLAIN || target.columns().contains(mark)) {
      throw new EnvironmentException(
          "delete.mode: column \"%s\" of table \"%s\" is %s, but the mark of a soft delete needs a boolean or timestamp column that is neither generated nor part of the key"
              .formatted(mark.name(), table.id(), mark.type().sql()));
    }
    if (mark.notNull() && !mark.type().name().equals("bool")) {
      throw new EnvironmentException(
          "delete.mode: column \"%s\" of table \"%s\" is NOT NULL, so a row could never be unmarked: run ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL"
              .formatted(mark.name(), table.id(), table.id().sql(), mark.sql()));
    }
    return new DeleteMode.Soft(soft.column(), options.zone());
  }

  private static void checkVersion(Table table, String name) {
    Column version = column(table, name, "update.when");
    if (!Comparisons.isOrdered(version.type())) {
      throw new EnvironmentException(
          "update.when: column \"%s\" of table \"%s\" is %s, which has no order: choose a number or timestamp column"
              .formatted(name, table.id(), version.type().sql()));
    }
  }

  private static Column column(Table table, String name, String option) {
    Optional<Column> column = table.column(name);
    return column.orElseThrow(
        () ->
            new EnvironmentException(
                "table \"%s\" has no column \"%s\", which %s names: correct %s, or add the column"
                    .formatted(table.id(), name, option, option)));
  }
}

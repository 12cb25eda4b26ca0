// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Finds what identifies a row of a real table. Pure; every refusal names the statement or the
 * option that mends it.
 *
 * <p>{@code ON CONFLICT} needs a unique index that is checked at once. Modes that do without it
 * (plain INSERT, UPDATE) need the columns only: deletes and updates compare them.
 */
public final class ConflictResolver {
  private final Table table;
  private final InsertMode mode;

  private ConflictResolver(Table table, InsertMode mode) {
    this.table = table;
    this.mode = mode;
  }

  /**
   * The conflict target of a table.
   *
   * @param table the table
   * @param mode what an upsert does
   * @param keys the columns; empty for the primary key, else the only unique index; an empty list
   *     for rows without identity
   * @param constraint the constraint to use instead of columns
   * @param where the predicate of a partial unique index on the columns
   * @throws EnvironmentException when the table has no such index or constraint, or one that {@code
   *     ON CONFLICT} can't use
   */
  public static ConflictTarget resolve(
      Table table,
      InsertMode mode,
      Optional<List<String>> keys,
      Optional<String> constraint,
      Optional<String> where) {
    ConflictResolver resolver = new ConflictResolver(table, mode);
    if (table.kind() == Table.Kind.FOREIGN_TABLE && mode == InsertMode.UPSERT) {
      throw new EnvironmentException(
          "%s is a foreign table, which has no ON CONFLICT DO UPDATE: set insert.mode to insert, ignore or update"
              .formatted(resolver.name()));
    }
    if (constraint.isPresent()) {
      return resolver.constraint(constraint.get());
    }
    if (keys.isPresent()) {
      return keys.get().isEmpty() ? new ConflictTarget.None() : resolver.columns(keys.get(), where);
    }
    return resolver.auto();
  }

  /** Whether two rows whose key holds NULLs in the same places are one row to the database. */
  public static boolean nullsIdentify(Table table, ConflictTarget target) {
    List<String> names = target.columns().stream().map(Column::name).toList();
    return table.indexes().stream()
        .anyMatch(
            index ->
                index.nullsNotDistinct() && sameColumns(index, names) && isMeant(index, target));
  }

  private static boolean isMeant(UniqueIndex index, ConflictTarget target) {
    if (target instanceof ConflictTarget.Constraint constraint) {
      return index.name().equals(constraint.name());
    }
    return index.predicate().isEmpty() || ((ConflictTarget.Columns) target).predicate().isPresent();
  }

  private ConflictTarget auto() {
    Optional<UniqueIndex> primaryKey = table.primaryKey();
    if (primaryKey.isPresent()) {
      return target(usable(primaryKey.get()));
    }
    List<UniqueIndex> candidates =
        table.indexes().stream()
            .filter(index -> isUnique(index) && !index.columns().isEmpty())
            .filter(index -> index.predicate().isEmpty())
            .toList();
    if (candidates.size() == 1) {
      return target(usable(candidates.get(0)));
    }
    if (mode == InsertMode.INSERT || mode == InsertMode.IGNORE) {
      return new ConflictTarget.None();
    }
    if (candidates.isEmpty()) {
      throw missing();
    }
    StringJoiner choices = new StringJoiner(" or ");
    candidates.forEach(index -> choices.add("conflict.keys=" + String.join(",", index.columns())));
    throw new EnvironmentException(
        "%s has no primary key and several unique indexes: choose one with %s"
            .formatted(name(), choices));
  }

  private ConflictTarget columns(List<String> names, Optional<String> where) {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(
          table
              .column(name)
              .orElseThrow(
                  () ->
                      new EnvironmentException(
                          "%s has no column \"%s\", which conflict.keys names: correct conflict.keys, or add the column"
                              .formatted(name(), name))));
    }
    ConflictTarget target = new ConflictTarget.Columns(List.copyOf(columns), where);
    // the indexes of a view are those of its table, which PostgreSQL looks up itself
    if (!hasOnConflict() || !hasIndexes()) {
      return target;
    }
    List<UniqueIndex> matching =
        table.indexes().stream()
            .filter(index -> isUnique(index) && sameColumns(index, names))
            .toList();
    if (matching.isEmpty()) {
      throw new EnvironmentException(
          "%s has no unique index on exactly the columns (%s), which ON CONFLICT needs: run %s"
              .formatted(name(), String.join(", ", names), uniqueIndexSql(names, where)));
    }
    if (where.isEmpty() && matching.stream().allMatch(index -> index.predicate().isPresent())) {
      throw new EnvironmentException(
          "the unique index \"%s\" of %s is partial: set conflict.where=%s"
              .formatted(
                  matching.get(0).name(), name(), matching.get(0).predicate().orElseThrow()));
    }
    if (matching.stream().allMatch(UniqueIndex::deferrable)) {
      usable(matching.get(0));
    }
    return target;
  }

  private ConflictTarget constraint(String name) {
    UniqueIndex index =
        table.indexes().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "%s has no unique or primary key constraint \"%s\", which conflict.constraint names: correct the name, or run ALTER TABLE %s ADD CONSTRAINT %s UNIQUE (…)"
                            .formatted(name(), name, table.id().sql(), TableId.quote(name))));
    if (index.kind() == UniqueIndex.Kind.UNIQUE_INDEX) {
      throw new EnvironmentException(
          "\"%s\" of %s is an index, not a constraint: set conflict.keys=%s instead of conflict.constraint%s"
              .formatted(
                  name,
                  name(),
                  String.join(",", index.columns()),
                  index.predicate().map(text -> ", and conflict.where=" + text).orElse("")));
    }
    if (index.kind() == UniqueIndex.Kind.EXCLUSION_CONSTRAINT && mode == InsertMode.UPSERT) {
      throw new EnvironmentException(
          "the constraint \"%s\" of %s is an exclusion constraint, which ON CONFLICT DO UPDATE can't use: set insert.mode=ignore, or name a unique constraint"
              .formatted(name, name()));
    }
    return new ConflictTarget.Constraint(name, target(usable(index)).columns());
  }

  private ConflictTarget target(UniqueIndex index) {
    List<Column> columns =
        index.columns().stream().map(name -> table.column(name).orElseThrow()).toList();
    return new ConflictTarget.Columns(columns, Optional.empty());
  }

  private UniqueIndex usable(UniqueIndex index) {
    if (!index.deferrable() || !hasOnConflict()) {
      return index;
    }
    String constraint = TableId.quote(index.name());
    String type = index.kind() == UniqueIndex.Kind.PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE";
    throw new EnvironmentException(
        "the constraint \"%s\" of %s is deferrable, which ON CONFLICT can't use: run ALTER TABLE %s DROP CONSTRAINT %s, ADD CONSTRAINT %s %s (%s)"
            .formatted(
                index.name(),
                name(),
                table.id().sql(),
                constraint,
                constraint,
                type,
                list(index.columns())));
  }

  private EnvironmentException missing() {
    String what = name() + " has no primary key and no unique index that can identify a row";
    if (table.kind() == Table.Kind.VIEW || table.kind() == Table.Kind.FOREIGN_TABLE) {
      return new EnvironmentException(what + ": list the columns in conflict.keys");
    }
    return new EnvironmentException(
        "%s: run ALTER TABLE %s ADD PRIMARY KEY (…), or set insert.mode=insert to append every record"
            .formatted(what, table.id().sql()));
  }

  private boolean hasIndexes() {
    return table.kind() == Table.Kind.TABLE || table.kind() == Table.Kind.PARTITIONED_TABLE;
  }

  private boolean hasOnConflict() {
    return mode == InsertMode.UPSERT || mode == InsertMode.IGNORE;
  }

  /** The statement that makes an index for a conflict target; a predicate takes an index proper. */
  private String uniqueIndexSql(List<String> names, Optional<String> where) {
    return where
        .map(
            predicate ->
                "CREATE UNIQUE INDEX ON %s (%s) WHERE %s"
                    .formatted(table.id().sql(), list(names), predicate))
        .orElseGet(
            () ->
                "ALTER TABLE %s ADD %s (%s)"
                    .formatted(
                        table.id().sql(),
                        table.primaryKey().isEmpty() ? "PRIMARY KEY" : "UNIQUE",
                        list(names)));
  }

  private static boolean isUnique(UniqueIndex index) {
    return index.kind() != UniqueIndex.Kind.EXCLUSION_CONSTRAINT;
  }

  private static boolean sameColumns(UniqueIndex index, List<String> names) {
    return index.columns().size() == names.size()
        && new HashSet<>(index.columns()).equals(new HashSet<>(names));
  }

  private static String list(List<String> names) {
    StringJoiner list = new StringJoiner(", ");
    names.forEach(name -> list.add(TableId.quote(name)));
    return list.toString();
  }

  private String name() {
    return switch (table.kind()) {
      case TABLE, PARTITIONED_TABLE -> "table \"" + table.id() + '"';
      case VIEW -> "view \"" + table.id() + '"';
      case FOREIGN_TABLE -> "foreign table \"" + table.id() + '"';
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table whose rows are made, changed and deleted by the server, from values that it draws itself.
 * The key is a column {@code id}.
 *
 * @param name its name with its schema, quoted where it needs to be
 * @param key the definition of the key's column behind its name
 * @param columns the columns that have drawn values
 * @param more further lines of the definition, such as generated columns
 */
record TypedTable(String name, String key, List<TypedColumn> columns, List<String> more) {

  static TypedTable of(String name, TypedColumn... columns) {
    return new TypedTable(name, "bigint PRIMARY KEY", List.of(columns), List.of());
  }

  TypedTable withKey(String definition) {
    return new TypedTable(name, definition, columns, more);
  }

  TypedTable with(String... lines) {
    return new TypedTable(name, key, columns, List.of(lines));
  }

  /** Without columns, each named as {@code schema.table.column}. */
  TypedTable without(Set<String> left) {
    List<TypedColumn> kept = new ArrayList<>(columns);
    kept.removeIf(column -> left.contains(name + '.' + column.name()));
    return new TypedTable(name, key, kept, more);
  }

  String ddl() {
    List<String> lines = new ArrayList<>(List.of("id " + key));
    columns.forEach(column -> lines.add(column.name() + " " + column.type()));
    lines.addAll(more);
    return "CREATE TABLE " + name + " (" + String.join(", ", lines) + ")";
  }

  /** Inserts rows with keys from one number up. */
  String insert(long from, int rows) {
    return "INSERT INTO %s (id, %s) OVERRIDING SYSTEM VALUE SELECT n, %s FROM generate_series(%d, %d) n"
        .formatted(
            name,
            columns.stream().map(TypedColumn::name).collect(Collectors.joining(", ")),
            columns.stream().map(TypedColumn::draw).collect(Collectors.joining(", ")),
            from,
            from + rows - 1);
  }

  /** Draws every value of some rows anew. */
  String update(int rows) {
    return update(rows, columns);
  }

  /** Draws the values of some columns of some rows anew. */
  String update(int rows, List<TypedColumn> changed) {
    return "UPDATE %s SET %s WHERE %s"
        .formatted(
            name,
            changed.stream()
                .map(column -> column.name() + " = " + column.draw())
                .collect(Collectors.joining(", ")),
            some(rows));
  }

  /** Gives some rows another key, always the same distance away. */
  String moveKeys(int rows, long distance) {
    return "UPDATE %s SET id = id + %d WHERE %s".formatted(name, distance, some(rows));
  }

  String delete(int rows) {
    return "DELETE FROM " + name + " WHERE " + some(rows);
  }

  private String some(int rows) {
    return "id IN (SELECT id FROM %s ORDER BY random() LIMIT %d)".formatted(name, rows);
  }
}

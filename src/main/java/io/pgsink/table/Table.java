// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table as it is in the database at one moment. Immutable.
 *
 * @param id its name, with the schema that it was found in
 * @param kind what kind of relation it is
 * @param columns its columns by name, in table order
 * @param indexes its unique indexes and exclusion constraints, the primary key first
 * @param traits what else acts on its rows
 * @param foreignKeys what its rows hang on: its own foreign keys first, then those of the tables
 *     that these point to, and so on upwards
 * @param definition names all of this as it was at that moment
 */
public record Table(
    TableId id,
    Kind kind,
    Map<String, Column> columns,
    List<UniqueIndex> indexes,
    TableTraits traits,
    List<ForeignKey> foreignKeys,
    Definition definition) {

  /** What kind of relation it is. */
  public enum Kind {
    TABLE,
    PARTITIONED_TABLE,
    VIEW,
    FOREIGN_TABLE
  }

  /** Makes a table from its columns in order, on whose rows nothing else acts. */
  public static Table of(TableId id, Kind kind, List<Column> columns, List<UniqueIndex> indexes) {
    Map<String, Column> byName = new LinkedHashMap<>();
    for (Column column : columns) {
      byName.put(column.name(), column);
    }
    return new Table(
        id, kind, byName, List.copyOf(indexes), TableTraits.NONE, List.of(), Definition.none(id));
  }

  /** The same table with something else that acts on its rows. */
  public Table with(TableTraits others) {
    return new Table(id, kind, columns, indexes, others, foreignKeys, definition);
  }

  /** The same table with rows that hang on others. */
  public Table with(List<ForeignKey> keys) {
    return new Table(id, kind, columns, indexes, traits, List.copyOf(keys), definition);
  }

  /** The same table with the name of its state. */
  public Table with(Definition known) {
    return new Table(id, kind, columns, indexes, traits, foreignKeys, known);
  }

  /** The column of this name, case-sensitive. */
  public Optional<Column> column(String name) {
    return Optional.ofNullable(columns.get(name));
  }

  /** The primary key, if there is one. */
  public Optional<UniqueIndex> primaryKey() {
    return indexes.stream()
        .filter(index -> index.kind() == UniqueIndex.Kind.PRIMARY_KEY)
        .findFirst();
  }
}

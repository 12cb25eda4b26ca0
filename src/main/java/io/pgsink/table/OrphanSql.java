// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Asks which of some rows have no parent: for each of them the index of the parent's key is looked
 * at once. Answers with their places, counted from 1.
 *
 * <p>The parameters are arrays: those of the columns that point, then, for each group of parents
 * that are written in the same transaction, those of the columns that they point to.
 */
public final class OrphanSql {
  private final ForeignKey key;
  private final List<Column> columns;

  private OrphanSql(ForeignKey key, List<Column> columns) {
    this.key = key;
    this.columns = columns;
  }

  /**
   * The query.
   *
   * @param key what the rows point with
   * @param columns its columns
   * @param parents for each group of new parents the columns that they are pointed to
   */
  public static String of(ForeignKey key, List<Column> columns, List<List<Column>> parents) {
    OrphanSql sql = new OrphanSql(key, columns);
    StringJoiner conditions = new StringJoiner(" AND ");
    for (int i = 0; i < columns.size(); i++) {
      conditions.add("given.k" + i + " IS NOT NULL");
    }
    for (List<Column> some : parents) {
      conditions.add(sql.isNotAmong(some));
    }
    return "SELECT given.place FROM "
        + arrays(columns)
        + " WITH ORDINALITY AS given"
        + names(columns, ", place")
        + " LEFT JOIN LATERAL (SELECT true AS found FROM "
        + key.parent().sql()
        + " AS stored WHERE "
        + sql.isStored()
        + " LIMIT 1) AS parent ON true WHERE parent.found IS NULL AND "
        + conditions;
  }

  private String isStored() {
    List<String> stored = new ArrayList<>();
    key.parentColumns().forEach(name -> stored.add("stored." + TableId.quote(name)));
    return same(stored);
  }

  private String isNotAmong(List<Column> parents) {
    List<String> fresh = new ArrayList<>();
    for (int i = 0; i < parents.size(); i++) {
      fresh.add(value("fresh.k" + i, parents.get(i)));
    }
    return "NOT EXISTS (SELECT FROM "
        + arrays(parents)
        + " AS fresh"
        + names(parents, "")
        + " WHERE "
        + same(fresh)
        + ')';
  }

  /** The foreign key's own operators; the parent stands on their left. */
  private String same(List<String> parents) {
    StringJoiner same = new StringJoiner(" AND ");
    for (int i = 0; i < columns.size(); i++) {
      String operator = ' ' + key.equality().get(i) + ' ';
      same.add(parents.get(i) + operator + value("given.k" + i, columns.get(i)));
    }
    return same.toString();
  }

  private static String value(String name, Column column) {
    String cast = column.type().cast();
    return Comparisons.storedForm(column.type(), name + (cast.isEmpty() ? "" : "::" + cast));
  }

  private static String arrays(List<Column> columns) {
    StringJoiner arrays = new StringJoiner(", ", "ROWS FROM (", ")");
    for (Column column : columns) {
      arrays.add("pg_catalog.unnest(?::pg_catalog." + column.type().wire().sqlName() + "[])");
    }
    return arrays.toString();
  }

  private static String names(List<Column> columns, String more) {
    StringJoiner names = new StringJoiner(", ", " (", more + ")");
    for (int i = 0; i < columns.size(); i++) {
      names.add("k" + i);
    }
    return names.toString();
  }
}

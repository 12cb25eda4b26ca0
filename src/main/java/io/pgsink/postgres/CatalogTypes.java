// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.PgType;
import io.pgsink.table.PgType.Attribute;
import io.pgsink.table.PgType.Kind;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts types together from the rows of {@link CatalogSql#TYPES}. */
final class CatalogTypes {
  /** The greatest OID that is handed out by hand in PostgreSQL's sources is 9999. */
  private static final long FIRST_OWN_OID = 10_000;

  private final Map<Long, Row> rows = new HashMap<>();

  private record Row(
      String schema,
      String name,
      String typtype,
      long base,
      int modifier,
      boolean notNull,
      boolean hasDefault,
      long element,
      List<String> fieldNames,
      List<Long> fieldTypes,
      List<Integer> fieldModifiers,
      String operators) {

    boolean isDomain() {
      return typtype.equals("d");
    }
  }

  /** The OIDs of the types that aren't PostgreSQL's own, as an array literal. */
  String ownTypes() {
    return rows.keySet().stream()
        .filter(oid -> oid >= FIRST_OWN_OID)
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(",", "{", "}"));
  }

  CatalogTypes(ResultSet result) throws SQLException {
    while (result.next()) {
      rows.put(
          result.getLong("oid"),
          new Row(
              result.getString("nspname"),
              result.getString("typname"),
              result.getString("typtype"),
              result.getLong("typbasetype"),
              result.getInt("typtypmod"),
              result.getBoolean("typnotnull"),
              result.getBoolean("hasdefault"),
              result.getLong("element"),
              list(result.getArray("fieldnames"), String.class),
              list(result.getArray("fieldtypes"), Long.class),
              list(result.getArray("fieldmodifiers"), Integer.class),
              result.getString("operators")));
    }
  }

  /** Whether a type is among those that were read. */
  boolean know(long oid) {
    return rows.containsKey(oid);
  }

  /**
   * A type with its domains unwrapped.
   *
   * @param sql the type as it is declared
   */
  PgType type(long oid, int modifier, String sql) {
    Row row = rows.get(oid);
    if (row.isDomain()) {
      return type(row.base(), row.modifier(), sql);
    }
    Optional<PgType> element =
        row.element() == 0
            ? Optional.empty()
            : Optional.of(
                type(row.element(), kind(row) == Kind.ARRAY ? modifier : -1, name(row.element())));
    return new PgType(
        sql,
        row.schema(),
        row.name(),
        kind(row),
        modifier,
        element,
        fields(row),
        isExtension(row) ? row.operators() : "pg_catalog");
  }

  /** Whether a domain somewhere on the way to the base type refuses NULL. */
  boolean refusesNull(long oid) {
    Row row = rows.get(oid);
    return row.isDomain() && (row.notNull() || refusesNull(row.base()));
  }

  /** Whether a domain somewhere on the way to the base type has a default. */
  boolean hasDefault(long oid) {
    Row row = rows.get(oid);
    return row.isDomain() && (row.hasDefault() || hasDefault(row.base()));
  }

  private List<Attribute> fields(Row row) {
    List<Attribute> fields = new ArrayList<>();
    for (int i = 0; i < row.fieldNames().size(); i++) {
      long oid = row.fieldTypes().get(i);
      fields.add(
          new Attribute(
              row.fieldNames().get(i), type(oid, row.fieldModifiers().get(i), name(oid))));
    }
    return fields;
  }

  private String name(long oid) {
    return rows.get(oid).name();
  }

  private static boolean isExtension(Row row) {
    return kind(row) == Kind.BASE && !row.schema().equals("pg_catalog");
  }

  private static Kind kind(Row row) {
    return switch (row.typtype()) {
      case "e" -> Kind.ENUM;
      case "c" -> Kind.COMPOSITE;
      case "r" -> Kind.RANGE;
      case "m" -> Kind.MULTIRANGE;
      default -> row.element() == 0 ? Kind.BASE : Kind.ARRAY;
    };
  }

  /** NULL, for types that aren't composite, is no fields. */
  private static <T> List<T> list(Array array, Class<T> element) throws SQLException {
    if (array == null) {
      return List.of();
    }
    return Arrays.stream((Object[]) array.getArray()).map(element::cast).toList();
  }
}

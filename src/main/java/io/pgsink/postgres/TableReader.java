// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.Column;
import io.pgsink.table.Definition;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.ForeignKey;
import io.pgsink.table.PgType;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.TableTraits;
import io.pgsink.table.UniqueIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a table is made of, from {@code pg_catalog} in one round trip. Needs no privilege
 * beyond USAGE on the table's schema. Stateless.
 */
public final class TableReader {
  /** Topics name tables; none of them may name one of PostgreSQL's own. */
  private static final Set<String> SYSTEM_SCHEMAS =
      Set.of("pg_catalog", "information_schema", "pg_toast");

  private static final String ALL =
      String.join(
          ";\n",
          CatalogSql.RELATION,
          CatalogSql.BOOKKEEPING,
          CatalogSql.COLUMNS,
          CatalogSql.TYPES,
          CatalogSql.INDEXES,
          CatalogSql.FOREIGN_KEYS);

  /** Each is the table's name. */
  private static final int PARAMETERS = 7;

  private static final String ALL_WITH_FINGERPRINT = DefinitionSql.READ + ";\n" + ALL;

  /**
   * Reads a table.
   *
   * @param connection a connection, in autocommit mode or not
   * @param id its name; without a schema it is looked up on the search path
   * @return the table, or empty when there is none
   * @throws WriteException when the database can't be asked
   * @throws EnvironmentException when the name is that of something that can't be written
   */
  public Optional<Table> read(Connection connection, TableId id) throws WriteException {
    return read(connection, id, Bookkeeping.REFUSED);
  }

  /** Reads a table that may be one of offsets: for looking at it, never as a target. */
  Optional<Table> readAny(Connection connection, TableId id) throws WriteException {
    return read(connection, id, Bookkeeping.READ);
  }

  private static Optional<Table> read(Connection connection, TableId id, Bookkeeping reading)
      throws WriteException {
    refuseSystemSchema(id);
    try {
      Optional<Table> table = readOnce(connection, id, reading);
      while (table.isPresent()) {
        Optional<Table> again = readWithFingerprint(connection, id, table.get(), reading);
        if (again.isPresent() && again.get().with(table.get().definition()).equals(table.get())) {
          return again;
        }
        // each query has a snapshot of its own, and somebody changed the table in between
        table = again;
      }
      return table;
    } catch (SQLException e) {
      throw WriteException.of(e, id);
    }
  }

  private static Optional<Table> readOnce(Connection connection, TableId id, Bookkeeping reading)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ALL)) {
      for (int i = 1; i <= PARAMETERS; i++) {
        query.setString(i, id.sql());
      }
      query.execute();
      return read(query, id, reading);
    }
  }

  /**
   * Reads a table again, behind its fingerprint. When it is the same as before, the fingerprint,
   * which was taken in between, is that of this definition too.
   */
  private static Optional<Table> readWithFingerprint(
      Connection connection, TableId id, Table before, Bookkeeping reading) throws SQLException {
    String types = before.definition().types();
    try (PreparedStatement query = connection.prepareStatement(ALL_WITH_FINGERPRINT)) {
      query.setString(1, types);
      for (int i = 2; i <= PARAMETERS + 2; i++) {
        query.setString(i, id.sql());
      }
      query.execute();
      long fingerprint;
      try (ResultSet result = query.getResultSet()) {
        fingerprint = result.next() ? result.getLong("fingerprint") : 0;
      }
      query.getMoreResults();
      return read(query, id, reading)
          .map(
              table ->
                  table.definition().types().equals(types)
                      ? table.with(new Definition(table.id(), types, fingerprint))
                      : table);
    }
  }

  /** What becomes of a table that offsets are kept in, by this connector or another one. */
  private enum Bookkeeping {
    REFUSED,
    READ
  }

  /**
   * @throws EnvironmentException when a table to be created would be taken for one of offsets
   */
  static void refuseBookkeeping(TableId id) {
    if (id.name().equalsIgnoreCase(OffsetTable.USUAL_NAME)) {
      throw bookkeeping(id);
    }
  }

  private static EnvironmentException bookkeeping(TableId id) {
    return new EnvironmentException(
        "\"%s\" is, or leads to, a table in which exactly-once connectors keep their offsets, and can't be written to: correct table.name.format or topics.to.tables"
            .formatted(id));
  }

  /**
   * @throws EnvironmentException when the schema is one of PostgreSQL's own
   */
  static void refuseSystemSchema(TableId id) {
    boolean system = SYSTEM_SCHEMAS.contains(id.schema()) || id.schema().startsWith("pg_toast_");
    if (system) {
      throw new EnvironmentException(
          "\"%s\" is in a schema of PostgreSQL itself: correct table.name.format or topics.to.tables"
              .formatted(id));
    }
  }

  private static Optional<Table> read(PreparedStatement query, TableId asked, Bookkeeping reading)
      throws SQLException {
    TableId id;
    Table.Kind kind;
    TableTraits traits;
    try (ResultSet relation = query.getResultSet()) {
      if (!relation.next()) {
        return Optional.empty();
      }
      id = new TableId(relation.getString("nspname"), relation.getString("relname"));
      refuseSystemSchema(id);
      kind = kind(asked, relation.getString("relkind"));
      traits = traits(relation);
    }
    query.getMoreResults();
    try (ResultSet bookkeeping = query.getResultSet()) {
      if (reading == Bookkeeping.REFUSED && bookkeeping.next()) {
        throw bookkeeping(asked);
      }
    }
    query.getMoreResults();
    List<ColumnRow> rows = columns(query.getResultSet());
    query.getMoreResults();
    CatalogTypes types;
    try (ResultSet result = query.getResultSet()) {
      types = new CatalogTypes(result);
    }
    query.getMoreResults();
    List<UniqueIndex> indexes = indexes(query.getResultSet());
    query.getMoreResults();
    List<ForeignKey> foreignKeys = foreignKeys(query.getResultSet());
    if (!rows.stream().allMatch(row -> types.know(row.type()))) {
      // somebody changed a column's type in between
      return readOnce(query.getConnection(), asked, reading);
    }
    List<Column> columns = new ArrayList<>(rows.size());
    for (ColumnRow row : rows) {
      columns.add(row.column(types));
    }
    return Optional.of(
        Table.of(id, kind, columns, indexes)
            .with(traits)
            .with(foreignKeys)
            .with(new Definition(id, types.ownTypes(), 0)));
  }

  private static Table.Kind kind(TableId id, String relkind) {
    return switch (relkind) {
      case "r" -> Table.Kind.TABLE;
      case "p" -> Table.Kind.PARTITIONED_TABLE;
      case "v" -> Table.Kind.VIEW;
      case "f" -> Table.Kind.FOREIGN_TABLE;
      default ->
          throw new EnvironmentException(
              "\"%s\" is neither a table nor a view that can be written: correct table.name.format or topics.to.tables"
                  .formatted(id));
    };
  }

  private static TableTraits traits(ResultSet relation) throws SQLException {
    return new TableTraits(
        relation.getBoolean("rowtriggers"),
        relation.getBoolean("statementtriggers"),
        relation.getBoolean("rules"),
        relation.getBoolean("rowsecurity"),
        relation.getBoolean("foreignpartitions"));
  }

  private record ColumnRow(
      String name,
      long type,
      int modifier,
      boolean notNull,
      boolean hasDefault,
      String identity,
      String generated,
      String sql,
      boolean deterministic) {

    Column column(CatalogTypes types) {
      Column.Origin origin = origin();
      PgType unwrapped = types.type(type, modifier, sql);
      boolean filled =
          (hasDefault && generated.isEmpty()) || !identity.isEmpty() || types.hasDefault(type);
      return new Column(
          name, unwrapped, notNull || types.refusesNull(type), filled, origin, deterministic);
    }

    private Column.Origin origin() {
      if (!generated.isEmpty()) {
        return Column.Origin.GENERATED;
      }
      return switch (identity) {
        case "a" -> Column.Origin.IDENTITY_ALWAYS;
        case "d" -> Column.Origin.IDENTITY;
        default -> Column.Origin.PLAIN;
      };
    }
  }

  private static List<ColumnRow> columns(ResultSet result) throws SQLException {
    List<ColumnRow> rows = new ArrayList<>();
    try (result) {
      while (result.next()) {
        rows.add(
            new ColumnRow(
                result.getString("attname"),
                result.getLong("atttypid"),
                result.getInt("atttypmod"),
                result.getBoolean("attnotnull"),
                result.getBoolean("atthasdef"),
                result.getString("attidentity"),
                result.getString("attgenerated"),
                result.getString("type"),
                result.getBoolean("deterministic")));
      }
    }
    return rows;
  }

  private static List<UniqueIndex> indexes(ResultSet result) throws SQLException {
    List<UniqueIndex> indexes = new ArrayList<>();
    try (result) {
      while (result.next()) {
        indexes.add(
            new UniqueIndex(
                result.getString("relname"),
                List.of((String[]) result.getArray("columns").getArray()),
                indexKind(result),
                result.getBoolean("nullsnotdistinct"),
                result.getBoolean("isdeferrable"),
                Optional.ofNullable(result.getString("predicate"))));
      }
    }
    return indexes;
  }

  private static UniqueIndex.Kind indexKind(ResultSet result) throws SQLException {
    if (result.getBoolean("indisexclusion")) {
      return UniqueIndex.Kind.EXCLUSION_CONSTRAINT;
    }
    if (result.getBoolean("indisprimary")) {
      return UniqueIndex.Kind.PRIMARY_KEY;
    }
    return result.getBoolean("isconstraint")
        ? UniqueIndex.Kind.UNIQUE_CONSTRAINT
        : UniqueIndex.Kind.UNIQUE_INDEX;
  }

  private static List<ForeignKey> foreignKeys(ResultSet result) throws SQLException {
    List<ForeignKey> keys = new ArrayList<>();
    try (result) {
      while (result.next()) {
        keys.add(
            new ForeignKey(
                result.getString("conname"),
                new TableId(result.getString("nspname"), result.getString("relname")),
                List.of((String[]) result.getArray("columns").getArray()),
                new TableId(result.getString("parentschema"), result.getString("parentname")),
                List.of((String[]) result.getArray("parentcolumns").getArray()),
                List.of((String[]) result.getArray("equality").getArray()),
                result.getBoolean("condeferrable"),
                action(result.getString("confdeltype")),
                action(result.getString("confupdtype"))));
      }
    }
    return keys;
  }

  private static ForeignKey.Action action(String letter) {
    return switch (letter) {
      case "r" -> ForeignKey.Action.RESTRICT;
      case "c" -> ForeignKey.Action.CASCADE;
      case "n" -> ForeignKey.Action.SET_NULL;
      case "d" -> ForeignKey.Action.SET_DEFAULT;
      default -> ForeignKey.Action.NO_ACTION;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.table.CatalogNames;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A look at a database before a connector is created: can it be reached, is it fit, may the role do
 * what the options need. One connection, nothing is changed. For one thread.
 */
public final class Preflight implements AutoCloseable {
  private static final String SERVER =
      """
      SELECT pg_catalog.current_setting('server_version_num')::integer,
        pg_catalog.pg_is_in_recovery(),
        pg_catalog.current_setting('transaction_read_only')::boolean,
        current_user\
      """;

  /** A privilege on some columns may be all that is needed; the whole table is the usual case. */
  private static final String PRIVILEGES =
      CatalogNames.pinned(
          """
          SELECT
            pg_catalog.has_any_column_privilege(c.oid, 'SELECT') AS "SELECT",
            pg_catalog.has_any_column_privilege(c.oid, 'INSERT') AS "INSERT",
            pg_catalog.has_any_column_privilege(c.oid, 'UPDATE') AS "UPDATE",
            pg_catalog.has_table_privilege(c.oid, 'DELETE') AS "DELETE",
            pg_catalog.has_table_privilege(c.oid, 'TRUNCATE') AS "TRUNCATE",
            pg_catalog.pg_has_role(c.relowner, 'USAGE') AS "OWNER"
          FROM pg_catalog.pg_class c
          WHERE c.oid = pg_catalog.to_regclass(?)\
          """);

  private static final String SCHEMA =
      CatalogNames.pinned(
          """
          SELECT pg_catalog.has_schema_privilege(n.oid, 'CREATE'), n.nspname
          FROM pg_catalog.pg_namespace n
          CROSS JOIN (SELECT ?::pg_catalog.text AS name) wanted
          WHERE n.nspname = CASE WHEN wanted.name = '' THEN pg_catalog.current_schema()
            ELSE wanted.name END\
          """);

  /** Schemas of the search path where somebody besides their owner and us may put things. */
  private static final String OPEN_SCHEMAS =
      CatalogNames.pinned(
          """
          SELECT n.nspname, CASE
              WHEN pg_catalog.has_schema_privilege('public', n.oid, 'CREATE') THEN 'PUBLIC'
              ELSE pg_catalog.min(r.rolname::pg_catalog.text) END
          FROM pg_catalog.pg_namespace n
          JOIN pg_catalog.pg_roles r ON pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')
          WHERE n.nspname = ANY (pg_catalog.current_schemas(false))
            AND NOT r.rolsuper AND r.rolname <> current_user
            AND NOT pg_catalog.starts_with(r.rolname::pg_catalog.text, 'pg_')
            AND NOT pg_catalog.pg_has_role(r.oid, n.nspowner, 'USAGE')
          GROUP BY n.oid, n.nspname
          ORDER BY n.nspname\
          """);

  private final Connection connection;
  private final Server server;

  private Preflight(Connection connection, Server server) {
    this.connection = connection;
    this.server = server;
  }

  /** What a role may do with a table. */
  public enum Privilege {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE,
    /** Being, or having the rights of, the table's owner: what ALTER TABLE needs. */
    OWNER
  }

  /**
   * The server and the session.
   *
   * @param version as {@code server_version_num}: 140005 is 14.5
   * @param access whether it can be written to
   * @param role the role that the connection acts as
   */
  public record Server(int version, Access access, String role) {
    /** Whether a session can write. */
    public enum Access {
      READ_WRITE,
      /** The role or database is set to read-only transactions. */
      READ_ONLY,
      STANDBY
    }
  }

  /**
   * A schema that tables are created in.
   *
   * @param name its name
   * @param creatable whether the role may create tables there
   */
  public record Schema(String name, boolean creatable) {}

  /**
   * A schema on the search path in which others than its owner may create.
   *
   * @param name its name
   * @param role one of those who may, or {@code PUBLIC}
   */
  public record OpenSchema(String name, String role) {}

  /**
   * Logs in.
   *
   * @param config with timeouts as short as the look has to be
   * @throws WriteException with the server's reason
   */
  public static Preflight open(ConnectionConfig config) throws WriteException {
    try {
      Connection connection = ConnectionFactory.open(config, "pgsink validation");
      try {
        return new Preflight(connection, server(connection));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw WriteException.of(e);
    }
  }

  /** The server and the session. */
  public Server server() {
    return server;
  }

  /** The table of this name, as {@link TableReader} reads it. */
  public Optional<Table> table(TableId id) throws WriteException {
    return new TableReader().read(connection, id);
  }

  /** The table of offsets, which is never a target. */
  public Optional<Table> offsets(TableId id) throws WriteException {
    return new TableReader().readAny(connection, id);
  }

  /** The privileges among the wanted ones that the role lacks on a table that exists. */
  public Set<Privilege> missing(TableId table, Set<Privilege> wanted) throws WriteException {
    Set<Privilege> missing = EnumSet.noneOf(Privilege.class);
    try (PreparedStatement query = connection.prepareStatement(PRIVILEGES)) {
      query.setString(1, table.sql());
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          for (Privilege privilege : wanted) {
            if (!row.getBoolean(privilege.name())) {
              missing.add(privilege);
            }
          }
        }
      }
    } catch (SQLException e) {
      throw WriteException.of(e, table);
    }
    return missing;
  }

  /** The schema that a table of this name would be created in, if it exists. */
  public Optional<Schema> schema(TableId table) throws WriteException {
    try (PreparedStatement query = connection.prepareStatement(SCHEMA)) {
      query.setString(1, table.schema());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Schema(row.getString(2), row.getBoolean(1)))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw WriteException.of(e);
    }
  }

  /** Schemas on the search path in which others than their owner may create functions and types. */
  public List<OpenSchema> openSchemas() throws WriteException {
    List<OpenSchema> open = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(OPEN_SCHEMAS);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        open.add(new OpenSchema(row.getString(1), row.getString(2)));
      }
    } catch (SQLException e) {
      throw WriteException.of(e);
    }
    return open;
  }

  @Override
  public void close() throws WriteException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw WriteException.of(e);
    }
  }

  private static Server server(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SERVER);
        ResultSet row = query.executeQuery()) {
      row.next();
      Server.Access access = Server.Access.READ_WRITE;
      if (row.getBoolean(2)) {
        access = Server.Access.STANDBY;
      } else if (row.getBoolean(3)) {
        access = Server.Access.READ_ONLY;
      }
      return new Server(row.getInt(1), access, row.getString(4));
    }
  }
}

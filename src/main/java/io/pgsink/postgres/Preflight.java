package io.pgsink.postgres;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.table.CatalogNames;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
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
        current_user""";

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
      WHERE c.oid = pg_catalog.to_regclass(?)""");

  private static final String SCHEMA =
      CatalogNames.pinned(
      """
      SELECT pg_catalog.has_schema_privilege(n.oid, 'CREATE'), n.nspname
      FROM pg_catalog.pg_namespace n
      CROSS JOIN (SELECT ?::pg_catalog.text AS name) wanted
      WHERE n.nspname = CASE WHEN wanted.name = '' THEN pg_catalog.current_schema()
        ELSE wanted.name END""");

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

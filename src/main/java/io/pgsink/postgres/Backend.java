// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseConnection;

/**
 * The server's process behind a connection.
 *
 * @param pid its number
 * @param started when it was started, which tells it from a later one of the same number
 * @param isOurs whether it serves this connection alone; behind a pooler of sessions it changes
 * @param server what the server is
 */
record Backend(int pid, String started, boolean isOurs, ServerProduct server) {
  /**
   * Sessions run in UTC: the driver would announce the JVM's zone, and defaults such as {@code
   * now()} would depend on the worker. Zone is one of the few settings that PgBouncer carries over
   * between clients.
   */
  private static final String ZONE = "SET TimeZone = 'UTC'";

  private static final String IDENTITY =
      """
      SELECT pg_catalog.pg_backend_pid(),
        (SELECT a.backend_start::pg_catalog.text FROM pg_catalog.pg_stat_activity a
          WHERE a.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()),
        pg_catalog.version()\
      """;

  /** From PostgreSQL 14 on, and only where its system can tell: elsewhere it is refused. */
  private static final String CHECKS_ITS_CLIENT =
      "SELECT pg_catalog.set_config('client_connection_check_interval', '5000', false)";

  private static final String END =
      """
      SELECT pg_catalog.pg_terminate_backend(a.pid, 1000)
      FROM pg_catalog.pg_stat_activity a
      WHERE a.pid OPERATOR(pg_catalog.=) ?
        AND a.backend_start OPERATOR(pg_catalog.=) ?::pg_catalog.timestamptz\
      """;

  /**
   * Makes a new connection ready for use: sets its zone, and lets the server look now and then,
   * while a statement runs, whether anybody still waits for it.
   */
  static Backend prepare(Connection connection) throws SQLException {
    Backend backend;
    try {
      backend = identify(connection);
    } catch (SQLException failure) {
      throw explained(connection, failure);
    }
    if (backend.server.fitness() == ServerProduct.Fitness.REFUSED) {
      throw new UnfitServer(backend.server, null);
    }
    return backend;
  }

  /** A server that doesn't even understand these questions may say what it is. */
  private static SQLException explained(Connection connection, SQLException failure) {
    if (WriteException.server(failure) == null || WriteException.of(failure).evicts()) {
      return failure;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.version()")) {
      row.next();
      ServerProduct server = server(connection, row.getString(1));
      return server.fitness() == ServerProduct.Fitness.REFUSED
          ? new UnfitServer(server, failure)
          : failure;
    } catch (SQLException unknown) {
      return failure;
    }
  }

  private static ServerProduct server(Connection connection, String version) throws SQLException {
    return ServerProduct.of(version, connection.getMetaData().getURL());
  }

  private static Backend identify(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(ZONE);
      Backend backend;
      try (ResultSet row = statement.executeQuery(IDENTITY)) {
        row.next();
        int announced = connection.unwrap(BaseConnection.class).getBackendPID();
        String started = row.getString(2);
        boolean ours = row.getInt(1) == announced && started != null;
        backend = new Backend(row.getInt(1), started, ours, server(connection, row.getString(3)));
      }
      if (backend.isOurs()) {
        checkTheClient(statement);
      }
      return backend;
    }
  }

  private static void checkTheClient(Statement statement) throws SQLException {
    try {
      statement.execute(CHECKS_ITS_CLIENT);
    } catch (SQLException refused) {
      if (WriteException.of(refused).evicts()) {
        throw refused;
      }
    }
  }

  /** Ends the process if it is still there. A role may end its own. */
  void end(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(END)) {
      statement.setInt(1, pid);
      statement.setString(2, started);
      statement.execute();
    } catch (SQLException failure) {
      if (WriteException.of(failure).evicts()) {
        throw failure;
      }
    }
  }
}

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
 */
record Backend(int pid, String started, boolean isOurs) {
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
          WHERE a.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid())\
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
    try (Statement statement = connection.createStatement()) {
      statement.execute(ZONE);
      Backend backend;
      try (ResultSet row = statement.executeQuery(IDENTITY)) {
        row.next();
        int announced = connection.unwrap(BaseConnection.class).getBackendPID();
        String started = row.getString(2);
        boolean ours = row.getInt(1) == announced && started != null;
        backend = new Backend(row.getInt(1), started, ours);
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

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** Several statements that succeed or fail together, on a connection in autocommit mode. */
final class Transactions {
  private Transactions() {}

  /** What runs in a transaction. */
  interface Work<T> {
    T run() throws SQLException, WriteException;
  }

  /**
   * Runs work and commits it; rolls back when it fails.
   *
   * @param connection in autocommit mode, and still so afterwards unless it is broken
   * @return what the work returned
   */
  static <T> T in(Connection connection, Work<T> work) throws SQLException, WriteException {
    connection.setAutoCommit(false);
    try {
      T result = work.run();
      connection.commit();
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException | WriteException | RuntimeException e) {
      rollBack(connection, e);
      throw e;
    }
  }

  /** The first failure is the one to know: one of the rollback says that the connection broke. */
  private static void rollBack(Connection connection, Exception reason) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}

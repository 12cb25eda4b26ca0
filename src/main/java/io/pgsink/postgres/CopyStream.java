// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.CopyTuples;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;

/** Sends tuples by {@code COPY … FROM STDIN}, in two round trips. */
final class CopyStream {
  private CopyStream() {}

  /**
   * Copies into a table, in the transaction that is open.
   *
   * @return how many rows were stored
   * @throws SQLException when none was; its context holds values of the row to blame
   */
  static long send(Connection connection, String sql, CopyTuples tuples) throws SQLException {
    BaseConnection driver = connection.unwrap(BaseConnection.class);
    // not CopyManager, which would begin a transaction of its own
    CopyIn copy = (CopyIn) driver.getQueryExecutor().startCopy(sql, true);
    try {
      while (tuples.next()) {
        copy.writeToCopy(tuples.chunk(), 0, tuples.length());
      }
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }
}

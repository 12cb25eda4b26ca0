// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.CatalogNames;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.OneLine;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table behind {@link OffsetStore}: made when it is missing, and checked before it is trusted.
 */
final class OffsetTable {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetTable.class);

  /** What it is called unless {@code offsets.table} says otherwise. */
  static final String USUAL_NAME = "pgsink_offsets";

  private OffsetTable() {}

  static void prepare(Connection connection, TableId table) throws WriteException {
    try {
      if (!exists(connection, table)) {
        create(connection, table);
      }
      check(connection, table);
    } catch (SQLException e) {
      throw WriteException.of(e, table);
    }
  }

  /** The statement that makes the table. */
  static String createSql(TableId table) {
    return """
    CREATE TABLE IF NOT EXISTS %s (
      connector pg_catalog.text NOT NULL,
      topic pg_catalog.text NOT NULL,
      partition integer NOT NULL,
      next_offset bigint,
      epoch bigint NOT NULL,
      updated_at timestamp with time zone NOT NULL DEFAULT pg_catalog.now(),
      PRIMARY KEY (connector, topic, partition),
      CONSTRAINT %s CHECK (epoch OPERATOR(pg_catalog.>) 0)
    )\
    """
        .formatted(table.sql(), Violation.FENCE);
  }

  private static boolean exists(Connection connection, TableId table) throws SQLException {
    return found(connection, table, "SELECT WHERE pg_catalog.to_regclass(?) IS NOT NULL");
  }

  /** Tasks start together: they take turns, since IF NOT EXISTS alone may still clash. */
  private static void create(Connection connection, TableId table) throws SQLException {
    String sql = createSql(table);
    LOG.info("Creating the table of offsets: {}", OneLine.ofSql(sql));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('pgsink offsets',"
              + " 0))");
      statement.execute(sql);
    }
  }

  private static void check(Connection connection, TableId table) throws SQLException {
    String fence =
        CatalogNames.pinned(
                """
                SELECT FROM pg_catalog.pg_constraint
                WHERE conrelid = pg_catalog.to_regclass(?) AND contype = 'c' AND convalidated
                  AND conname = '%s'\
                """)
            .formatted(Violation.FENCE);
    if (!found(connection, table, fence)) {
      throw new EnvironmentException(
          "table \"%s\" isn't a table of offsets: name another one in offsets.table, or run %s"
              .formatted(table, createSql(table).replaceAll("\\s+", " ")));
    }
  }

  private static boolean found(Connection connection, TableId table, String sql)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, table.sql());
      try (ResultSet result = query.executeQuery()) {
        return result.next();
      }
    }
  }
}

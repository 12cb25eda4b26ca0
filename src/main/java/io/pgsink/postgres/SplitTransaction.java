package io.pgsink.postgres;

import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;

/**
 * A transaction in which groups of statements are tried: those that fail leave no trace, the others
 * commit together. Used by one thread; closing it without a commit rolls everything back.
 */
public final class SplitTransaction implements AutoCloseable {
  private final ConnectionFactory connections;
  private final BatchWriter writer;
  private final Connection connection;
  private boolean broken;

  SplitTransaction(ConnectionFactory connections, BatchWriter writer) throws SQLException {
    this.connections = connections;
    this.writer = writer;
    this.connection = connections.connection();
    connection.setAutoCommit(false);
    // a deferred constraint would otherwise fail the commit, and nobody knew whose fault it is
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
    } catch (SQLException e) {
      broken = true;
      close();
      throw e;
    }
  }

  /**
   * Runs statements behind a savepoint.
   *
   * @return how many rows each statement changed
   * @throws WriteException when one failed; none of them has left anything then, and unless {@link
   *     WriteException#evicts()} others may be tried
   */
  public long[] attempt(TableId table, List<BatchWriter.Statement> statements)
      throws WriteException {
    try {
      Savepoint savepoint = connection.setSavepoint();
      try {
        long[] counts = writer.execute(connection, statements);
        connection.releaseSavepoint(savepoint);
        return counts;
      } catch (SQLException failure) {
        WriteException known = WriteException.of(failure, table);
        broken = known.evicts();
        if (!broken) {
          connection.rollback(savepoint);
        }
        throw known;
      }
    } catch (SQLException e) {
      broken = true;
      throw WriteException.of(e, table);
    }
  }

  /** Commits what succeeded. */
  public void commit(TableId table) throws WriteException {
    try {
      connection.commit();
    } catch (SQLException e) {
      broken = true;
      throw WriteException.of(e, table);
    }
  }

  @Override
  public void close() {
    try (Connection lent = connection) {
      if (broken) {
        connections.evict(lent);
      } else {
        lent.rollback();
        lent.setAutoCommit(true);
      }
    } catch (SQLException e) {
      connections.evict(connection);
    }
  }
}

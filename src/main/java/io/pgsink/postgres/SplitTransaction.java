package io.pgsink.postgres;

import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A transaction in which groups of statements are tried: those that fail leave no trace, the others
 * commit together. Used by one thread; closing it without a commit rolls everything back.
 *
 * <p>A group and the savepoint around it go to the server in one round trip. The savepoint that the
 * next group falls back to is set behind a group that succeeds; one that failed is rolled back to
 * in front of the next.
 */
public final class SplitTransaction implements AutoCloseable {
  private static final String SET = "SAVEPOINT pgsink";
  private static final List<String> RESET = List.of("RELEASE SAVEPOINT pgsink", SET);
  private static final String BACK = "ROLLBACK TO SAVEPOINT pgsink";

  private final ConnectionFactory connections;
  private final BatchWriter writer;
  private final Connection connection;
  private List<String> before = List.of();
  private boolean broken;

  SplitTransaction(ConnectionFactory connections, BatchWriter writer) throws SQLException {
    this.connections = connections;
    this.writer = writer;
    this.connection = connections.connection();
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // a deferred constraint would otherwise fail the commit, and nobody knew whose fault it is
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
      writer.limitTimes(connection);
      statement.execute(SET);
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
      long[] counts = writer.pipeline(connection, before, statements, RESET);
      before = List.of();
      return counts;
    } catch (SQLException failure) {
      WriteException known = WriteException.of(failure, table);
      broken = known.evicts();
      before = List.of(BACK);
      throw known;
    }
  }

  /**
   * Whether statements fail in the same words as others did. They leave nothing, also when they
   * succeed.
   */
  public boolean failsLike(
      WriteException failure, TableId table, List<BatchWriter.Statement> statements) {
    try {
      writer.pipeline(connection, before, statements, List.of());
      return false;
    } catch (SQLException e) {
      WriteException other = WriteException.of(e, table);
      broken = other.evicts();
      return other.isLike(failure);
    } finally {
      before = List.of(BACK);
    }
  }

  /** Commits what succeeded. */
  public void commit(TableId table) throws WriteException {
    try {
      if (!before.isEmpty()) {
        writer.pipeline(connection, before, List.of(), List.of());
      }
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

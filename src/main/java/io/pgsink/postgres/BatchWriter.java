package io.pgsink.postgres;

import io.pgsink.columnar.Statement;
import io.pgsink.config.ConnectionConfig;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Writes the statements of a batch in one transaction and one round trip. Stateless: any thread may
 * call it, each with a connection of its own.
 *
 * <p>The statements go as a {@link Pipeline} over a connection in autocommit mode. To PostgreSQL
 * that is one implicit transaction, which commits at the pipeline's Sync or, after an error in any
 * of them, not at all. An explicit transaction would cost a round trip for its COMMIT.
 *
 * <p>More statements than {@link #PIPELINED} run in an explicit transaction: the driver would put a
 * Sync in between when it fears that answers fill its receive buffer (at 250 bytes each, of 64 kB).
 *
 * <p>{@code statement_timeout} and {@code lock_timeout} are set for the transaction by a first
 * statement in the same round trip, which leaves no trace in a session that PgBouncer lends to
 * others afterwards. PgBouncer refuses them as start-up parameters.
 */
public final class BatchWriter {
  private static final int PIPELINED = 32;

  private final TimeLimits limits;

  /** A writer with the time limits of the configuration. */
  public BatchWriter(ConnectionConfig config) {
    this.limits = TimeLimits.of(config);
  }

  /**
   * Writes and commits.
   *
   * @param connection a connection in autocommit mode, and still so afterwards
   * @param table the table, for messages
   * @param statements what to run, in this order
   * @return how many rows each statement inserted, updated or deleted
   * @throws WriteException when nothing was written, or, where {@link WriteException#evicts()},
   *     when it is unknown whether everything was or nothing
   */
  public long[] write(Connection connection, TableId table, List<Statement> statements)
      throws WriteException {
    try {
      return statements.size() <= PIPELINED
          ? pipeline(connection, statements)
          : transaction(connection, statements);
    } catch (SQLException e) {
      throw WriteException.of(e, table);
    }
  }

  private long[] pipeline(Connection connection, List<Statement> statements) throws SQLException {
    return run(connection, limits.sql(), statements);
  }

  private static long[] run(
      Connection connection, Optional<String> before, List<Statement> statements)
      throws SQLException {
    Pipeline pipeline = new Pipeline();
    before.ifPresent(pipeline::add);
    int first = pipeline.size();
    statements.forEach(pipeline::add);
    pipeline.run(connection);
    long[] counts = new long[statements.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = pipeline.changed(first + i);
    }
    return counts;
  }

  private long[] transaction(Connection connection, List<Statement> statements)
      throws SQLException, WriteException {
    return Transactions.in(
        connection,
        () -> {
          limits.set(connection);
          long[] counts = new long[statements.size()];
          for (int from = 0; from < counts.length; from += PIPELINED) {
            int to = Math.min(from + PIPELINED, counts.length);
            long[] some = run(connection, Optional.empty(), statements.subList(from, to));
            System.arraycopy(some, 0, counts, from, some.length);
          }
          return counts;
        });
  }
}

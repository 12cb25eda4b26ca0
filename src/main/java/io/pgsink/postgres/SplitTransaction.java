package io.pgsink.postgres;

import io.pgsink.columnar.Statement;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transaction in which runs of statements are tried: those that fail leave no trace, the others
 * commit together. Used by one thread; closing it without a commit rolls everything back.
 *
 * <p>Several runs go to the server in one round trip, each with a savepoint behind it; the first
 * that fails ends the round trip and keeps the ones in front of it. The savepoint that it falls
 * back to is rolled back to in front of the next.
 */
public final class SplitTransaction implements AutoCloseable {
  private static final String SET = "SAVEPOINT pgsink";
  private static final String RELEASE = "RELEASE SAVEPOINT pgsink";
  private static final String BACK = "ROLLBACK TO SAVEPOINT pgsink";

  private final ConnectionFactory connections;
  private final Connection connection;
  private boolean failed;
  private boolean broken;

  /**
   * Statements that succeed or fail together.
   *
   * @param table what they write, for messages
   * @param statements what runs, in this order
   */
  public record Run(TableId table, List<Statement> statements) {}

  /**
   * What became of some runs.
   *
   * @param changed for each run that is kept, how many rows each statement changed
   * @param failure why the run behind these left nothing; none after it was tried
   */
  public record Outcome(List<long[]> changed, Optional<WriteException> failure) {}

  SplitTransaction(ConnectionFactory connections, BatchWriter writer) throws SQLException {
    this.connections = connections;
    this.connection = connections.connection();
    try (var statement = connection.createStatement()) {
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
   * Runs one after the other until one fails, in one round trip.
   *
   * @return how far it came; unless the failure {@link WriteException#evicts()} more may be tried
   */
  public Outcome attempt(List<Run> runs) {
    Pipeline pipeline = new Pipeline();
    if (failed) {
      pipeline.add(BACK);
    }
    for (Run run : runs) {
      run.statements().forEach(pipeline::add);
      pipeline.add(RELEASE).add(SET);
    }
    int next = failed ? 1 : 0;
    SQLException failure = null;
    try {
      pipeline.run(connection);
      failed = false;
    } catch (SQLException e) {
      failure = e;
      failed = true;
    }
    List<long[]> changed = new ArrayList<>(runs.size());
    for (Run run : runs) {
      int statements = run.statements().size();
      int end = next + statements + 2;
      if (end > pipeline.done()) {
        break;
      }
      long[] counts = new long[statements];
      for (int i = 0; i < statements; i++) {
        counts[i] = pipeline.changed(next + i);
      }
      changed.add(counts);
      next = end;
    }
    if (failure == null) {
      return new Outcome(changed, Optional.empty());
    }
    // the connection can also be lost behind the last run
    Run last = runs.get(Math.min(changed.size(), runs.size() - 1));
    WriteException known = WriteException.of(failure, last.table());
    broken = known.evicts();
    return new Outcome(changed, Optional.of(known));
  }

  /**
   * Whether statements fail in the same words as others did. They leave nothing, also when they
   * succeed.
   *
   * @throws WriteException when the connection is lost
   */
  public boolean failsLike(WriteException failure, TableId table, List<Statement> statements)
      throws WriteException {
    Pipeline pipeline = new Pipeline();
    if (failed) {
      pipeline.add(BACK);
    }
    statements.forEach(pipeline::add);
    failed = true;
    try {
      pipeline.run(connection);
      return false;
    } catch (SQLException e) {
      WriteException other = WriteException.of(e, table);
      broken = other.evicts();
      if (broken) {
        throw other;
      }
      return other.isLike(failure);
    }
  }

  /**
   * Makes sure that the tables are what the tried rows were converted for.
   *
   * @throws WriteException when they aren't, so that nothing that was found out holds
   */
  public void check(TableId table, Statement check) throws WriteException {
    Pipeline pipeline = new Pipeline();
    if (failed) {
      pipeline.add(BACK);
    }
    try {
      pipeline.add(check).run(connection);
      failed = false;
    } catch (SQLException e) {
      failed = true;
      WriteException failure = WriteException.of(e, table);
      broken = failure.evicts();
      throw failure;
    }
  }

  /** Commits what succeeded. */
  public void commit(TableId table) throws WriteException {
    try {
      if (failed) {
        new Pipeline().add(BACK).run(connection);
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

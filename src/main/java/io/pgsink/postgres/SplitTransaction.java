// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.Statement;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
  private final Calls calls;
  private final TimeLimits limits;
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

  SplitTransaction(
      ConnectionFactory connections, Connection connection, Calls calls, TimeLimits limits)
      throws SQLException {
    this.connections = connections;
    this.connection = connection;
    this.calls = calls;
    this.limits = limits;
    try (var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // a deferred constraint would otherwise fail the commit, and nobody knew whose fault it is
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
      limits.set(connection);
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
    Pipeline pipeline = new Pipeline().add(BACK);
    for (Run run : runs) {
      run.statements().forEach(pipeline::add);
      pipeline.add(RELEASE).add(SET);
    }
    // the connection can also be lost behind the last run
    Optional<WriteException> failure =
        send(
            pipeline,
            runs.get(0).table(),
            () -> runs.get(Math.min(done(runs, pipeline), runs.size() - 1)).table());
    int next = 1;
    List<long[]> changed = new ArrayList<>(runs.size());
    for (Run run : runs.subList(0, done(runs, pipeline))) {
      long[] counts = new long[run.statements().size()];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = pipeline.changed(next + i);
      }
      changed.add(counts);
      next += counts.length + 2;
    }
    return new Outcome(changed, failure);
  }

  /** How many runs have succeeded, each with the two statements behind it. */
  private static int done(List<Run> runs, Pipeline pipeline) {
    int end = 1;
    for (int i = 0; i < runs.size(); i++) {
      end += runs.get(i).statements().size() + 2;
      if (end > pipeline.done()) {
        return i;
      }
    }
    return runs.size();
  }

  /**
   * Sends statements. The first is a small one: so a server that is idle has lost the connection
   * and isn't just waiting for the rest.
   */
  private Optional<WriteException> send(
      Pipeline pipeline, TableId first, Supplier<TableId> failing) {
    failed = true;
    try {
      calls.watched(
          connection,
          Optional.of(first),
          limits,
          () -> {
            try {
              pipeline.run(connection);
              return pipeline;
            } catch (SQLException e) {
              throw WriteException.of(e, failing.get());
            }
          });
      failed = false;
      return Optional.empty();
    } catch (WriteException failure) {
      broken = failure.evicts();
      return Optional.of(failure);
    } catch (SQLException closed) {
      broken = true;
      return Optional.of(WriteException.of(closed, first));
    }
  }

  /**
   * Whether statements fail in the same words as others did. They leave nothing, also when they
   * succeed.
   *
   * @throws WriteException when the connection is lost
   */
  public boolean failsLike(WriteException failure, TableId table, List<Statement> statements)
      throws WriteException {
    Optional<WriteException> other = tryOut(table, statements);
    return other.isPresent() && other.get().isLike(failure);
  }

  /**
   * Runs statements that leave nothing.
   *
   * @return why they fail, if they do
   * @throws WriteException when the connection is lost
   */
  public Optional<WriteException> tryOut(TableId table, List<Statement> statements)
      throws WriteException {
    Pipeline pipeline = new Pipeline().add(BACK);
    statements.forEach(pipeline::add);
    Optional<WriteException> failure = send(pipeline, table, () -> table);
    failed = true;
    if (broken) {
      throw failure.orElseThrow();
    }
    return failure;
  }

  /**
   * Makes sure that the tables are what the tried rows were converted for.
   *
   * @throws WriteException when they aren't, so that nothing that was found out holds
   */
  public void check(TableId table, Statement check) throws WriteException {
    Optional<WriteException> failure =
        send(new Pipeline().add(BACK).add(check), table, () -> table);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** Commits what succeeded. */
  public void commit(TableId table) throws WriteException {
    try {
      calls.watched(
          connection,
          Optional.of(table),
          limits,
          () -> {
            if (failed) {
              new Pipeline().add(BACK).run(connection);
            }
            connection.commit();
            return table;
          });
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

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.util.PSQLException;

/**
 * The statements of one batch in one transaction, in as few round trips as they can do with. Used
 * once, by one thread.
 *
 * <p>Mostly they go as one {@link Pipeline} over a connection in autocommit mode. To PostgreSQL
 * that is one implicit transaction, which commits at the pipeline's Sync or, after an error in any
 * of them, not at all.
 *
 * <p>Where rows are copied, the transaction begins and ends explicitly: asking which rows are new,
 * two round trips to copy them, and the rest. So it does where there are more statements than
 * {@link #PIPELINED}: the driver would put a Sync in between when it fears that answers fill its
 * receive buffer (at 250 bytes each, of 64 kB).
 */
final class WriteTransaction {
  private static final int PIPELINED = 32;

  /**
   * Keeps the planner from reading the whole table for a few keys, which it prefers while the table
   * is small; its plan is used on when the table has grown.
   */
  private static final String BY_INDEX =
      "SELECT pg_catalog.set_config('enable_seqscan', 'off', true) IS NULL";

  private final Connection connection;
  private final List<Statement> statements;
  private final Map<Integer, CopyCandidate> candidates;
  private final CopyChoice choice;
  private final long[] counts;
  private final boolean explicit;
  private Pipeline pipeline = new Pipeline();

  /** For each statement in the pipeline its index in the batch, or -1. */
  private List<Integer> sent = new ArrayList<>();

  private long copied;
  private boolean ending;
  private boolean undone;

  WriteTransaction(
      Connection connection,
      List<Statement> statements,
      Map<Integer, CopyCandidate> candidates,
      CopyChoice choice) {
    this.connection = connection;
    this.statements = statements;
    this.candidates = candidates;
    this.choice = choice;
    this.counts = new long[statements.size()];
    this.explicit = copies() || statements.size() > PIPELINED;
  }

  /** Whether rows are to be copied. */
  boolean copies() {
    return candidates.values().stream().anyMatch(CopyCandidate::copies);
  }

  /**
   * Runs the statements and commits.
   *
   * @param first sets the transaction's time limits
   * @return how many rows each statement changed, those copied included
   */
  long[] run(Optional<String> first) throws SQLException {
    try {
      if (explicit) {
        add("BEGIN");
      }
      first.ifPresent(this::add);
      List<CopyCandidate> asking = ask();
      if (copies()) {
        Pipeline answered = send();
        asking.forEach(candidate -> candidate.learn(answered));
      }
      for (int i = 0; i < statements.size(); i++) {
        write(i);
      }
      Pipeline last = end();
      if (!copies()) {
        asking.forEach(candidate -> candidate.learn(last));
      }
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
    candidates.values().forEach(candidate -> candidate.ended(true));
    choice.copied(copied);
    return counts;
  }

  private List<CopyCandidate> ask() {
    List<CopyCandidate> asking = new ArrayList<>();
    for (CopyCandidate candidate : candidates.values()) {
      if (candidate.asks()) {
        if (asking.isEmpty()) {
          add(BY_INDEX);
        }
        candidate.ask(pipeline);
        sent.add(-1);
        asking.add(candidate);
        choice.asked();
      }
    }
    return asking;
  }

  private void write(int index) throws SQLException {
    CopyCandidate candidate = candidates.get(index);
    if (candidate == null || !candidate.copies()) {
      add(statements.get(index), index);
    } else if (!candidate.pays()) {
      choice.wasWrong();
      add(statements.get(index), index);
    } else {
      send();
      long rows = candidate.copy(connection);
      counts[index] += rows;
      copied += rows;
      if (candidate.hasRest()) {
        add(candidate.rest(), index);
      }
    }
    if (explicit && pipeline.size() >= PIPELINED) {
      send();
    }
  }

  /** Whether it failed, left nothing, and the connection is fit for another try. */
  boolean isUndone() {
    return undone;
  }

  /** What every transaction ends with, however its rows went. */
  private Pipeline end() throws SQLException {
    ending = true;
    if (explicit) {
      add("COMMIT");
    }
    return send();
  }

  private void add(String sql) {
    pipeline.add(sql);
    sent.add(-1);
  }

  private void add(Statement statement, int index) {
    pipeline.add(statement);
    sent.add(index);
  }

  private Pipeline send() throws SQLException {
    Pipeline run = pipeline;
    if (run.size() > 0) {
      run.run(connection);
    }
    for (int i = 0; i < sent.size(); i++) {
      if (sent.get(i) >= 0) {
        counts[sent.get(i)] += run.changed(i);
      }
    }
    pipeline = new Pipeline();
    sent = new ArrayList<>();
    return run;
  }

  private void rollBack(Exception reason) {
    if (!explicit) {
      return;
    }
    try {
      new Pipeline().add("ROLLBACK").run(connection);
      // what the server answers behind a COMMIT says that there was none
      undone = !ending || isAnswer(reason);
    } catch (SQLException e) {
      // the connection is broken, which the first failure says already
      reason.addSuppressed(e);
    }
  }

  private static boolean isAnswer(Exception reason) {
    return reason instanceof PSQLException answered && answered.getServerErrorMessage() != null;
  }
}

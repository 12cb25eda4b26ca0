// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.Statement;
import io.pgsink.config.ConnectionConfig;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the statements of a batch in one transaction. Any thread may call it, each with a
 * connection of its own.
 *
 * <p>Rows that are new go by COPY where {@link CopyChoice} says so. Whatever comes in between, the
 * batch then goes the ordinary way, as if nobody had tried: COPY only ever changes how long it
 * takes.
 *
 * <p>{@code statement_timeout} and {@code lock_timeout} are set for the transaction by a first
 * statement in the same round trip, which leaves no trace in a session that PgBouncer lends to
 * others afterwards. PgBouncer refuses them as start-up parameters.
 */
public final class BatchWriter {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  /**
   * What COPY answers to a field that is shorter than the column's type, because that has changed:
   * to other statements it means that the connection is of no use.
   */
  private static final String TOO_SHORT = "08P01";

  private final TimeLimits limits;
  private final CopyChoice copies;

  /** A writer with the time limits of the configuration. */
  public BatchWriter(ConnectionConfig config) {
    this(config, CopyPolicy.MEASURED);
  }

  /** A writer that copies new rows when a policy says so. */
  public BatchWriter(ConnectionConfig config, CopyPolicy policy) {
    this.limits = TimeLimits.of(config);
    this.copies = new CopyChoice(policy);
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
      Map<Integer, CopyCandidate> candidates = copies.candidates(connection, statements);
      WriteTransaction transaction =
          new WriteTransaction(connection, statements, candidates, copies);
      if (!transaction.copies()) {
        return transaction.run(limits.sql());
      }
      try {
        return transaction.run(limits.sql());
      } catch (SQLException e) {
        WriteException failure = WriteException.of(e, table);
        if (!transaction.isUndone() || !mayBeOfCopying(failure)) {
          throw failure;
        }
        LOG.debug("Table {}: no COPY after SQLSTATE {}", table, failure.sqlState());
        copies.wasWrong();
        candidates.values().forEach(candidate -> candidate.ended(false));
      }
      return new WriteTransaction(connection, statements, Map.of(), copies).run(limits.sql());
    } catch (SQLException e) {
      throw WriteException.of(e, table);
    }
  }

  /** Whether the batch may do better, or fails with a better reason, when nothing is copied. */
  private static boolean mayBeOfCopying(WriteException failure) {
    return switch (failure.kind()) {
      case RECORD, CLASH, SCHEMA, ENVIRONMENT, UNKNOWN -> true;
      case TRANSIENT -> failure.sqlState().equals(TOO_SHORT);
      case STALE, FENCED -> false;
    };
  }

  /** How new rows have gone so far. */
  CopyChoice copies() {
    return copies;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.Statement;
import io.pgsink.table.CopyPlan;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Chooses the statements of a batch whose new rows go by COPY. Thread-safe: lanes learn together.
 *
 * <p>Asking takes a look at the index for each key, and COPY saves several times as much for each
 * row that is new; but a batch that is copied takes {@link #ROUND_TRIPS} round trips more. So it is
 * done where most rows are likely to be new, and the database is near enough for their number.
 */
final class CopyChoice {
  /** What COPY saves per row, less what asking costs. */
  private static final long SAVED_NANOS = 2_000;

  /** What beginning, asking and copying cost, however few the rows are. */
  private static final long FIXED_NANOS = 500_000;

  /** One to begin and ask, two to copy. */
  private static final int ROUND_TRIPS = 3;

  /** Fewer rows aren't worth looking at the clock. */
  private static final int FEWEST = 300;

  /** A tuple is laid out in memory once more, and with such records time isn't what is short. */
  private static final long MOST_BYTES = 128 << 20;

  private static final int MOST_TABLES = 10_000;

  private final CopyPolicy policy;
  private final Distance distance = new Distance();
  private final Map<TableId, CopyGuess> guesses = new ConcurrentHashMap<>();
  private final LongAdder copied = new LongAdder();
  private final LongAdder probes = new LongAdder();
  private final LongAdder wrong = new LongAdder();

  CopyChoice(CopyPolicy policy) {
    this.policy = policy;
  }

  /** The candidates among statements, by their index. */
  Map<Integer, CopyCandidate> candidates(Connection connection, List<Statement> statements)
      throws SQLException {
    Map<Integer, CopyCandidate> candidates = new HashMap<>();
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      if (statement.copy().isEmpty() || statement.columns().bytes() > MOST_BYTES) {
        continue;
      }
      if (!pays(connection, statement.columns().rows())) {
        continue;
      }
      CopyPlan plan = statement.copy().get();
      CopyGuess guess = guess(plan.table());
      CopyGuess.Way way = policy == CopyPolicy.FORCED ? CopyGuess.Way.COPY_ANY : guess.next();
      if (way != CopyGuess.Way.ORDINARY) {
        candidates.put(i, new CopyCandidate(statement, guess, way));
      }
    }
    return candidates;
  }

  private boolean pays(Connection connection, int rows) throws SQLException {
    return switch (policy) {
      case FORCED, GUESSED -> rows > 0;
      case MEASURED ->
          rows >= FEWEST
              && rows * SAVED_NANOS > FIXED_NANOS + ROUND_TRIPS * distance.nanos(connection);
    };
  }

  private CopyGuess guess(TableId table) {
    if (guesses.size() > MOST_TABLES) {
      // tables that records name as they like must not fill the memory
      guesses.clear();
    }
    return guesses.computeIfAbsent(table, id -> new CopyGuess());
  }

  /** It was asked which rows of a statement exist. */
  void asked() {
    probes.increment();
  }

  /** Rows that were to be copied go as ever. */
  void wasWrong() {
    wrong.increment();
  }

  /** Rows were copied and committed. */
  void copied(long rows) {
    copied.add(rows);
  }

  long rowsCopied() {
    return copied.sum();
  }

  long probes() {
    return probes.sum();
  }

  long wrongGuesses() {
    return wrong.sum();
  }
}

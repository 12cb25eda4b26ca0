// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.CopyTuples;
import io.pgsink.columnar.Statement;
import io.pgsink.table.CopyPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A statement of a batch whose new rows may go by COPY: asks which are new, and copies them. Used
 * once, by one thread.
 */
final class CopyCandidate {
  private static final Logger LOG = LoggerFactory.getLogger(CopyCandidate.class);

  private static final int SAMPLE = 32;

  private final Statement statement;
  private final CopyPlan plan;
  private final CopyGuess guess;
  private final CopyGuess.Way way;
  private BitSet existing = new BitSet();
  private int asked;
  private int place = -1;
  private boolean copied;

  CopyCandidate(Statement statement, CopyGuess guess, CopyGuess.Way way) {
    this.statement = statement;
    this.plan = statement.copy().orElseThrow();
    this.guess = guess;
    this.way = way;
  }

  /** Whether its new rows are to be copied, if they are as many as expected. */
  boolean copies() {
    return way != CopyGuess.Way.SAMPLE;
  }

  /** Whether it has to ask first. */
  boolean asks() {
    return plan.probe().isPresent();
  }

  /** Asks which of its rows exist, or which of a sample of them. */
  void ask(Pipeline pipeline) {
    CopyPlan.Probe probe = plan.probe().orElseThrow();
    ColumnBatch keys = statement.columns().project(probe.keys());
    if (way == CopyGuess.Way.SAMPLE) {
      keys = keys.pick(sample(keys.rows()));
    }
    asked = keys.rows();
    place = pipeline.size();
    if (probe.leading().isPresent()) {
      pipeline.add(probe.sql(), keys, keys.range(probe.leading().get()));
    } else {
      pipeline.add(probe.sql(), keys);
    }
  }

  private static BitSet sample(int rows) {
    BitSet sample = new BitSet();
    int step = Math.max(1, rows / SAMPLE);
    for (int row = step / 2; row < rows; row += step) {
      sample.set(row);
    }
    return sample;
  }

  /** Takes the answer out of the pipeline in which it asked. */
  void learn(Pipeline pipeline) {
    int[] places = pipeline.numbers(place);
    guess.found(asked, places.length);
    for (int each : places) {
      existing.set(each - 1);
    }
  }

  /** Whether so many of its rows are new that two ways are faster than one. */
  boolean pays() {
    int rows = statement.columns().rows();
    int fresh = rows - existing.cardinality();
    boolean pays = way == CopyGuess.Way.COPY_ANY ? fresh > 0 : fresh >= rows * CopyGuess.ENOUGH;
    if (!pays) {
      LOG.debug("Table {}: no COPY, only {} of {} rows are new", plan.table(), fresh, rows);
    }
    return pays;
  }

  /**
   * Copies the new rows, in the transaction that is open.
   *
   * @return how many were stored
   */
  long copy(Connection connection) throws SQLException {
    statement.columns().checkLengths();
    copied = true;
    CopyTuples tuples = new CopyTuples(statement.columns(), plan.mark(), existing);
    long stored = CopyStream.send(connection, plan.sql(), tuples);
    LOG.debug("Table {}: {} of {} rows by COPY", plan.table(), stored, statement.columns().rows());
    return stored;
  }

  /** Whether rows are left for the statement after copying. */
  boolean hasRest() {
    return !existing.isEmpty();
  }

  /** The statement with the rows that exist. */
  Statement rest() {
    return new Statement(statement.sql(), statement.columns().pick(existing));
  }

  /** What was copied is committed, or, if not, goes another way. */
  void ended(boolean committed) {
    if (copied) {
      guess.ended(committed);
    }
  }
}

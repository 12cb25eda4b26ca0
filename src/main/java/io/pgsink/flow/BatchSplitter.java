package io.pgsink.flow;

import io.pgsink.batch.Change;
import io.pgsink.batch.RowBatch;
import io.pgsink.postgres.BatchWriter.Statement;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the records that PostgreSQL refuses, with a number of statements that grows with the
 * logarithm of the batch for each of them.
 *
 * <p>The changes are halved in arrival order, and the halves are written one after the other in one
 * transaction, each behind a savepoint; a half that fails is halved again. So every change that is
 * stored was applied after all earlier ones of its key, a record is only called bad when it fails
 * alone, and two rows that merely stood in each other's way (a unique value that moved from one key
 * to another) are stored in the order in which they came.
 */
final class BatchSplitter {
  private final SplitTransaction transaction;
  private final List<List<Statement>> stored = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private int attempts;
  private RowCounts counts = RowCounts.NONE;

  BatchSplitter(SplitTransaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Writes what can be written of a batch that failed as a whole.
   *
   * @throws WriteException when no record is to blame
   */
  void split(RowBatch failed) throws WriteException {
    halve(failed.changes());
  }

  private void halve(List<Change> changes) throws WriteException {
    if (changes.size() == 1) {
      attempt(changes);
      return;
    }
    int middle = changes.size() / 2;
    attempt(changes.subList(0, middle));
    attempt(changes.subList(middle, changes.size()));
  }

  private void attempt(List<Change> changes) throws WriteException {
    Batches.Encoded encoded = Batches.encode(RowBatch.of(changes));
    refusals.addAll(encoded.refusals());
    List<Change> left = encoded.rows().changes();
    if (left.isEmpty()) {
      return;
    }
    if (encoded.apart()) {
      halve(left);
      return;
    }
    attempts++;
    try {
      long[] changed = transaction.attempt(encoded.rows().table(), encoded.statements());
      stored.add(encoded.statements());
      counts = counts.plus(RowCounts.of(encoded.rows(), changed));
    } catch (WriteException failure) {
      switch (failure.kind()) {
        case RECORD, CLASH -> {
          if (left.size() == 1) {
            refusals.add(Batches.refusal(left.get(0), failure.getMessage()));
          } else {
            halve(left);
          }
        }
        case TRANSIENT, SCHEMA, ENVIRONMENT, FENCED, UNKNOWN -> throw failure;
      }
    }
  }

  /** The statements that succeeded, in the order in which they must run again. */
  List<Statement> stored() {
    List<Statement> all = new ArrayList<>();
    stored.forEach(all::addAll);
    return all;
  }

  /** The records that can't be stored. */
  List<Refusal> refusals() {
    return refusals;
  }

  /** How many statements groups were tried. */
  int attempts() {
    return attempts;
  }

  /** What became of the rows that could be stored. */
  RowCounts counts() {
    return counts;
  }
}

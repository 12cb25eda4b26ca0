package io.pgsink.flow;

import io.pgsink.batch.Change;
import io.pgsink.batch.RowBatch;
import io.pgsink.postgres.BatchWriter.Statement;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Finds the records that PostgreSQL refuses, with a number of round trips that grows with the
 * logarithm of the batch for each of them.
 *
 * <p>The changes are tried in arrival order, in runs, in one transaction: a run that succeeds stays
 * and is passed, of one that fails the first half is tried next. What is left of a failed run when
 * its first half has succeeded must fail, too, and is halved at once. After a bad record the next
 * run is as long as is about as likely to fail as not, going by the bad records so far; so each
 * answer tells most. As long as runs succeed they grow.
 *
 * <p>INVARIANT: every change that is stored was applied after all earlier ones of its key, and a
 * record is only called bad when it has failed alone. Two rows that merely stood in each other's
 * way (a unique value that moved from one key to another) are stored in the order in which they
 * came.
 */
final class BatchSplitter {
  /** With bad records a distance of n apart on average, so many times n are good half the time. */
  private static final double EVEN_CHANCE = 0.69;

  private final SplitTransaction transaction;
  private final Wording wording;
  private final ColumnSearch columns;
  private final List<List<Statement>> stored = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Set<SinkRecord> refused = Collections.newSetFromMap(new IdentityHashMap<>());
  private int attempts;
  private RowCounts counts = RowCounts.NONE;

  BatchSplitter(SplitTransaction transaction, Wording wording) {
    this.transaction = transaction;
    this.wording = wording;
    this.columns = new ColumnSearch(transaction);
  }

  /**
   * Writes what can be written of a batch that failed as a whole.
   *
   * @throws WriteException when no record is to blame
   */
  void split(RowBatch failed) throws WriteException {
    List<Change> changes = failed.changes();
    int passed = 0;
    int bad = 0;
    int next = 0;
    // what lies between passed and failing is known to fail as a whole
    int failing = changes.size();
    while (passed < changes.size()) {
      int size =
          failing > passed
              ? Math.max(1, (failing - passed) / 2)
              : Math.min(next, changes.size() - passed);
      if (attempt(changes.subList(passed, passed + size))) {
        passed += size;
        next = 2 * size;
      } else if (size > 1) {
        failing = passed + size;
      } else {
        passed++;
        bad++;
        failing = passed;
        next = Math.max(1, (int) (EVEN_CHANCE * passed / bad));
      }
    }
  }

  /** Whether a run is stored now, or a single change is reported: not when it must be halved. */
  private boolean attempt(List<Change> run) throws WriteException {
    Batches.Encoded encoded = Batches.encode(RowBatch.of(accepted(run)));
    encoded.refusals().forEach(this::refuse);
    List<Change> left = encoded.rows().changes();
    if (left.isEmpty()) {
      return true;
    }
    if (encoded.apart()) {
      return false;
    }
    attempts++;
    try {
      long[] changed = transaction.attempt(encoded.rows().table(), encoded.statements());
      stored.add(encoded.statements());
      counts = counts.plus(RowCounts.of(encoded.rows(), changed));
      return true;
    } catch (WriteException failure) {
      switch (failure.kind()) {
        case RECORD, CLASH -> {
          if (run.size() == 1) {
            Change bad = left.get(0);
            WriteException named =
                columns.named(failure, bad.target().plan(), encoded.statements());
            refuse(Batches.refusal(bad, wording.of(named)));
          }
        }
        case TRANSIENT, SCHEMA, ENVIRONMENT, FENCED, UNKNOWN -> throw failure;
      }
      return false;
    }
  }

  private void refuse(Refusal refusal) {
    refusals.add(refusal);
    refused.add(refusal.record());
  }

  private List<Change> accepted(List<Change> run) {
    List<Change> accepted = new ArrayList<>(run.size());
    for (Change change : run) {
      if (!refused.contains(change.record())) {
        accepted.add(change);
      }
    }
    return accepted;
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

  /** How many runs were tried. */
  int attempts() {
    return attempts;
  }

  /** What became of the rows that could be stored. */
  RowCounts counts() {
    return counts;
  }
}

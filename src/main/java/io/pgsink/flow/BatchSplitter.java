// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.EncodedBatch;
import io.pgsink.batch.RowBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.link.Refusal;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Finds the records that PostgreSQL refuses, with a number of round trips that grows with the
 * logarithm of the batch for each of them.
 *
 * <p>The changes are tried in arrival order, several runs of them in one round trip of one
 * transaction. Runs up to the first that fails stay; that one is cut into runs again, until it is a
 * single change, which is the bad one. Behind a bad record as many are tried as hold about two
 * more, going by the bad records so far. As long as all runs succeed they grow.
 *
 * <p>INVARIANT: every change that is stored was applied after all earlier ones of its key, and a
 * record is only called bad when it has failed alone. Two rows that merely stood in each other's
 * way (a unique value that moved from one key to another) are stored in the order in which they
 * came.
 */
final class BatchSplitter {
  /** More find a bad record in fewer round trips, but what is sent behind it was in vain. */
  private static final int RUNS = 8;

  private static final int GROWTH = 4;

  private final SplitTransaction transaction;
  private final Blame blame;
  private final Wording wording;
  private final List<List<Statement>> stored = new ArrayList<>();
  private final IdentityHashMap<SinkRecord, Refusal> refused = new IdentityHashMap<>();
  private List<Change> changes = List.of();
  private int attempts;
  private RowCounts counts = RowCounts.NONE;

  BatchSplitter(SplitTransaction transaction, Wording wording) {
    this.transaction = transaction;
    this.blame = new Blame(transaction, wording);
    this.wording = wording;
  }

  /**
   * Writes what can be written of a batch that failed as a whole.
   *
   * @throws WriteException when no record is to blame
   */
  void split(RowBatch failed) throws WriteException {
    changes = failed.changes();
    int passed = 0;
    int bad = 0;
    int next = changes.size();
    while (passed < changes.size()) {
      int end = Math.min(passed + next, changes.size());
      List<List<Change>> runs = runs(passed, end);
      int kept = attempt(runs);
      for (List<Change> run : runs.subList(0, kept)) {
        passed += run.size();
      }
      if (kept == runs.size()) {
        next = GROWTH * next;
      } else if (runs.get(kept).size() > 1) {
        next = runs.get(kept).size();
      } else {
        passed++;
        bad++;
        next = 2 * passed / bad;
      }
    }
    blame.judgeSuspects().forEach(this::refuse);
  }

  private List<List<Change>> runs(int from, int to) {
    List<List<Change>> runs = new ArrayList<>(RUNS);
    int size = Math.max(1, (to - from + RUNS - 1) / RUNS);
    for (int start = from; start < to; start += size) {
      runs.add(changes.subList(start, Math.min(start + size, to)));
    }
    return runs;
  }

  /**
   * Tries runs one after the other.
   *
   * @return how many are kept; a single change behind them is refused now, more must be cut
   */
  private int attempt(List<List<Change>> runs) throws WriteException {
    List<EncodedBatch> encoded = new ArrayList<>(runs.size());
    List<SplitTransaction.Run> statements = new ArrayList<>(runs.size());
    for (List<Change> run : runs) {
      EncodedBatch rows = EncodedBatch.of(RowBatch.of(accepted(run)));
      rows.refusals().forEach(this::refuse);
      if (rows.apart()) {
        break;
      }
      encoded.add(rows);
      statements.add(
          new SplitTransaction.Run(run.get(0).target().plan().table().id(), rows.statements()));
    }
    if (statements.isEmpty()) {
      return 0;
    }
    attempts++;
    SplitTransaction.Outcome outcome = transaction.attempt(statements);
    int kept = outcome.changed().size();
    for (int i = 0; i < kept; i++) {
      stored.add(encoded.get(i).statements());
      blame.passed(runs.get(i));
      counts = counts.plus(RowCounts.of(encoded.get(i).rows(), outcome.changed().get(i)));
    }
    if (outcome.failure().isPresent()) {
      WriteException failure = outcome.failure().get();
      if (!isOfRecords(failure)) {
        throw failure;
      }
      List<Change> run = runs.get(kept);
      List<Statement> failed = encoded.get(kept).statements();
      boolean chosen = run.stream().anyMatch(change -> change.target().isChosenByRecord());
      if (!chosen && (run.size() == 1 || Blame.isSought(failure))) {
        blame.requireWorking(failure, run.get(0), failed);
      }
      if (run.size() == 1) {
        Refusal refusal =
            chosen
                ? Refusal.of(run.get(0), wording.of(failure))
                : blame.judge(failure, run.get(0), failed);
        if (refusal != null) {
          refuse(refusal);
        }
      }
    }
    return kept;
  }

  private static boolean isOfRecords(WriteException failure) {
    return switch (failure.kind()) {
      case RECORD, CLASH -> true;
      case TRANSIENT, SCHEMA, STALE, ENVIRONMENT, FENCED, UNKNOWN -> Blame.isSought(failure);
    };
  }

  private void refuse(Refusal refusal) {
    refused.put(refusal.record(), refusal);
  }

  private List<Change> accepted(List<Change> run) {
    List<Change> accepted = new ArrayList<>(run.size());
    for (Change change : run) {
      if (!isRefused(change)) {
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

  /** Whether the change's record can't be stored. */
  boolean isRefused(Change change) {
    return refused.containsKey(change.record());
  }

  /** The records that can't be stored, in the order of arrival. */
  List<Refusal> refusals() {
    List<Refusal> refusals = new ArrayList<>(refused.size());
    for (Change change : changes) {
      if (isRefused(change)) {
        refusals.add(refused.get(change.record()));
      }
    }
    return refusals;
  }

  /** How many round trips it took. */
  int attempts() {
    return attempts;
  }

  /** What became of the rows that could be stored. */
  RowCounts counts() {
    return counts;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.EncodedBatch;
import io.pgsink.batch.RowBatch;
import io.pgsink.batch.RowGroup;
import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.link.Refusal;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
 *
 * <p>A change that a constraint refuses because of another row is set aside, the later ones of its
 * own row behind it, and tried again when the rest is in; at last all that is left together, with
 * constraints deferred. So what becomes of a record doesn't depend on which bad ones came with it.
 * What is still refused then may {@link Waits wait}.
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
  private final Waits waits;

  /** The rows of which a change was set aside. */
  private final Set<Object> blocked = new HashSet<>();

  /** The first change that was set aside of each of these rows, by record. */
  private final IdentityHashMap<SinkRecord, WriteException> aside = new IdentityHashMap<>();

  private List<Change> changes = List.of();
  private int attempts;
  private RowCounts counts = RowCounts.NONE;

  /** Says which of the changes that a constraint refuses are bad by now. */
  interface Waits {
    /** Nothing waits: what the rest of its batch doesn't help is bad. */
    Waits NEVER = change -> false;

    /** Whether a change may wait for others that aren't in its batch; otherwise it is bad. */
    boolean mayWait(Change change);
  }

  BatchSplitter(SplitTransaction transaction, Wording wording) {
    this(transaction, wording, Waits.NEVER);
  }

  BatchSplitter(SplitTransaction transaction, Wording wording, Waits waits) {
    this.transaction = transaction;
    this.blame = new Blame(transaction, wording);
    this.wording = wording;
    this.waits = waits;
  }

  /**
   * Writes what can be written of a batch that failed as a whole.
   *
   * @throws WriteException when no record is to blame
   */
  void split(RowBatch failed) throws WriteException {
    changes = failed.changes();
    settle(pass(changes));
    blame.judgeSuspects().forEach(this::refuse);
  }

  /** Tries again what was set aside, as long as some of it is stored or found to be bad. */
  private void settle(List<Change> some) throws WriteException {
    List<Change> left = some;
    boolean backwards = true;
    while (!left.isEmpty()) {
      List<Change> again = pass(backwards ? Waiting.backwards(left) : left);
      backwards = !backwards;
      if (again.size() == left.size()) {
        again = rowByRow(left);
      }
      if (again.size() == left.size()) {
        if (together(left)) {
          aside.clear();
          return;
        }
        again = withoutBad(left);
        if (again.size() == left.size()) {
          return;
        }
      }
      left = again;
    }
    aside.clear();
  }

  /**
   * Tries all changes of a row as one: what the first of them asks for may be gone for good, when
   * the row needs it no more.
   */
  private List<Change> rowByRow(List<Change> left) throws WriteException {
    blocked.clear();
    Set<SinkRecord> stored = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<Change> row : Waiting.rows(left)) {
      if (row.size() > 1 && attempt(List.of(row)) == 1) {
        row.forEach(change -> stored.add(change.record()));
      }
    }
    List<Change> again = new ArrayList<>(left);
    again.removeIf(change -> stored.contains(change.record()));
    stored.forEach(aside::remove);
    return again;
  }

  /** Those that may not wait are bad; those behind them can be tried now. */
  private List<Change> withoutBad(List<Change> left) {
    List<Change> waiting = new ArrayList<>(left.size());
    for (Change change : left) {
      WriteException refusal = aside.get(change.record());
      if (refusal == null || waits.mayWait(change)) {
        waiting.add(change);
      } else {
        refuse(Refusal.of(change, wording.of(refusal)));
      }
    }
    return waiting;
  }

  /**
   * Tries changes one after the other.
   *
   * @return those that were set aside, and those behind them, in the order of arrival
   */
  private List<Change> pass(List<Change> some) throws WriteException {
    blocked.clear();
    aside.clear();
    int passed = 0;
    int bad = 0;
    int next = some.size();
    while (passed < some.size()) {
      int end = Math.min(passed + next, some.size());
      List<List<Change>> runs = runs(some, passed, end);
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
    if (aside.isEmpty()) {
      return List.of();
    }
    List<Change> left = new ArrayList<>();
    Set<Object> waiting = new HashSet<>();
    for (Change change : changes) {
      if (aside.containsKey(change.record())) {
        waiting.add(Waiting.row(change));
      }
      if (!isRefused(change) && waiting.contains(Waiting.row(change))) {
        left.add(change);
      } else if (!isRefused(change) && change.kind() == ChangeKind.TRUNCATE) {
        forget(left, change);
      }
    }
    return left;
  }

  /** What a truncate has removed needn't be tried again. */
  private void forget(List<Change> left, Change truncate) {
    TableId table = truncate.target().plan().table().id();
    for (Change change : left) {
      if (change.target().plan().table().id().equals(table)) {
        aside.remove(change.record());
      }
    }
    left.removeIf(change -> change.target().plan().table().id().equals(table));
  }

  private static List<List<Change>> runs(List<Change> changes, int from, int to) {
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
      statements.add(new SplitTransaction.Run(table(run), checked(rows)));
    }
    if (statements.isEmpty()) {
      return 0;
    }
    attempts++;
    SplitTransaction.Outcome outcome = transaction.attempt(statements);
    int kept = outcome.changed().size();
    for (int i = 0; i < kept; i++) {
      stored.add(statements.get(i).statements());
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
      boolean chosen =
          run.stream()
              .anyMatch(change -> change.target().isChosenByRecord(change.record().topic()));
      if (!chosen && (run.size() == 1 || Blame.isSought(failure))) {
        blame.requireWorking(failure, run.get(0), failed);
      }
      if (run.size() == 1) {
        if (chosen && !Waiting.canBeHelped(run.get(0), failure)) {
          refuse(Refusal.of(run.get(0), wording.of(failure)));
        } else {
          judge(run.get(0), failure, failed);
        }
      }
    }
    return kept;
  }

  private void judge(Change bad, WriteException failure, List<Statement> failed)
      throws WriteException {
    if (Waiting.canBeHelped(bad, failure)) {
      blocked.add(Waiting.row(bad));
      aside.put(bad.record(), failure);
      return;
    }
    Refusal refusal = blame.judge(failure, bad, failed);
    if (refusal != null) {
      refuse(refusal);
    }
  }

  private static boolean isOfRecords(WriteException failure) {
    return switch (failure.kind()) {
      case RECORD, CLASH -> true;
      case TRANSIENT, SCHEMA, STALE, ENVIRONMENT, FENCED, UNKNOWN -> Blame.isSought(failure);
    };
  }

  private static TableId table(List<Change> run) {
    return run.get(0).target().plan().table().id();
  }

  /** What a batch defers is checked behind it, while it is known whose fault it is. */
  private static List<Statement> checked(EncodedBatch rows) {
    boolean defers =
        rows.rows().groups().stream().anyMatch(group -> group.kind() == RowGroup.Kind.DEFER);
    if (!defers) {
      return rows.statements();
    }
    List<Statement> statements = new ArrayList<>(rows.statements());
    statements.add(constraints("IMMEDIATE"));
    return statements;
  }

  private static Statement constraints(String when) {
    return new Statement("SET CONSTRAINTS ALL " + when, new ColumnBatch(List.of(), 0));
  }

  /** Tries what is left as one, since each may be what another one asks for. */
  private boolean together(List<Change> left) throws WriteException {
    EncodedBatch rows = EncodedBatch.of(RowBatch.of(left));
    if (left.size() == 1 || rows.apart() || !rows.refusals().isEmpty()) {
      return false;
    }
    List<Statement> statements = new ArrayList<>();
    statements.add(constraints("DEFERRED"));
    statements.addAll(rows.statements());
    statements.add(constraints("IMMEDIATE"));
    attempts++;
    SplitTransaction.Outcome outcome =
        transaction.attempt(List.of(new SplitTransaction.Run(table(left), statements)));
    if (outcome.failure().isPresent()) {
      if (!isOfRecords(outcome.failure().get())) {
        throw outcome.failure().get();
      }
      return false;
    }
    stored.add(statements);
    long[] changed = outcome.changed().get(0);
    counts = counts.plus(RowCounts.of(rows.rows(), Arrays.copyOfRange(changed, 1, changed.length)));
    return true;
  }

  private void refuse(Refusal refusal) {
    refused.put(refusal.record(), refusal);
  }

  private List<Change> accepted(List<Change> run) {
    List<Change> accepted = new ArrayList<>(run.size());
    for (Change change : run) {
      if (!isRefused(change) && !blocked.contains(Waiting.row(change))) {
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

  /** The changes that may wait for others, and why; those behind them of their rows wait, too. */
  IdentityHashMap<SinkRecord, WriteException> aside() {
    IdentityHashMap<SinkRecord, WriteException> heads = new IdentityHashMap<>();
    for (Change change : changes) {
      WriteException refusal = aside.get(change.record());
      if (refusal != null && !isRefused(change)) {
        heads.put(change.record(), refusal);
      }
    }
    return heads;
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

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.link.Refusal;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells the errors of records from those of the database, where the SQLSTATE doesn't: states that
 * nobody knows, and states such as 42P01, which a missing table has as well as a text that names
 * one in a column of type {@code regclass}.
 *
 * <p>The rule, as far as possible whatever else is in the batch:
 *
 * <ol>
 *   <li>A statement that fails without any row fails because of the database.
 *   <li>A row fails because of itself when one of its values can't be read, or when it passes
 *       without it; because of the database when a row of defaults fails in the same words.
 *   <li>Where neither tells, because something else is wrong with such a row, other rows do: if
 *       some of its batch pass, it is the row. If none does, it is the database; but a single row
 *       that a function has refused on purpose is a bad one.
 * </ol>
 */
final class Blame {
  private final SplitTransaction transaction;
  private final ColumnSearch columns;
  private final Wording wording;
  private final Set<Sort> passed = new HashSet<>();
  private final Set<Sort> working = new HashSet<>();
  private final List<Suspect> suspects = new ArrayList<>();

  Blame(SplitTransaction transaction, Wording wording) {
    this.transaction = transaction;
    this.columns = new ColumnSearch(transaction);
    this.wording = wording;
  }

  /** Changes that are alike for their table: the same triggers fire for them. */
  private record Sort(TableId table, ChangeKind kind) {
    static Sort of(Change change) {
      return new Sort(change.target().plan().table().id(), change.kind());
    }
  }

  private record Suspect(Change change, WriteException failure) {}

  /** Whether the records have to be looked at to know what a failure means. */
  static boolean isSought(WriteException failure) {
    return switch (failure.kind()) {
      case UNKNOWN, SCHEMA, ENVIRONMENT -> !failure.evicts();
      case TRANSIENT, RECORD, CLASH, STALE, FENCED -> false;
    };
  }

  /** Changes were stored. */
  void passed(List<Change> changes) {
    for (Change change : changes) {
      passed.add(Sort.of(change));
    }
  }

  /**
   * Looks whether statements fail without rows.
   *
   * @throws WriteException when they do, so that no record is to blame
   */
  void requireWorking(WriteException failure, Change one, List<Statement> statements)
      throws WriteException {
    Sort sort = Sort.of(one);
    if (passed.contains(sort) || !working.add(sort)) {
      return;
    }
    List<Statement> empty = new ArrayList<>(statements.size());
    for (Statement statement : statements) {
      empty.add(new Statement(statement.sql(), new ColumnBatch(statement.columns().columns(), 0)));
    }
    if (transaction.failsLike(failure, sort.table(), empty)) {
      throw isSought(failure) ? failure : failure.ofEveryRow();
    }
  }

  /**
   * Judges a change that has failed alone, for reasons that may be its own.
   *
   * @return its refusal, or null when only the rest of the batch can tell
   * @throws WriteException when the database is to blame
   */
  Refusal judge(WriteException failure, Change change, List<Statement> statements)
      throws WriteException {
    WriteException named = columns.named(failure, change.target().plan(), statements);
    boolean isNamed = failure.isOfUnnamedColumn() && !named.isOfUnnamedColumn();
    if (!isSought(failure) || isNamed || passed.contains(Sort.of(change))) {
      return Refusal.of(change, wording.of(named));
    }
    if (columns.failsWithDefaults(failure, change.target().plan())) {
      throw failure;
    }
    suspects.add(new Suspect(change, failure));
    return null;
  }

  /**
   * Judges what only the whole batch could tell.
   *
   * @throws WriteException when the database is to blame
   */
  List<Refusal> judgeSuspects() throws WriteException {
    List<Refusal> refusals = new ArrayList<>(suspects.size());
    for (Suspect suspect : suspects) {
      boolean alone =
          suspects.size() == 1 && suspect.failure().kind() == WriteException.Kind.UNKNOWN;
      if (!alone && !passed.contains(Sort.of(suspect.change()))) {
        throw suspect.failure();
      }
      refusals.add(Refusal.of(suspect.change(), wording.of(suspect.failure())));
    }
    return refusals;
  }
}

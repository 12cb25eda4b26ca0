// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.Column;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the column of a value that only PostgreSQL can judge, such as an ltree or a text that is
 * too long: its error tells the SQLSTATE and no column.
 *
 * <p>Half of the row's columns are inserted without the others, then half of those that are left,
 * until one is. PostgreSQL reads and fits all values of a row before it looks at constraints, so
 * that the bad one fails as it did before; what the missing ones lead to is another failure.
 *
 * <p>INVARIANT: a column is only named when a row of nothing but its value was refused in the same
 * words, and where a function may have refused it, when it can't be read or the row passes without
 * it; and nothing that was tried stays.
 */
final class ColumnSearch {
  private final SplitTransaction transaction;

  /** Bad values tend to be in one column: it is tried first. */
  private String last = "";

  ColumnSearch(SplitTransaction transaction) {
    this.transaction = transaction;
  }

  /** The failure of one change, with the column named in it where that can be found out. */
  WriteException named(WriteException failure, WritePlan plan, List<Statement> statements)
      throws WriteException {
    if (!failure.isOfUnnamedColumn()) {
      return failure;
    }
    ColumnBatch row =
        statements.stream()
            .map(Statement::columns)
            .max(Comparator.comparingInt(columns -> columns.columns().size()))
            .orElseThrow();
    int from = 0;
    int to = row.columns().size();
    if (to == 0) {
      return failure;
    }
    for (int i = 0; i < to; i++) {
      if (row.columns().get(i).name().equals(last)
          && isRefused(failure, plan, row.slice(i, i + 1))
          && isToBlame(failure, plan, row, i)) {
        return failure.inColumn(last);
      }
    }
    while (to - from > 1) {
      int middle = (from + to) / 2;
      if (isRefused(failure, plan, row.slice(from, middle))) {
        to = middle;
      } else {
        from = middle;
      }
    }
    if (!isRefused(failure, plan, row.slice(from, to)) || !isToBlame(failure, plan, row, from)) {
      return failure;
    }
    last = row.columns().get(from).name();
    return failure.inColumn(last);
  }

  /**
   * Whether it is really the value of a column: it can't be read, or without it the row passes.
   * Else the row may only come as far as to where every row fails, such as a broken trigger,
   * because it has that value.
   */
  private boolean isToBlame(WriteException failure, WritePlan plan, ColumnBatch row, int column)
      throws WriteException {
    if (failure.isOfValues() && !failure.sqlState().startsWith("23")) {
      return true;
    }
    List<Column> rest = new ArrayList<>(row.columns());
    rest.remove(column);
    ColumnBatch others = row.project(rest);
    if (failure.isOfValues()) {
      // a domain that refuses the default of a column refuses every part of the row without it
      return rest.isEmpty() ? !failsWithDefaults(failure, plan) : !isRefused(failure, plan, others);
    }
    ColumnBatch value = row.slice(column, column + 1);
    Statement read = new Statement(WriteSql.readOnly(plan, value.columns()), value);
    if (transaction.failsLike(failure, plan.table().id(), List.of(read))) {
      return true;
    }
    Statement insert = new Statement(WriteSql.insertOnly(plan, others.columns()), others);
    if (others.columns().isEmpty()) {
      return false;
    }
    // a row that is there already has come past the triggers in front of it
    Optional<WriteException> other = transaction.tryOut(plan.table().id(), List.of(insert));
    return other.isEmpty() || other.get().kind() == WriteException.Kind.CLASH;
  }

  /**
   * Whether a row of nothing but defaults fails in the same words, so that no value is to blame.
   */
  boolean failsWithDefaults(WriteException failure, WritePlan plan) throws WriteException {
    String sql = "INSERT INTO " + plan.table().id().sql() + " DEFAULT VALUES";
    Statement insert = new Statement(sql, new ColumnBatch(List.of(), 0));
    return transaction.failsLike(failure, plan.table().id(), List.of(insert));
  }

  private boolean isRefused(WriteException failure, WritePlan plan, ColumnBatch part)
      throws WriteException {
    Statement insert = new Statement(WriteSql.insertOnly(plan, part.columns()), part);
    return transaction.failsLike(failure, plan.table().id(), List.of(insert));
  }
}

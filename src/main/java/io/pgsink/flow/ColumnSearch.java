package io.pgsink.flow;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the column of a value that only PostgreSQL can judge, such as an ltree or a text that is
 * too long: its error tells the SQLSTATE and no column.
 *
 * <p>Half of the row's columns are inserted without the others, then half of those that are left,
 * until one is. PostgreSQL reads and fits all values of a row before it looks at constraints, so
 * that the bad one fails as it did before; what the missing ones lead to is another failure.
 *
 * <p>INVARIANT: a column is only named when a row of nothing but its value was refused in the same
 * words and a row of defaults wasn't, and nothing that was tried stays.
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
          && isRefused(failure, plan, row.slice(i, i + 1))) {
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
    if (!isRefused(failure, plan, row.slice(from, to)) || failsWithDefaults(failure, plan)) {
      return failure;
    }
    last = row.columns().get(from).name();
    return failure.inColumn(last);
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

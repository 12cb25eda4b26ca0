// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.table.Column;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Lets PostgreSQL look at the statements of a plan without running them: it finds the index of the
 * conflict target, predicate included, and checks the role's privileges. Nothing is written, no
 * trigger fires.
 */
public final class WriteCheck {
  private WriteCheck() {}

  /**
   * Checks the statements that write all columns of the plan's table, and those that delete.
   *
   * @throws WriteException with the reason and the fix when one of them would be refused
   */
  public static void check(Connection connection, WritePlan plan) throws WriteException {
    List<Column> columns =
        plan.table().columns().values().stream()
            .filter(column -> column.origin() != Column.Origin.GENERATED)
            .toList();
    explain(connection, plan, WriteSql.upsert(plan, columns), columns);
    if (!(plan.delete() instanceof DeleteMode.None)) {
      explain(connection, plan, WriteSql.delete(plan), plan.target().columns());
    }
  }

  private static void explain(
      Connection connection, WritePlan plan, String sql, List<Column> columns)
      throws WriteException {
    try {
      new Pipeline()
          .add(new Statement("EXPLAIN " + sql, new ColumnBatch(columns, 0)))
          .run(connection);
    } catch (SQLException e) {
      throw WriteException.of(e, plan.table().id());
    }
  }
}

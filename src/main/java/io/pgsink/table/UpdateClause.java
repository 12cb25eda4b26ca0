// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What an update of an existing row sets, and when, over the row as {@code stored} and the new one
 * as {@code excluded}. The same text serves {@code ON CONFLICT DO UPDATE} and {@code UPDATE …
 * FROM}.
 */
final class UpdateClause {
  private final WritePlan plan;
  private final List<Column> columns;
  private final List<Column> assigned;

  /**
   * The update for one set of columns.
   *
   * @param columns the columns that {@code excluded} has values for
   */
  UpdateClause(WritePlan plan, List<Column> columns) {
    this.plan = plan;
    this.columns = columns;
    this.assigned = columns.stream().filter(this::isAssigned).toList();
  }

  /** Whether a conflict leaves the row as it is, whatever the values are. */
  boolean isEmpty() {
    return assigned.isEmpty();
  }

  /** {@code SET …}, without the condition. */
  String set() {
    StringJoiner list = new StringJoiner(", ", "SET ", "");
    for (Column column : assigned) {
      list.add(column.sql() + " = " + value(column));
    }
    return list.toString();
  }

  /** The condition of {@code update.when}, or empty when every conflict updates. */
  Optional<String> condition() {
    if (plan.when() instanceof UpdateWhen.Changed) {
      StringJoiner any = new StringJoiner(" OR ", "(", ")");
      for (Column column : assigned) {
        any.add(Comparisons.distinct(column, "stored." + column.sql(), value(column)));
      }
      return Optional.of(any.toString());
    }
    if (plan.when() instanceof UpdateWhen.Newer newer) {
      return Optional.of(newer(newer.column()));
    }
    return Optional.empty();
  }

  /** What names the conflict in an INSERT: the columns or the constraint. */
  static String target(WritePlan plan) {
    if (plan.target() instanceof ConflictTarget.Constraint constraint) {
      return " ON CONSTRAINT " + TableId.quote(constraint.name());
    }
    if (plan.target() instanceof ConflictTarget.Columns byColumns) {
      StringJoiner list = new StringJoiner(", ", " (", ")");
      byColumns.columns().forEach(column -> list.add(column.sql()));
      return list
          + byColumns
              .predicate()
              .map(predicate -> " WHERE " + JdbcText.escape(predicate))
              .orElse("");
    }
    return "";
  }

  /** Whether two rows have the same key, as an expression over both names. */
  static String sameKey(WritePlan plan, String left, String right) {
    List<String> parts = new ArrayList<>();
    for (Column column : plan.target().columns()) {
      String ours = left + '.' + column.sql();
      String theirs = right + '.' + column.sql();
      String equal = Comparisons.equal(column.type(), ours, theirs);
      // spelled out, because no index serves IS NOT DISTINCT FROM
      parts.add(
          plan.nullKeys() && !column.notNull()
              ? "(%s OR %s IS NULL AND %s IS NULL)".formatted(equal, ours, theirs)
              : equal);
    }
    return String.join(" AND ", parts);
  }

  private String newer(String name) {
    Column version =
        plan.table()
            .column(name)
            .orElseThrow(() -> new IllegalStateException("no version column " + name));
    String stored = "stored." + version.sql();
    String isNull = stored + " IS NULL";
    if (!columns.contains(version)) {
      // a change without a version can't be newer than one that has one
      return isNull;
    }
    String greater = Comparisons.greater(version.type(), "excluded." + version.sql(), stored);
    return "(" + isNull + " OR " + greater + ')';
  }

  private String value(Column column) {
    return RuleSql.value(column, rule(column));
  }

  private boolean isAssigned(Column column) {
    return switch (column.origin()) {
      case PLAIN, IDENTITY -> !plan.isKey(column) && rule(column) != UpdateRule.KEEP;
      case GENERATED, IDENTITY_ALWAYS -> false;
    };
  }

  private UpdateRule rule(Column column) {
    if (isMark(column)) {
      // an upsert always takes the mark of a soft delete away
      return UpdateRule.REPLACE;
    }
    return plan.rules().getOrDefault(column.name(), UpdateRule.REPLACE);
  }

  private boolean isMark(Column column) {
    return plan.delete() instanceof DeleteMode.Soft soft && soft.column().equals(column.name());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The statements of a batch, as SQL text with one array parameter per column. The text depends on
 * the plan and the columns, never on the number of rows, so that the server parses it once.
 *
 * <p>Arrays are unnested in the select list, side by side; they all have the same length. The row
 * in the table is called {@code stored}, the new one {@code excluded}, in every statement.
 *
 * <p>Functions, operators and types are taken from {@code pg_catalog}, or from the schema of the
 * column's own type, whatever the search path holds ({@link CatalogNames}).
 *
 * <p>Identifiers are always quoted, which also keeps a {@code ?} in them from being a parameter.
 */
public final class WriteSql {
  private final WritePlan plan;
  private final List<Column> columns;
  private final List<Column> nulls;

  private WriteSql(WritePlan plan, List<Column> columns, List<Column> nulls) {
    this.plan = plan;
    this.columns = columns;
    this.nulls = nulls;
  }

  private WriteSql(WritePlan plan, List<Column> columns) {
    this(plan, columns, List.of());
  }

  /**
   * Inserts rows, and does what the plan says where one exists already.
   *
   * <p>Columns that the rows leave out take their defaults in new rows and stay as they are in
   * existing ones. That holds too where a column left out is NOT NULL without a default: a row that
   * exists is updated, and only a new one is refused (23502).
   *
   * @param columns the columns that the rows provide, the order of the parameters
   */
  public static String upsert(WritePlan plan, List<Column> columns) {
    return upsert(plan, columns, List.of());
  }

  /**
   * The same for rows that bring NULL for some NOT NULL columns, which keep what is stored then; a
   * row that does not exist yet is refused (23502).
   *
   * @param columns the columns that the rows provide, the order of the parameters
   * @param nulls other columns, for which the rows bring NULL; see {@link WritePlan#keepsOnNull}
   */
  public static String upsert(WritePlan plan, List<Column> columns, List<Column> nulls) {
    WriteSql sql = new WriteSql(plan, columns, nulls);
    return switch (plan.mode()) {
      case UPSERT -> plan.target() instanceof ConflictTarget.None ? sql.insert() : sql.upsert();
      case INSERT -> sql.insert();
      case IGNORE -> sql.ignore();
      case UPDATE -> sql.update();
    };
  }

  /**
   * Deletes rows by key, or marks them as deleted, whichever the plan says. A mark that is there
   * already stays, with its time. The parameters are the conflict target's columns in order.
   */
  public static String delete(WritePlan plan) {
    WriteSql sql = new WriteSql(plan, plan.target().columns());
    if (plan.delete() instanceof DeleteMode.Soft soft) {
      return sql.softDelete(soft);
    }
    return "DELETE FROM "
        + sql.table()
        + " USING ("
        + sql.rows()
        + ") AS excluded WHERE "
        + sql.storedKey("excluded");
  }

  /** Inserts rows that have some columns only, whatever the plan says, to see what they meet. */
  public static String insertOnly(WritePlan plan, List<Column> columns) {
    return new WriteSql(plan, columns).insert();
  }

  /** Reads the values of rows, without a table to write them to. */
  public static String readOnly(WritePlan plan, List<Column> columns) {
    return new WriteSql(plan, columns).select();
  }

  /** Removes all rows. */
  public static String truncate(Table table) {
    return "TRUNCATE TABLE " + table.id().sql();
  }

  /** Lets constraints be checked when the transaction ends. */
  public static String defer(List<ForeignKey> keys) {
    StringJoiner names = new StringJoiner(", ", "SET CONSTRAINTS ", " DEFERRED");
    keys.forEach(key -> names.add(key.sql()));
    return names.toString();
  }

  private String insert() {
    return insertInto(columns) + select();
  }

  private String ignore() {
    boolean anyConflict =
        plan.table().kind() == Table.Kind.FOREIGN_TABLE
            || plan.target() instanceof ConflictTarget.None;
    if (anyConflict) {
      return insert() + " ON CONFLICT DO NOTHING";
    }
    String onConflict = " ON CONFLICT" + UpdateClause.target(plan) + " DO NOTHING";
    if (missing().isEmpty()) {
      return insert() + onConflict;
    }
    return insertInto(columns)
        + "SELECT "
        + list("excluded", columns)
        + marks()
        + " FROM ("
        + rows()
        + ") AS excluded WHERE NOT EXISTS (SELECT FROM "
        + table()
        + " WHERE "
        + storedKey("excluded")
        + ')'
        + onConflict;
  }

  private String upsert() {
    UpdateClause update = new UpdateClause(plan, withMark());
    String onConflict =
        " ON CONFLICT"
            + UpdateClause.target(plan)
            + (update.isEmpty()
                ? " DO NOTHING"
                : " DO UPDATE " + update.set() + where(update.condition()));
    List<Column> missing = missing();
    if (!missing.isEmpty()) {
      return filled(missing) + onConflict;
    }
    boolean changedOnly = plan.when() instanceof UpdateWhen.Changed && !update.isEmpty();
    return (changedOnly ? insertChanged(update) : insert()) + onConflict;
  }

  /**
   * ON CONFLICT locks the row before it looks at the condition, and a lock is written to the row
   * and to the WAL. So rows that would change nothing are left out beforehand. Where somebody else
   * changes such a row meanwhile, it is as if this write, which changes nothing, had come first.
   */
  private String insertChanged(UpdateClause update) {
    return insertInto(columns)
        + "SELECT "
        + list("excluded", withMark())
        + " FROM ("
        + markedRows()
        + ") AS excluded WHERE NOT EXISTS (SELECT FROM "
        + table()
        + " WHERE "
        + storedKey("excluded")
        + " AND NOT "
        + update.condition().orElseThrow()
        + ')';
  }

  /**
   * PostgreSQL checks NOT NULL before it looks for a conflict. So the columns that rows leave out
   * borrow the value of the row that exists, locked so that it can't go away in between; the SET
   * list doesn't touch them. For a row that doesn't exist there is nothing to borrow: 23502, as it
   * should be.
   */
  private String filled(List<Column> missing) {
    List<Column> all = new ArrayList<>(columns);
    all.addAll(missing);
    StringJoiner held = new StringJoiner(", ");
    held.add(list("stored", plan.target().columns()));
    missing.forEach(column -> held.add(borrowed(column)));
    return "WITH given AS ("
        + rows()
        + "), held AS (SELECT "
        + held
        + " FROM "
        + table()
        + " JOIN given ON "
        + storedKey("given")
        + " FOR UPDATE OF stored) "
        + insertInto(all)
        + "SELECT "
        + list("given", columns)
        + ", "
        + list("held", missing)
        + marks()
        + " FROM given LEFT JOIN held ON "
        + UpdateClause.sameKey(plan, "held", "given");
  }

  /**
   * As its base type: the assignment to a column whose domain refuses NULL looks at the value then,
   * which it takes on trust where it is the domain's already.
   */
  private static String borrowed(Column column) {
    return "stored." + column.sql() + "::" + column.type().base() + " AS " + column.sql();
  }

  private String update() {
    UpdateClause update = new UpdateClause(plan, withMark());
    if (update.isEmpty()) {
      return "SELECT pg_catalog.count(*) FROM (" + rows() + ") AS excluded";
    }
    return "UPDATE "
        + table()
        + ' '
        + update.set()
        + " FROM ("
        + markedRows()
        + ") AS excluded WHERE "
        + storedKey("excluded")
        + update.condition().map(condition -> " AND " + condition).orElse("");
  }

  private String softDelete(DeleteMode.Soft soft) {
    Column mark = plan.table().column(soft.column()).orElseThrow();
    String stored = "stored." + mark.sql();
    String set =
        switch (mark.type().name()) {
          case "bool" -> "true";
          case "timestamp" -> "pg_catalog.now() AT TIME ZONE " + zone(soft.zone());
          default -> "pg_catalog.now()";
        };
    String unmarked =
        mark.type().name().equals("bool") ? stored + " IS NOT TRUE" : stored + " IS NULL";
    return "UPDATE %s SET %s = %s FROM (%s) AS excluded WHERE %s AND %s"
        .formatted(table(), mark.sql(), set, rows(), storedKey("excluded"), unmarked);
  }

  /** To PostgreSQL a zone named {@code +02:00} lies west of Greenwich, an interval east of it. */
  private static String zone(ZoneId zone) {
    ZoneRules rules = zone.getRules();
    if (!rules.isFixedOffset()) {
      return DdlSql.literal(zone.getId());
    }
    int seconds = rules.getOffset(Instant.EPOCH).getTotalSeconds();
    return "INTERVAL '" + seconds + " seconds'";
  }

  /** The mark of a soft delete, where the rows don't say themselves whether they are deleted. */
  static Optional<Column> mark(WritePlan plan, List<Column> columns) {
    return plan.delete() instanceof DeleteMode.Soft soft
        ? plan.table().column(soft.column()).filter(column -> !columns.contains(column))
        : Optional.empty();
  }

  private Optional<Column> mark() {
    return mark(plan, columns);
  }

  private List<Column> withMark() {
    List<Column> all = new ArrayList<>(columns);
    mark().ifPresent(all::add);
    return all;
  }

  private String marks() {
    return mark().map(column -> ", " + unmarked(column)).orElse("");
  }

  private static String unmarked(Column mark) {
    return mark.type().name().equals("bool") ? "false" : "NULL::pg_catalog." + mark.type().name();
  }

  /** Columns that new rows need and rows with some columns don't have. */
  static List<Column> missing(WritePlan plan, List<Column> columns) {
    return new WriteSql(plan, columns).missing();
  }

  private List<Column> missing() {
    List<Column> provided = withMark();
    return plan.table().columns().values().stream()
        .filter(column -> column.isRequired() || nulls.contains(column))
        .filter(column -> !provided.contains(column))
        .toList();
  }

  private String insertInto(List<Column> written) {
    StringJoiner names = new StringJoiner(", ", " (", ") ");
    written.forEach(column -> names.add(column.sql()));
    mark().ifPresent(column -> names.add(column.sql()));
    boolean overriding =
        written.stream().anyMatch(column -> column.origin() == Column.Origin.IDENTITY_ALWAYS);
    return "INSERT INTO " + table() + names + (overriding ? "OVERRIDING SYSTEM VALUE " : "");
  }

  private String select() {
    StringJoiner values = new StringJoiner(", ", "SELECT ", "");
    columns.forEach(column -> values.add(unnest(column)));
    return values + marks();
  }

  /** The new rows as a query whose columns have the table's names and stored forms. */
  private String rows() {
    StringJoiner values = new StringJoiner(", ", "SELECT ", "");
    for (Column column : columns) {
      values.add(Comparisons.storedForm(column.type(), unnest(column)) + " AS " + column.sql());
    }
    return values.toString();
  }

  private String markedRows() {
    return rows()
        + mark().map(column -> ", " + unmarked(column) + " AS " + column.sql()).orElse("");
  }

  private static String unnest(Column column) {
    String cast = column.type().cast();
    return "pg_catalog.unnest(?::pg_catalog."
        + column.type().wire().sqlName()
        + "[])"
        + (cast.isEmpty() ? "" : "::" + cast);
  }

  private static String list(String alias, List<Column> columns) {
    StringJoiner names = new StringJoiner(", ");
    columns.forEach(column -> names.add(alias + '.' + column.sql()));
    return names.toString();
  }

  /** Whether the stored row is the one that the other row's key means. */
  private String storedKey(String other) {
    String sameKey = UpdateClause.sameKey(plan, "stored", other);
    if (!(plan.target() instanceof ConflictTarget.Columns byColumns)) {
      return sameKey;
    }
    // in a scope of its own, where the predicate's names can only be the stored row's
    return sameKey
        + byColumns
            .predicate()
            .map(JdbcText::escape)
            .map(" AND (SELECT %s FROM (SELECT stored.*) AS stored)"::formatted)
            .orElse("");
  }

  private static String where(Optional<String> condition) {
    return condition.map(text -> " WHERE " + text).orElse("");
  }

  private String table() {
    return plan.table().id().sql() + " AS stored";
  }
}

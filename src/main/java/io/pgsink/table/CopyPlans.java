// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Decides once per table and set of columns whether rows that are new may go by COPY: where the
 * table ends as it would by the statement that inserts. Pure.
 */
public final class CopyPlans {
  private final WritePlan plan;
  private final List<Column> columns;

  private CopyPlans(WritePlan plan, List<Column> columns) {
    this.plan = plan;
    this.columns = columns;
  }

  /** How rows with some columns go by COPY, unless there is an obstacle. */
  public static Optional<CopyPlan> resolve(WritePlan plan, List<Column> columns) {
    return obstacle(plan, columns).isPresent()
        ? Optional.empty()
        : Optional.of(new CopyPlans(plan, columns).plan());
  }

  /** Why rows with some columns can't go by COPY, to be read behind "because". */
  public static Optional<String> obstacle(WritePlan plan, List<Column> columns) {
    CopyPlans copy = new CopyPlans(plan, columns);
    return copy.ofOptions().or(copy::ofTable).or(copy::ofKey).or(copy::ofColumns);
  }

  private Optional<String> ofOptions() {
    if (plan.copy() == InsertCopy.NEVER) {
      return Optional.of("insert.copy is never");
    }
    return switch (plan.mode()) {
      case UPSERT, INSERT -> Optional.empty();
      case UPDATE -> Optional.of("insert.mode=update inserts nothing");
      case IGNORE ->
          plan.target() instanceof ConflictTarget.None
              ? Optional.of("insert.mode=ignore without conflict.keys means any conflict")
              : Optional.empty();
    };
  }

  private Optional<String> ofTable() {
    TableTraits traits = plan.table().traits();
    return switch (plan.table().kind()) {
      case VIEW -> Optional.of("it is a view");
      case FOREIGN_TABLE -> Optional.of("it is a foreign table");
      case TABLE, PARTITIONED_TABLE -> {
        if (traits.foreignPartitions()) {
          yield Optional.of("it has partitions that are foreign tables");
        }
        if (traits.rowSecurity()) {
          yield Optional.of("row-level security holds for this role, and COPY doesn't know it");
        }
        if (traits.rules()) {
          yield Optional.of("it has rules, and COPY doesn't know them");
        }
        yield traits.rowTriggers() || traits.statementTriggers()
            ? Optional.of("it has triggers, which would see another order")
            : Optional.empty();
      }
    };
  }

  private Optional<String> ofKey() {
    if (insertsAll()) {
      return Optional.empty();
    }
    if (plan.target() instanceof ConflictTarget.Columns byColumns
        && byColumns.predicate().isPresent()) {
      return Optional.of("conflict.where names a partial index");
    }
    if (plan.nullKeys() && plan.target().columns().stream().anyMatch(key -> !key.notNull())) {
      return Optional.of("NULL is a key like others, and no index finds it");
    }
    return index().isEmpty() ? Optional.of("no index finds its conflict target") : Optional.empty();
  }

  private Optional<String> ofColumns() {
    for (Column column : columns) {
      if (column.type().copyForm() == PgType.CopyForm.NONE) {
        return Optional.of(
            "column \"%s\" is %s, which doesn't travel in a form that COPY takes"
                .formatted(column.name(), column.type().sql()));
      }
    }
    return WriteSql.missing(plan, columns).stream()
        .findFirst()
        .map(
            column ->
                "its new rows need a value for column \"%s\", which records leave out"
                    .formatted(column.name()));
  }

  /** Whether a row that exists is an error, so that none needs to be looked for. */
  private boolean insertsAll() {
    return plan.mode() == InsertMode.INSERT || plan.target() instanceof ConflictTarget.None;
  }

  private Optional<UniqueIndex> index() {
    Set<String> keys = new HashSet<>();
    plan.target().columns().forEach(column -> keys.add(column.name()));
    return plan.table().indexes().stream()
        .filter(index -> index.kind() != UniqueIndex.Kind.EXCLUSION_CONSTRAINT)
        .filter(index -> index.predicate().isEmpty())
        .filter(index -> index.columns().size() == keys.size())
        .filter(index -> keys.containsAll(index.columns()))
        .findFirst();
  }

  private CopyPlan plan() {
    StringJoiner names = new StringJoiner(", ", " (", ")");
    columns.forEach(column -> names.add(column.sql()));
    Optional<Column> mark = WriteSql.mark(plan, columns);
    mark.ifPresent(column -> names.add(column.sql()));
    return new CopyPlan(
        plan.table().id(),
        "COPY " + plan.table().id().sql() + names + " FROM STDIN (FORMAT binary)",
        mark.map(CopyPlans::mark).orElse(CopyPlan.Mark.NONE),
        insertsAll() ? Optional.empty() : Optional.of(probe()));
  }

  private static CopyPlan.Mark mark(Column column) {
    return column.type().name().equals("bool") ? CopyPlan.Mark.FALSE : CopyPlan.Mark.NULL;
  }

  /**
   * Looks at the index once per key, whatever the planner thinks of the table's size: a statement
   * that was planned while the table was small is still used when it is large. LIMIT keeps the
   * lookup from becoming a join over the whole table.
   */
  private CopyPlan.Probe probe() {
    List<Column> keys = plan.target().columns();
    StringJoiner arrays = new StringJoiner(", ", "ROWS FROM (", ")");
    StringJoiner names = new StringJoiner(", ", " (", ", place)");
    StringJoiner same = new StringJoiner(" AND ");
    for (int i = 0; i < keys.size(); i++) {
      Column key = keys.get(i);
      String cast = key.type().cast();
      String given = "given.k" + i + (cast.isEmpty() ? "" : "::" + cast);
      arrays.add("pg_catalog.unnest(" + array(key) + ')');
      names.add("k" + i);
      same.add(
          Comparisons.equal(
              key.type(), "stored." + key.sql(), Comparisons.storedForm(key.type(), given)));
    }
    Optional<Column> leading = leading();
    String sql =
        "SELECT given.place FROM "
            + arrays
            + " WITH ORDINALITY AS given"
            + names
            + " CROSS JOIN LATERAL (SELECT FROM "
            + stored()
            + " WHERE "
            + same
            + " LIMIT 1) AS found"
            + leading.map(this::isBetween).orElse("");
    return new CopyPlan.Probe(sql, keys, leading);
  }

  /** Whether the table has anything between the least and the greatest value of a column. */
  private String isBetween(Column leading) {
    String column = "stored." + leading.sql();
    return " WHERE (SELECT %s FROM %s WHERE %s OPERATOR(pg_catalog.>=) (%s)[1] ORDER BY %s LIMIT 1) OPERATOR(pg_catalog.<=) (%s)[1]"
        .formatted(column, stored(), column, array(leading), column, array(leading));
  }

  private Optional<Column> leading() {
    return index()
        .map(index -> plan.table().column(index.columns().get(0)).orElseThrow())
        .filter(
            column ->
                switch (column.type().wire()) {
                  case INT2, INT4, INT8, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, UUID ->
                      column.type().modifier() < 0;
                  case BOOL, FLOAT4, FLOAT8, NUMERIC, TEXT, BYTEA -> false;
                });
  }

  private static String array(Column column) {
    return "?::pg_catalog." + column.type().wire().sqlName() + "[]";
  }

  private String stored() {
    return plan.table().id().sql() + " AS stored";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.explain.PlannedTable;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.Column;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.DdlSql;
import io.pgsink.table.PgType;
import io.pgsink.table.Table;
import io.pgsink.table.TableChange;
import io.pgsink.table.TableEvolution;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is planned without the database is what the database has after the same statements. */
class PlannedTableTest {
  /** Every type that a table made by us can have. */
  private static final List<String> TYPES =
      List.of(
          "boolean",
          "smallint",
          "integer",
          "bigint",
          "real",
          "double precision",
          "numeric",
          "numeric(12,2)",
          "text",
          "character varying(20)",
          "bytea",
          "date",
          "time without time zone",
          "time with time zone",
          "timestamp without time zone",
          "timestamp with time zone",
          "interval",
          "bit varying",
          "point",
          "jsonb",
          "json",
          "uuid",
          "xml",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "money",
          "tsvector",
          "tsquery",
          "oid",
          "pg_lsn",
          "int4range",
          "int8range",
          "numrange",
          "tsrange",
          "tstzrange",
          "daterange",
          "int4multirange",
          "int8multirange",
          "nummultirange",
          "tsmultirange",
          "tstzmultirange",
          "datemultirange",
          "integer[]",
          "text[]",
          "numeric[]",
          "timestamp with time zone[]",
          "bytea[]",
          "date[]");

  private final TestDatabase database = TestPostgres.shared().createDatabase("planned");
  private final TableId id = new TableId("public", "t");

  @Test
  void aCreatedTableIsAsPlanned() throws Exception {
    List<ColumnDefinition> columns = new ArrayList<>();
    columns.add(column("id", "bigint", true, Optional.empty()));
    columns.add(column("region", "text", true, Optional.of("'eu'")));
    for (String type : TYPES) {
      columns.add(column("c " + type, type, false, Optional.empty()));
    }
    List<TableChange> changes =
        TableEvolution.plan(id, Optional.empty(), columns, List.of("region", "id"));
    assertSame(run(changes), PlannedTable.after(id, Optional.empty(), changes));
  }

  @Test
  void anExtendedTableIsAsPlanned() throws Exception {
    database.execute(
        "CREATE TABLE t (id integer PRIMARY KEY, n smallint NOT NULL, p numeric(6,2), v"
            + " varchar(5), kept text UNIQUE)");
    Optional<Table> before = read();
    List<TableChange> changes =
        TableEvolution.plan(
            id,
            before,
            List.of(
                column("n", "bigint", false, Optional.empty()),
                column("p", "numeric(10,4)", false, Optional.empty()),
                column("v", "text", false, Optional.empty()),
                column("extra", "timestamp with time zone", false, Optional.empty()),
                column("flag", "boolean", true, Optional.of("true"))),
            List.of("id"));
    assertEquals(6, changes.size(), changes.toString());
    assertSame(run(changes), PlannedTable.after(id, before, changes));
  }

  private static void assertSame(Table stored, Table planned) {
    assertEquals(
        stored.columns().values().stream().map(PlannedTableTest::describe).toList(),
        planned.columns().values().stream().map(PlannedTableTest::describe).toList());
    // a plan is in no database, so its definition has no fingerprint
    assertEquals(stored.with(planned.definition()), planned);
  }

  /** A type prints as its SQL text only, which would hide a difference. */
  private static String describe(Column column) {
    return column.name() + ": " + describe(column.type());
  }

  private static String describe(PgType type) {
    return "%s.%s %s %d %s %s"
        .formatted(
            type.schema(),
            type.name(),
            type.kind(),
            type.modifier(),
            type.sql(),
            type.element().map(PlannedTableTest::describe));
  }

  private Table run(List<TableChange> changes) throws Exception {
    for (TableChange change : changes) {
      DdlSql.statements(change).forEach(database::execute);
    }
    return read().orElseThrow();
  }

  private Optional<Table> read() throws Exception {
    try (Connection connection = database.connect()) {
      return new TableReader().read(connection, id);
    }
  }

  private static ColumnDefinition column(
      String name, String type, boolean notNull, Optional<String> defaultSql) {
    return new ColumnDefinition(name, type, notNull, defaultSql, Optional.empty());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.CapturedLog;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.Table;
import io.pgsink.table.TableEvolution;
import io.pgsink.table.TableId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns whose type can't be altered because something else was made for it. */
final class ColumnsInUseTest {
  private static TestDatabase database;
  private static TestWriter tables;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("in_use");
    database.execute(
        "CREATE FUNCTION of_int(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
        "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN RETURN NULL; END'");
    tables = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    tables.close();
  }

  private static ColumnDefinition column(String name, String type) {
    return new ColumnDefinition(name, type, false, Optional.empty(), Optional.empty());
  }

  /** The column stays, the others follow, and one warning says what stands in the way. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE VIEW by_view AS SELECT v FROM used | view by_view",
        "ALTER TABLE used ADD g int GENERATED ALWAYS AS (v + 1) STORED | generated column \"g\"",
        "CREATE POLICY by_policy ON used USING (v > 0) | policy by_policy",
        "CREATE TRIGGER by_trigger AFTER UPDATE OF v ON used EXECUTE FUNCTION nothing()"
            + " | trigger by_trigger",
        "CREATE INDEX by_index ON used (of_int(v)) | function of_int(bigint) does not exist",
        "ALTER TABLE used ADD CHECK (of_int(v) > 0) | function of_int(bigint) does not exist",
        "ALTER TABLE used REPLICA IDENTITY FULL; CREATE PUBLICATION published FOR TABLE used"
            + " WHERE (v > 0) | publication published",
      })
  void whatUsesAColumnIsNamedAndTheColumnStaysAsItIs(String sql, String named)
      throws WriteException {
    database.execute(
        "DROP PUBLICATION IF EXISTS published",
        "DROP TABLE IF EXISTS used CASCADE",
        "CREATE TABLE used (id int PRIMARY KEY, v int, w int)",
        sql);
    TableId id = TableId.parse("used");
    TableManager manager = new TableManager();
    List<ColumnDefinition> wanted =
        List.of(column("v", "bigint"), column("w", "bigint"), column("x", "text"));
    try (CapturedLog log = new CapturedLog()) {
      for (int i = 0; i < 2; i++) {
        Table table =
            manager
                .evolve(
                    tables.connection(),
                    id,
                    found -> TableEvolution.plan(id, found, wanted, List.of()))
                .orElseThrow();
        assertEquals("integer", table.column("v").orElseThrow().type().sql());
        assertEquals("bigint", table.column("w").orElseThrow().type().sql());
        assertTrue(table.column("x").isPresent());
      }
      List<String> lines = log.lines("ALTER COLUMN \"v\" TYPE bigint");
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.get(0).contains(named), lines::toString);
      assertTrue(lines.get(0).contains("drop what uses the column"), lines::toString);
    }
  }
}

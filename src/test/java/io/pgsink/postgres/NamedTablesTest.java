// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.TableChange;
import io.pgsink.table.TableId;
import io.pgsink.table.TooManyTablesException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamedTablesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("named_tables");

  private static void create(Connection connection, String connector, String table)
      throws WriteException {
    TableId id = TableId.parse(table);
    ColumnDefinition column =
        new ColumnDefinition("a", "integer", true, Optional.empty(), Optional.empty());
    new TableManager(new TimeLimits(Duration.ZERO, Duration.ZERO), 3)
        .evolve(
            connection,
            id,
            stored ->
                stored.isPresent()
                    ? List.of()
                    : List.of(
                        new TableChange.CreateTable(id, List.of(column), List.of("a"))
                            .namedBy(connector)));
  }

  /** S4.1: tables that records named are counted in the database, whichever task made them. */
  @Test
  void noRestartAllowsMoreTablesThatRecordsName() throws SQLException, WriteException {
    try (Connection connection = DATABASE.connect()) {
      for (int i = 0; i < 3; i++) {
        create(connection, "it's \\ mine", "named_" + i);
      }
      String refused =
          assertThrows(
                  TooManyTablesException.class, () -> create(connection, "it's \\ mine", "named_3"))
              .getMessage();
      assertTrue(refused.contains("named_3"), refused);
      create(connection, "another", "named_4");
      DATABASE.execute("DROP TABLE named_0");
      create(connection, "it's \\ mine", "named_5");
    }
    assertEquals(4, DATABASE.count("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'named%'"));
  }
}

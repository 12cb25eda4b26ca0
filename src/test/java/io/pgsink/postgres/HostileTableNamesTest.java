// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.Column;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertMode;
import io.pgsink.table.TableId;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topic producers choose names: B109, B110, B111, B115, B116, B121. */
final class HostileTableNamesTest {
  private static TestDatabase database;
  private static TestWriter writer;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("hostile");
    writer = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    writer.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\"b",
        "\"",
        "x\" OR 1=1 --",
        "semi;colon",
        "new\nline",
        "--",
        "/*",
        "*/",
        "$$",
        "$1",
        "?",
        "??",
        "a?b?",
        ":x",
        "{fn now()}",
        "{call x}",
        "'",
        "''",
        "back\\slash",
        "user",
        "order",
        "ID",
        "stored",
        "excluded",
        "given",
        "held",
        "%s",
        "ünïcödé",
        " ",
        "select",
        "E'x'"
      })
  void everyStatementTakesTheNameLiterally(String name) throws WriteException {
    String quoted = TableId.quote(name);
    // a letter in front keeps the second column's name apart
    String other = TableId.quote("z" + name);
    String filled = TableId.quote("y" + name);
    database.execute(
        "DROP TABLE IF EXISTS " + quoted,
        "CREATE TABLE %s (%s int PRIMARY KEY, %s text, %s text NOT NULL, id text)"
            .formatted(quoted, quoted, other, filled),
        "INSERT INTO %s VALUES (1, 'a', 'f', 'i'), (2, 'b', 'f', 'i'), (3, 'c', 'f', 'i')"
            .formatted(quoted));
    for (InsertMode mode : InsertMode.values()) {
      for (UpdateWhen when :
          List.of(
              new UpdateWhen.Always(),
              new UpdateWhen.Changed(),
              new UpdateWhen.Newer("z" + name))) {
        if (mode != InsertMode.INSERT) {
          runAll(name, quoted, mode, when);
        }
      }
    }
    assertEquals(2, database.count("SELECT count(*) FROM " + quoted));
  }

  private static void runAll(String name, String quoted, InsertMode mode, UpdateWhen when)
      throws WriteException {
    WritePlan plan =
        writer.plan(
            name,
            new TestOptions()
                .mode(mode)
                .when(when)
                .rule("z" + name, UpdateRule.GREATEST)
                .delete(new DeleteMode.Hard()));
    List<Column> columns = new ArrayList<>(plan.table().columns().values());
    List<Column> partial = List.of(columns.get(0), columns.get(1));
    database.execute("DELETE FROM %s".formatted(quoted));
    database.execute(
        "INSERT INTO %s VALUES (1, 'a', 'f', 'i'), (2, 'b', 'f', 'i')".formatted(quoted));
    database.execute("INSERT INTO %s VALUES (3, 'c', 'f', 'i')".formatted(quoted));
    long[] counts =
        writer.write(
            plan,
            writer.statement(WriteSql.delete(plan), plan.target().columns(), row("2")),
            writer.statement(WriteSql.upsert(plan, columns), columns, row("1", "z", "f", "i")),
            writer.statement(WriteSql.upsert(plan, partial), partial, row("3", "z")));
    long written = mode == InsertMode.IGNORE ? 0 : 1;
    assertArrayEquals(new long[] {1, written, written}, counts);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.postgres.OffsetStore.Advance;
import io.pgsink.postgres.OffsetStore.SourcePartition;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertMode;
import io.pgsink.table.TableEvolution;
import io.pgsink.table.TableId;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a role needs for each mode, and what it hears when it has less. */
final class LeastPrivilegesTest {
  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = TestPostgres.shared().createDatabase("privileges");
    database.execute(
        "CREATE SCHEMA app",
        "CREATE TABLE app.t (id int PRIMARY KEY, v text, big text NOT NULL DEFAULT 'b')",
        OffsetTable.createSql(TableId.parse("app.pgsink_offsets")),
        "CREATE SCHEMA closed",
        "CREATE TABLE closed.t (id int PRIMARY KEY)");
  }

  private static TestWriter login(String role, String... grants) {
    database.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
    database.execute("GRANT USAGE ON SCHEMA app TO " + role);
    for (String grant : grants) {
      database.execute("GRANT " + grant + " TO " + role);
    }
    return new TestWriter(database.as(role, "secret"));
  }

  @Test
  void upsertNeedsSelectInsertAndUpdate() throws WriteException {
    try (TestWriter writer = login("upserter", "SELECT, INSERT, UPDATE ON app.t")) {
      WritePlan plan =
          writer.plan(
              "app.t",
              new TestOptions().delete(new DeleteMode.Soft("gone")).delete(new DeleteMode.Hard()));
      assertEquals(1, writer.upsert(plan, "id,v", row("1", "a")));
      assertEquals(1, writer.upsert(plan, "id,v", row("1", "b")));
      WriteException refused =
          assertThrows(WriteException.class, () -> writer.delete(plan, row("1")));
      assertMissing(refused);
    }
  }

  @Test
  void deleteNeedsSelectAndDelete() throws WriteException {
    try (TestWriter writer = login("deleter", "SELECT, DELETE ON app.t")) {
      WritePlan plan = writer.plan("app.t", new TestOptions().delete(new DeleteMode.Hard()));
      assertEquals(0, writer.delete(plan, row("99")));
      assertMissing(assertThrows(WriteException.class, () -> writer.upsert(plan, "id", row("1"))));
    }
  }

  @Test
  void insertNeedsInsertOnly() throws WriteException {
    try (TestWriter writer = login("inserter", "INSERT ON app.t")) {
      WritePlan plan = writer.plan("app.t", new TestOptions().mode(InsertMode.INSERT));
      assertEquals(1, writer.upsert(plan, "id,v", row("50", "a")));
      WritePlan upsert = writer.plan("app.t", new TestOptions());
      assertMissing(
          assertThrows(WriteException.class, () -> writer.upsert(upsert, "id,v", row("1", "a"))));
    }
  }

  @Test
  void truncateNeedsTruncate() throws WriteException {
    database.execute("CREATE TABLE app.tr (id int)");
    try (TestWriter writer = login("truncater", "TRUNCATE ON app.tr")) {
      WritePlan plan = writer.plan("app.tr", new TestOptions().mode(InsertMode.INSERT));
      writer.write(plan, writer.statement(WriteSql.truncate(plan.table()), List.of()));
    }
  }

  @Test
  void offsetsNeedSelectInsertAndUpdate() throws WriteException {
    try (TestWriter writer =
        login("exactly", "SELECT, INSERT, UPDATE ON app.t, app.pgsink_offsets")) {
      OffsetStore store = new OffsetStore(TableId.parse("app.pgsink_offsets"), "c");
      store.prepare(writer.connection());
      SourcePartition partition = new SourcePartition("t", 0);
      store.claim(writer.connection(), List.of(partition));
      WritePlan plan = writer.plan("app.t", new TestOptions());
      writer.write(plan, store.advance(Map.of(partition, new Advance(1, OptionalLong.empty(), 5))));
      store.settle(writer.connection(), Map.of(partition, 1L));
      store.alter(writer.connection(), Map.of());
    }
  }

  @Test
  void creatingNeedsCreateOnTheSchemaAndAddingNeedsOwnership() throws WriteException {
    ColumnDefinition id =
        new ColumnDefinition("id", "integer", true, Optional.empty(), Optional.empty());
    ColumnDefinition more =
        new ColumnDefinition("more", "text", false, Optional.empty(), Optional.empty());
    try (TestWriter writer = login("builder", "CREATE ON SCHEMA app", "SELECT ON app.t")) {
      TableId own = TableId.parse("app.own");
      for (List<ColumnDefinition> columns : List.of(List.of(id), List.of(id, more))) {
        new TableManager()
            .evolve(
                writer.connection(),
                own,
                table -> TableEvolution.plan(own, table, columns, List.of("id")));
      }
      assertEquals(2, writer.table("app.own").columns().size());
      TableId foreign = TableId.parse("app.t");
      assertMissing(
          assertThrows(
              WriteException.class,
              () ->
                  new TableManager()
                      .evolve(
                          writer.connection(),
                          foreign,
                          table -> TableEvolution.plan(foreign, table, List.of(more), List.of()))));
    }
  }

  @Test
  void aSchemaThatMayNotBeUsedIsToldFromAMissingTable() {
    try (TestWriter writer = login("outsider")) {
      WriteException refused =
          assertThrows(
              WriteException.class,
              () -> new TableReader().read(writer.connection(), TableId.parse("closed.t")));
      assertMissing(refused);
    }
  }

  /** B102 */
  @Test
  void aRowSecurityPolicyIsAboutTheRecord() throws WriteException {
    database.execute(
        "CREATE TABLE app.guarded (id int PRIMARY KEY, v text)",
        "ALTER TABLE app.guarded ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY even ON app.guarded USING (true) WITH CHECK (id % 2 = 0)");
    try (TestWriter writer = login("guarded", "SELECT, INSERT, UPDATE ON app.guarded")) {
      WritePlan plan = writer.plan("app.guarded", new TestOptions());
      assertEquals(1, writer.upsert(plan, "id,v", row("2", "a")));
      WriteException refused =
          assertThrows(WriteException.class, () -> writer.upsert(plan, "id,v", row("3", "a")));
      assertEquals("42501", refused.sqlState());
      assertEquals(WriteException.Kind.RECORD, refused.kind(), refused.getMessage());
    }
  }

  private static void assertMissing(WriteException refused) {
    assertEquals("42501", refused.sqlState());
    assertEquals(WriteException.Kind.ENVIRONMENT, refused.kind());
    assertTrue(refused.getMessage().contains("GRANT"), refused.getMessage());
  }
}

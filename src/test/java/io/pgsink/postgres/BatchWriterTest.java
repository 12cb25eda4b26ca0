// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.config.ConnectionConfig;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.Column;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.TableId;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BatchWriterTest {
  private static final TableId TABLE = TableId.parse("b");

  private static TestDatabase database;
  private static TestWriter rows;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("batch");
    rows = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    rows.close();
  }

  @BeforeEach
  void create() {
    database.execute(
        "DROP TABLE IF EXISTS b",
        "CREATE TABLE b (id int PRIMARY KEY, v text)",
        "INSERT INTO b VALUES (1, 'one'), (2, 'two')");
  }

  private static WritePlan plan() {
    return rows.plan("b", new TestOptions().delete(new DeleteMode.Hard()));
  }

  private static Statement delete(String... ids) {
    WritePlan plan = plan();
    return rows.statement(WriteSql.delete(plan), plan.target().columns(), single(ids));
  }

  private static Statement upsert(String[]... values) {
    WritePlan plan = plan();
    List<Column> columns = TestWriter.columns(plan.table(), "id,v");
    return rows.statement(WriteSql.upsert(plan, columns), columns, values);
  }

  private static String[][] single(String... values) {
    return java.util.Arrays.stream(values).map(TestWriter::row).toArray(String[][]::new);
  }

  private static String content() {
    return database.value("SELECT string_agg(id || v, ' ' ORDER BY id) FROM b");
  }

  @Test
  void eachStatementTellsHowManyRowsItTouched() throws WriteException {
    assertArrayEquals(
        new long[] {1, 3},
        rows.write(plan(), delete("1", "9"), upsert(row("1", "a"), row("2", "b"), row("3", "c"))));
    assertEquals("1a 2b 3c", content());
  }

  @Test
  void anErrorInTheSecondStatementUndoesTheFirst() throws WriteException {
    database.execute("ALTER TABLE b ADD CHECK (v <> 'bad')");
    // once for a statement that isn't prepared yet, once for one that is
    for (int i = 0; i < 2; i++) {
      WriteException refused =
          assertThrows(
              WriteException.class,
              () -> rows.write(plan(), delete("1"), upsert(row("3", "c"), row("4", "bad"))));
      assertEquals("23514", refused.sqlState());
      assertEquals("1one 2two", content());
    }
    rows.write(plan(), delete("1"), upsert(row("3", "c")));
    assertEquals("2two 3c", content());
  }

  @Test
  void aDeferredConstraintUndoesTheBatchAtItsEnd() {
    database.execute(
        "DROP TABLE IF EXISTS parent CASCADE",
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "ALTER TABLE b ADD FOREIGN KEY (id) REFERENCES parent DEFERRABLE INITIALLY DEFERRED"
            + " NOT VALID");
    WriteException refused =
        assertThrows(
            WriteException.class, () -> rows.write(plan(), delete("1"), upsert(row("3", "c"))));
    assertEquals("23503", refused.sqlState());
    assertEquals("1one 2two", content());
  }

  @Test
  void aBatchOfSeveralStatementsIsOneRoundTrip() throws Exception {
    try (ProtocolTap tap = new ProtocolTap(database.host(), database.port());
        Connection connection = ConnectionFactory.open(config(tap), "test")) {
      BatchWriter writer = new BatchWriter(config(tap));
      writer.write(connection, TABLE, List.of(delete("1"), upsert(row("1", "a"))));
      tap.clear();
      writer.write(connection, TABLE, List.of(delete("1"), upsert(row("1", "a"), row("2", "b"))));
      // prepared by name the first time: bound and executed only, all parameters binary; the first
      // sets lock_timeout
      assertEquals(List.of("Bind ", "E", "Bind 1", "E", "Bind 11", "E", "Sync"), tap.messages());
      tap.clear();
      writer.write(connection, TABLE, List.of(upsert(row("1", "a"))));
      assertTrue(tap.messages().contains("Bind 11"), tap.messages().toString());
      assertTrue(
          tap.messages().stream().anyMatch(m -> m.startsWith("Parse ") && !m.equals("Parse 0")),
          "named at the first execution: " + tap.messages());
      assertEquals(1, tap.roundTrips());
    }
  }

  @Test
  void withoutPreparedStatementsItIsStillOneRoundTrip() throws Exception {
    try (ProtocolTap tap = new ProtocolTap(database.host(), database.port())) {
      ConnectionConfig config = config(tap, "connection.prepare.threshold", "0");
      try (Connection connection = ConnectionFactory.open(config, "test")) {
        BatchWriter writer = new BatchWriter(config);
        for (int i = 0; i < 3; i++) {
          tap.clear();
          writer.write(connection, TABLE, List.of(delete("1"), upsert(row("1", "a"))));
          assertEquals(1, tap.roundTrips(), tap.messages().toString());
          assertTrue(
              tap.messages().stream()
                  .filter(m -> m.startsWith("Parse"))
                  .allMatch(m -> m.equals("Parse 0")),
              tap.messages().toString());
        }
      }
    }
  }

  @Test
  void timeLimitsCostNoRoundTripAndSplitNoTransaction() throws Exception {
    database.execute("ALTER TABLE b ADD CHECK (v <> 'bad')");
    try (ProtocolTap tap = new ProtocolTap(database.host(), database.port())) {
      ConnectionConfig config =
          config(tap, "statement.timeout.ms", "60000", "lock.timeout.ms", "50000");
      try (Connection connection = ConnectionFactory.open(config, "test")) {
        BatchWriter writer = new BatchWriter(config);
        for (int i = 0; i < 3; i++) {
          tap.clear();
          writer.write(connection, TABLE, List.of(delete("1"), upsert(row("1", "a"))));
          assertEquals(1, tap.roundTrips(), tap.messages().toString());
          assertThrows(
              WriteException.class,
              () -> writer.write(connection, TABLE, List.of(delete("1"), upsert(row("3", "bad")))));
          assertEquals("1a 2two", content());
        }
      }
    }
  }

  @Test
  void timeLimitsHoldForTheTransactionOnly() throws Exception {
    ConnectionConfig config =
        TestWriter.config(database, "statement.timeout.ms", "300", "lock.timeout.ms", "200");
    BatchWriter writer = new BatchWriter(config);
    try (Connection connection = ConnectionFactory.open(config, "test");
        Connection other = database.connect();
        var holder = other.createStatement()) {
      assertArrayEquals(
          new long[] {1, 1},
          writer.write(connection, TABLE, List.of(delete("1"), upsert(row("1", "a")))));
      other.setAutoCommit(false);
      holder.execute("SELECT FROM b WHERE id = 2 FOR UPDATE");
      WriteException locked =
          assertThrows(
              WriteException.class,
              () -> writer.write(connection, TABLE, List.of(upsert(row("2", "x")))));
      assertEquals("55P03", locked.sqlState());
      other.rollback();
      database.execute(
          "CREATE OR REPLACE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql"
              + " AS $$BEGIN PERFORM pg_sleep(5); RETURN NEW; END$$",
          "CREATE TRIGGER nap BEFORE INSERT ON b FOR EACH ROW EXECUTE FUNCTION nap()");
      WriteException slow =
          assertThrows(
              WriteException.class,
              () -> writer.write(connection, TABLE, List.of(upsert(row("2", "x")))));
      assertEquals("57014", slow.sqlState());
      assertEquals(WriteException.Kind.TRANSIENT, slow.kind());
      assertEquals("0", show(connection, "statement_timeout"));
      assertEquals("0", show(connection, "lock_timeout"));
    }
  }

  @Test
  void manyStatementsAreStillOneTransaction() throws Exception {
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      statements.add(upsert(row(String.valueOf(i), "x")));
    }
    BatchWriter writer = new BatchWriter(TestWriter.config(database));
    long[] counts = writer.write(rows.connection(), TABLE, statements);
    assertEquals(300, counts.length);
    assertEquals(300, database.count("SELECT count(*) FROM b"));
    assertEquals(1, database.count("SELECT count(DISTINCT xmin::text) FROM b"));
    statements.add(upsert(row("x".repeat(3).length() + "000", null)));
    database.execute("ALTER TABLE b ALTER v SET NOT NULL", "UPDATE b SET v = 'y'");
    assertThrows(WriteException.class, () -> writer.write(rows.connection(), TABLE, statements));
    assertEquals(300, database.count("SELECT count(*) FROM b WHERE v = 'y'"));
    assertTrue(rows.connection().getAutoCommit());
  }

  @Test
  void tenThousandRowsOfSixtyColumnsGoThrough() throws Exception {
    StringBuilder columns = new StringBuilder("id int PRIMARY KEY");
    IntStream.range(1, 60).forEach(i -> columns.append(", c").append(i).append(" int"));
    database.execute("DROP TABLE IF EXISTS wide", "CREATE TABLE wide (" + columns + ")");
    WritePlan plan = rows.plan("wide", new TestOptions());
    List<Column> all = List.copyOf(plan.table().columns().values());
    ColumnBatch batch = new ColumnBatch(all, 0);
    for (int row = 0; row < 10_000; row++) {
      for (int i = 0; i < all.size(); i++) {
        batch.array(i).addInt(row + i);
      }
    }
    Statement statement = new Statement(WriteSql.upsert(plan, all), batch);
    assertArrayEquals(new long[] {10_000}, rows.write(plan, statement));
    assertEquals(10_000, database.count("SELECT count(*) FROM wide WHERE c59 = id + 59"));
  }

  private static ConnectionConfig config(ProtocolTap tap, String... more) {
    TestDatabase tapped =
        new TestDatabase(
            "localhost", tap.port(), database.name(), database.user(), database.password());
    String[] options = java.util.Arrays.copyOf(more, more.length + 2);
    options[more.length] = "connection.sslmode";
    options[more.length + 1] = "disable";
    return TestWriter.config(tapped, options);
  }

  private static String show(Connection connection, String setting) throws Exception {
    try (var statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW " + setting)) {
      result.next();
      return result.getString(1);
    }
  }
}

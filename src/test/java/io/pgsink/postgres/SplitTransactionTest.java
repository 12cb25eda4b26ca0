// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.columnar.Statement;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.Column;
import io.pgsink.table.TableId;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitTransactionTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("split");
  private static final TableId TABLE = TableId.parse("public.t");

  private final TestWriter writer = new TestWriter(DATABASE);
  private WritePlan plan;
  private Database database;

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, parent",
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE t (id int PRIMARY KEY CHECK (id > 0),"
            + " p int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
    plan = writer.plan("public.t", new TestOptions());
    database =
        new Database(TestWriter.config(DATABASE, "statement.timeout.ms", "5000"), 1, "split");
  }

  @AfterEach
  void close() {
    database.close();
    writer.close();
  }

  private List<Statement> rows(String... ids) {
    List<Column> columns = TestWriter.columns(plan.table(), "id");
    String[][] rows = new String[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      rows[i] = TestWriter.row(ids[i]);
    }
    return List.of(writer.statement(WriteSql.upsert(plan, columns), columns, rows));
  }

  private static SplitTransaction.Run run(List<Statement> statements) {
    return new SplitTransaction.Run(TABLE, statements);
  }

  /** Tries a run, and tells how many rows its statements changed if it was kept. */
  private static List<long[]> kept(SplitTransaction transaction, List<Statement> statements) {
    return transaction.attempt(List.of(run(statements))).changed();
  }

  private static String ids() {
    return DATABASE.value("SELECT coalesce(string_agg(id::text, ' ' ORDER BY id), '') FROM t");
  }

  @Test
  void whatFailsLeavesNoTraceAndTheRestIsCommitted() throws WriteException {
    try (SplitTransaction transaction = database.split()) {
      assertArrayEquals(new long[] {2}, kept(transaction, rows("1", "2")).get(0));
      assertEquals(List.of(), kept(transaction, rows("3", "-3")));
      assertEquals(List.of(), kept(transaction, rows("-4", "4")));
      assertArrayEquals(new long[] {1}, kept(transaction, rows("5")).get(0));
      assertEquals(List.of(), kept(transaction, rows("-6")));
      transaction.commit(TABLE);
    }
    assertEquals("1 2 5", ids());
  }

  @Test
  void runsInFrontOfTheFirstThatFailsAreKeptAndThoseBehindAreNotTried() throws WriteException {
    try (SplitTransaction transaction = database.split()) {
      SplitTransaction.Outcome outcome =
          transaction.attempt(
              List.of(run(rows("1", "2")), run(rows("3")), run(rows("4", "-4")), run(rows("5"))));
      assertEquals(2, outcome.changed().size());
      assertArrayEquals(new long[] {2}, outcome.changed().get(0));
      assertArrayEquals(new long[] {1}, outcome.changed().get(1));
      assertEquals("23514", outcome.failure().orElseThrow().sqlState());
      assertEquals(
          2, transaction.attempt(List.of(run(rows("4")), run(rows("6", "7")))).changed().size());
      transaction.commit(TABLE);
    }
    assertEquals("1 2 3 4 6 7", ids());
  }

  /** More statements than the driver sends before it asks for answers. */
  @Test
  void aFailureAmongHundredsOfStatementsIsFound() throws WriteException {
    List<SplitTransaction.Run> many = new ArrayList<>();
    for (int i = 1; i <= 400; i++) {
      many.add(run(rows(String.valueOf(i == 333 ? -i : i))));
    }
    try (SplitTransaction transaction = database.split()) {
      SplitTransaction.Outcome outcome = transaction.attempt(many);
      assertEquals(332, outcome.changed().size());
      assertEquals("23514", outcome.failure().orElseThrow().sqlState());
      transaction.commit(TABLE);
    }
    assertEquals(332, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void withoutACommitNothingStays() throws WriteException {
    try (SplitTransaction transaction = database.split()) {
      kept(transaction, rows("1"));
      assertEquals(List.of(), kept(transaction, rows("-1")));
    }
    assertEquals("", ids());
    try (SplitTransaction transaction = database.split()) {
      kept(transaction, rows("7"));
      transaction.commit(TABLE);
    }
    assertEquals("7", ids());
  }

  @Test
  void deferredConstraintsFailTheGroupThatViolatesThem() throws WriteException {
    List<Column> columns = TestWriter.columns(plan.table(), "id,p");
    List<Statement> orphan =
        List.of(
            writer.statement(
                WriteSql.upsert(plan, columns), columns, new String[][] {{"8", "99"}}));
    try (SplitTransaction transaction = database.split()) {
      assertEquals(List.of(), kept(transaction, orphan));
      kept(transaction, rows("9"));
      transaction.commit(TABLE);
    }
    assertEquals("9", ids());
  }

  @Test
  void aConnectionThatDiesIsReplacedAndTheNextOneIsClean() throws WriteException {
    try (SplitTransaction transaction = database.split()) {
      kept(transaction, rows("1"));
      DATABASE.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND application_name = 'split'");
      WriteException lost = transaction.attempt(List.of(run(rows("2")))).failure().orElseThrow();
      assertTrue(lost.evicts());
    }
    database.write(TABLE, rows("3"));
    assertEquals("3", ids());
    assertEquals(0, database.active());
  }

  /** F27: nothing is left open between batches. */
  @Test
  void noTransactionIsOpenAfterwards() throws WriteException {
    try (SplitTransaction transaction = database.split()) {
      assertEquals(List.of(), kept(transaction, rows("-1")));
      transaction.commit(TABLE);
    }
    database.write(TABLE, rows("1"));
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"));
  }
}

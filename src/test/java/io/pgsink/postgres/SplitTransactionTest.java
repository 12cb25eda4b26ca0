package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.Column;
import io.pgsink.table.TableId;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
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

  private List<BatchWriter.Statement> rows(String... ids) {
    List<Column> columns = TestWriter.columns(plan.table(), "id");
    String[][] rows = new String[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      rows[i] = TestWriter.row(ids[i]);
    }
    return List.of(writer.statement(WriteSql.upsert(plan, columns), columns, rows));
  }

  private static String ids() {
    return DATABASE.value("SELECT coalesce(string_agg(id::text, ' ' ORDER BY id), '') FROM t");
  }

  @Test
  void whatFailsLeavesNoTraceAndTheRestIsCommitted() throws WriteException {
    try (SplitTransaction transaction = database.split()) {
      assertArrayEquals(new long[] {2}, transaction.attempt(TABLE, rows("1", "2")));
      assertThrows(WriteException.class, () -> transaction.attempt(TABLE, rows("3", "-3")));
      assertThrows(WriteException.class, () -> transaction.attempt(TABLE, rows("-4", "4")));
      assertArrayEquals(new long[] {1}, transaction.attempt(TABLE, rows("5")));
      assertThrows(WriteException.class, () -> transaction.attempt(TABLE, rows("-6")));
      transaction.commit(TABLE);
    }
    assertEquals("1 2 5", ids());
  }

  @Test
  void withoutACommitNothingStays() throws WriteException {
    try (SplitTransaction transaction = database.split()) {
      transaction.attempt(TABLE, rows("1"));
      assertThrows(WriteException.class, () -> transaction.attempt(TABLE, rows("-1")));
    }
    assertEquals("", ids());
    try (SplitTransaction transaction = database.split()) {
      transaction.attempt(TABLE, rows("7"));
      transaction.commit(TABLE);
    }
    assertEquals("7", ids());
  }

  @Test
  void deferredConstraintsFailTheGroupThatViolatesThem() throws WriteException {
    List<Column> columns = TestWriter.columns(plan.table(), "id,p");
    List<BatchWriter.Statement> orphan =
        List.of(
            writer.statement(
                WriteSql.upsert(plan, columns), columns, new String[][] {{"8", "99"}}));
    try (SplitTransaction transaction = database.split()) {
      assertThrows(WriteException.class, () -> transaction.attempt(TABLE, orphan));
      transaction.attempt(TABLE, rows("9"));
      transaction.commit(TABLE);
    }
    assertEquals("9", ids());
  }

  @Test
  void aConnectionThatDiesIsReplacedAndTheNextOneIsClean() throws WriteException {
    try (SplitTransaction transaction = database.split()) {
      transaction.attempt(TABLE, rows("1"));
      DATABASE.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND application_name = 'split'");
      WriteException lost =
          assertThrows(WriteException.class, () -> transaction.attempt(TABLE, rows("2")));
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
      assertThrows(WriteException.class, () -> transaction.attempt(TABLE, rows("-1")));
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

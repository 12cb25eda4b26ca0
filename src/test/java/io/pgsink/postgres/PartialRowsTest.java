// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WritePlan;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows without a column that is NOT NULL and has no default. */
final class PartialRowsTest {
  private static TestDatabase database;
  private static TestWriter writer;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("partial");
    writer = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    writer.close();
  }

  @BeforeEach
  void create() {
    database.execute(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (a int, b text, big text NOT NULL, n int, PRIMARY KEY (a, b))",
        "INSERT INTO t VALUES (1, 'x', 'big1', 1), (2, 'x', 'big2', 2)");
  }

  @Test
  void rowsThatExistAreUpdated() throws WriteException {
    WritePlan plan = writer.plan("t", new TestOptions());
    assertEquals(2, writer.upsert(plan, "a,b,n", row("1", "x", "10"), row("2", "x", "20")));
    assertEquals(
        List.of(List.of("1", "x", "big1", "10"), List.of("2", "x", "big2", "20")),
        database.query("SELECT * FROM t ORDER BY a"));
  }

  @Test
  void rowsThatDoNotExistAreRefused() {
    WritePlan plan = writer.plan("t", new TestOptions());
    WriteException refused =
        assertThrows(
            WriteException.class,
            () -> writer.upsert(plan, "a,b,n", row("1", "x", "10"), row("3", "x", "30")));
    assertEquals("23502", refused.sqlState());
    assertEquals("1", database.value("SELECT n FROM t WHERE a = 1"));
  }

  @Test
  void rulesAndConditionsStillHold() throws WriteException {
    WritePlan plan =
        writer.plan(
            "t", new TestOptions().when(new UpdateWhen.Newer("n")).rule("n", UpdateRule.GREATEST));
    assertEquals(1, writer.upsert(plan, "a,b,n", row("1", "x", "0"), row("2", "x", "20")));
    assertEquals("1,20", database.value("SELECT string_agg(n::text, ',' ORDER BY a) FROM t"));
  }

  @Test
  void keysAloneChangeNothing() throws WriteException {
    WritePlan plan = writer.plan("t", new TestOptions());
    assertEquals(0, writer.upsert(plan, "a,b", row("1", "x"), row("2", "x")));
  }

  @Test
  void ignoreLeavesRowsThatExistAlone() throws WriteException {
    WritePlan plan = writer.plan("t", new TestOptions().mode(InsertMode.IGNORE));
    assertEquals(0, writer.upsert(plan, "a,b,n", row("1", "x", "10")));
    assertEquals("1", database.value("SELECT n FROM t WHERE a = 1"));
    assertThrows(WriteException.class, () -> writer.upsert(plan, "a,b,n", row("3", "x", "1")));
  }

  @Test
  void aDomainThatRefusesNullCountsAsNotNull() throws WriteException {
    database.execute(
        "DROP DOMAIN IF EXISTS filled CASCADE",
        "CREATE DOMAIN filled AS text NOT NULL",
        "DROP TABLE t",
        "CREATE TABLE t (id int PRIMARY KEY, f filled, v text)",
        "INSERT INTO t VALUES (1, 'f', 'old')");
    WritePlan plan = writer.plan("t", new TestOptions());
    assertEquals(1, writer.upsert(plan, "id,v", row("1", "new")));
    assertEquals(List.of(List.of("1", "f", "new")), database.query("SELECT * FROM t"));
  }

  @Test
  void aKeyThatTheColumnRoundsFindsItsRow() throws WriteException {
    database.execute(
        "DROP TABLE t",
        "CREATE TABLE t (k numeric(6,1), c char(4), big text NOT NULL, v text, PRIMARY KEY (k, c))",
        "INSERT INTO t VALUES (1.5, 'x', 'big', 'old')");
    WritePlan plan = writer.plan("t", new TestOptions());
    assertEquals(1, writer.upsert(plan, "k,c,v", row("1.49", "x  ", "new")));
    assertEquals("new", database.value("SELECT v FROM t"));
  }

  /** The row is deleted by somebody else between the look and the write. */
  @Test
  void aRowDeletedInTheMeantimeIsNotBroughtBack() throws Exception {
    WritePlan plan = writer.plan("t", new TestOptions());
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("DELETE FROM t WHERE a = 1");
      CompletableFuture<Long> write = write(plan);
      awaitLock();
      other.commit();
      CompletionException refused = assertThrows(CompletionException.class, write::join);
      assertEquals("23502", ((WriteException) refused.getCause()).sqlState());
    }
    assertEquals(1, database.count("SELECT count(*) FROM t"));
  }

  /** The row is updated by somebody else between the look and the write. */
  @Test
  void aRowUpdatedInTheMeantimeKeepsWhatThisWriterLeavesOut() throws Exception {
    WritePlan plan = writer.plan("t", new TestOptions());
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE t SET big = 'theirs', n = 5 WHERE a = 1");
      CompletableFuture<Long> write = write(plan);
      awaitLock();
      other.commit();
      assertEquals(1, write.join());
    }
    assertEquals(
        List.of(List.of("theirs", "10")), database.query("SELECT big, n FROM t WHERE a = 1"));
  }

  private static CompletableFuture<Long> write(WritePlan plan) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return writer.upsert(plan, "a,b,n", row("1", "x", "10"));
          } catch (WriteException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static void awaitLock() {
    Await.until(
        "the writer waits for the row",
        () ->
            database.count(
                    "SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                == 1);
  }
}

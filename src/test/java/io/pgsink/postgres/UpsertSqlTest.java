// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertMode;
import io.pgsink.table.WritePlan;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class UpsertSqlTest {
  private static TestDatabase database;
  private static TestWriter writer;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("upsert");
    writer = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    writer.close();
  }

  @Test
  void anUpsertInsertsNewRowsAndUpdatesTheOthers() throws WriteException {
    database.execute(
        "CREATE TABLE plain (id int PRIMARY KEY, name text, n numeric)",
        "INSERT INTO plain VALUES (1, 'old', 1)");
    WritePlan plan = writer.plan("plain", new TestOptions());
    assertEquals(
        2, writer.upsert(plan, "id,name,n", row("1", "new", "1.50"), row("2", null, null)));
    assertEquals(
        List.of(List.of("1", "new", "1.50"), Arrays.asList("2", null, null)),
        database.query("SELECT * FROM plain ORDER BY id"));
  }

  @Test
  void columnsLeftOutStayInExistingRowsAndTakeDefaultsInNewOnes() throws WriteException {
    database.execute(
        "CREATE TABLE partial (id int PRIMARY KEY, a text, b text DEFAULT 'd')",
        "INSERT INTO partial VALUES (1, 'a', 'b')");
    WritePlan plan = writer.plan("partial", new TestOptions());
    writer.upsert(plan, "id,a", row("1", "x"), row("2", "y"));
    assertEquals(
        List.of(List.of("1", "x", "b"), List.of("2", "y", "d")),
        database.query("SELECT * FROM partial ORDER BY id"));
  }

  @Test
  void aTableWithKeyColumnsOnlyKeepsItsRows() throws WriteException {
    database.execute(
        "CREATE TABLE keys (a int, b text, PRIMARY KEY (a, b))",
        "INSERT INTO keys VALUES (1, 'x')");
    WritePlan plan = writer.plan("keys", new TestOptions());
    assertEquals(1, writer.upsert(plan, "a,b", row("1", "x"), row("2", "y")));
    assertEquals(2, database.count("SELECT count(*) FROM keys"));
  }

  @Test
  void insertRefusesARowThatExists() throws WriteException {
    database.execute("CREATE TABLE ins (id int PRIMARY KEY)", "INSERT INTO ins VALUES (1)");
    WritePlan plan = writer.plan("ins", new TestOptions().mode(InsertMode.INSERT));
    WriteException refused =
        assertThrows(WriteException.class, () -> writer.upsert(plan, "id", row("2"), row("1")));
    assertEquals(WriteException.Kind.CLASH, refused.kind());
    assertEquals(1, database.count("SELECT count(*) FROM ins"));
    assertEquals(1, writer.upsert(plan, "id", row("3")));
  }

  @Test
  void insertAppendsToATableWithoutKey() throws WriteException {
    database.execute("CREATE TABLE append (v text)");
    WritePlan plan = writer.plan("append", new TestOptions().mode(InsertMode.INSERT));
    writer.upsert(plan, "v", row("a"), row("a"));
    assertEquals(2, database.count("SELECT count(*) FROM append"));
  }

  @Test
  void ignoreKeepsTheRowsThatExist() throws WriteException {
    database.execute(
        "CREATE TABLE ign (id int PRIMARY KEY, v text NOT NULL)",
        "INSERT INTO ign VALUES (1, 'old')");
    WritePlan plan = writer.plan("ign", new TestOptions().mode(InsertMode.IGNORE));
    assertEquals(1, writer.upsert(plan, "id,v", row("1", "new"), row("2", "new")));
    assertEquals(
        List.of(List.of("1", "old"), List.of("2", "new")),
        database.query("SELECT * FROM ign ORDER BY id"));
  }

  @Test
  void ignoreWithoutConflictTargetMeansAnyConflict() throws WriteException {
    database.execute(
        "CREATE TABLE anyc (a int UNIQUE, b int UNIQUE)", "INSERT INTO anyc VALUES (1, 1)");
    WritePlan plan = writer.plan("anyc", new TestOptions().mode(InsertMode.IGNORE));
    assertEquals(1, writer.upsert(plan, "a,b", row("1", "2"), row("2", "1"), row("3", "3")));
  }

  @Test
  void updateTouchesOnlyRowsThatExist() throws WriteException {
    database.execute(
        "CREATE TABLE upd (id int PRIMARY KEY, v varchar(5), n numeric(6,2))",
        "INSERT INTO upd VALUES (1, 'old', 1)");
    WritePlan plan = writer.plan("upd", new TestOptions().mode(InsertMode.UPDATE));
    assertEquals(1, writer.upsert(plan, "id,v,n", row("1", "new", "2.345"), row("2", "new", "2")));
    assertEquals(
        List.of(List.of("1", "new", "2.35")), database.query("SELECT * FROM upd ORDER BY id"));
    WriteException tooLong =
        assertThrows(
            WriteException.class, () -> writer.upsert(plan, "id,v", row("1", "much too long")));
    assertEquals("22001", tooLong.sqlState());
  }

  @Test
  void updateOfKeysAloneDoesNothing() throws WriteException {
    database.execute("CREATE TABLE updk (id int PRIMARY KEY)", "INSERT INTO updk VALUES (1)");
    WritePlan plan = writer.plan("updk", new TestOptions().mode(InsertMode.UPDATE));
    assertEquals(0, writer.upsert(plan, "id", row("1"), row("2")));
    assertEquals(1, database.count("SELECT count(*) FROM updk"));
  }

  @Test
  void aConstraintIdentifiesRows() throws WriteException {
    database.execute(
        "CREATE TABLE named (id int, v text, CONSTRAINT \"the one\" UNIQUE (id))",
        "INSERT INTO named VALUES (1, 'old')");
    WritePlan plan = writer.plan("named", new TestOptions().constraint("the one"));
    writer.upsert(plan, "id,v", row("1", "new"));
    assertEquals(List.of(List.of("1", "new")), database.query("SELECT * FROM named"));
  }

  @Test
  void aPartialUniqueIndexIdentifiesRows() throws WriteException {
    database.execute(
        "CREATE TABLE part (id int, live boolean, doc jsonb, v text)",
        "CREATE UNIQUE INDEX ON part (id) WHERE live AND doc ? 'k'",
        "INSERT INTO part VALUES (1, true, '{\"k\":1}', 'old'), (1, false, '{}', 'dead')");
    WritePlan plan =
        writer.plan("part", new TestOptions().keys("id").where("live AND doc ? 'k' AND '?' = '?'"));
    writer.upsert(plan, "id,live,doc,v", row("1", "true", "{\"k\":2}", "new"));
    assertEquals(
        List.of(List.of("dead"), List.of("new")), database.query("SELECT v FROM part ORDER BY v"));
  }

  @Test
  void identityColumnsAreInsertedButNeverUpdated() throws WriteException {
    database.execute(
        "CREATE TABLE ident (k text PRIMARY KEY, id int GENERATED ALWAYS AS IDENTITY, v text,"
            + " twice int GENERATED ALWAYS AS (2 * length(v)) STORED)");
    WritePlan plan = writer.plan("ident", new TestOptions());
    writer.upsert(plan, "k,id,v", row("a", "77", "x"));
    writer.upsert(plan, "k,id,v", row("a", "88", "xy"));
    assertEquals(List.of(List.of("a", "77", "xy", "4")), database.query("SELECT * FROM ident"));
  }

  @Test
  void anIdentityKeyIsWritten() throws WriteException {
    database.execute(
        "CREATE TABLE identkey (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)");
    WritePlan plan = writer.plan("identkey", new TestOptions());
    writer.upsert(plan, "id,v", row("5", "a"), row("6", "b"));
    writer.upsert(plan, "id,v", row("5", "c"));
    assertEquals(
        List.of(List.of("5", "c"), List.of("6", "b")),
        database.query("SELECT * FROM identkey ORDER BY id"));
  }

  @Test
  void columnsOutsideUpdateColumnsKeepTheirFirstValue() throws WriteException {
    database.execute("CREATE TABLE kept (id int PRIMARY KEY, created text, v text)");
    WritePlan plan = writer.plan("kept", new TestOptions().notUpdated("created"));
    writer.upsert(plan, "id,created,v", row("1", "first", "a"));
    writer.upsert(plan, "id,created,v", row("1", "second", "b"));
    assertEquals(List.of(List.of("1", "first", "b")), database.query("SELECT * FROM kept"));
  }

  @Test
  void partitionedTablesAreWrittenByTheirKey() throws WriteException {
    database.execute(
        "CREATE TABLE parts (id int, day date, v text, PRIMARY KEY (id, day))"
            + " PARTITION BY RANGE (day)",
        "CREATE TABLE parts_26 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "CREATE TABLE parts_27 PARTITION OF parts FOR VALUES FROM ('2027-01-01') TO"
            + " ('2028-01-01')");
    WritePlan plan = writer.plan("parts", new TestOptions());
    writer.upsert(plan, "id,day,v", row("1", "2026-05-05", "a"), row("1", "2027-05-05", "b"));
    writer.upsert(plan, "id,day,v", row("1", "2026-05-05", "c"));
    assertEquals(
        List.of(List.of("c"), List.of("b")), database.query("SELECT v FROM parts ORDER BY day"));
    WriteException noPartition =
        assertThrows(
            WriteException.class,
            () -> writer.upsert(plan, "id,day,v", row("1", "1999-01-01", "x")));
    assertEquals(WriteException.Kind.RECORD, noPartition.kind());
  }

  /** B098 */
  @Test
  void b098_movingARowToAnotherPartitionIsTheRecordsFault() throws WriteException {
    database.execute(
        "CREATE TABLE moves (id int, region text, v text) PARTITION BY LIST (region)",
        "CREATE TABLE moves_a PARTITION OF moves FOR VALUES IN ('a')",
        "CREATE TABLE moves_b PARTITION OF moves FOR VALUES IN ('b')",
        "CREATE UNIQUE INDEX ON moves (id, region)");
    WritePlan plan = writer.plan("moves", new TestOptions().keys("id", "region"));
    writer.upsert(plan, "id,region,v", row("1", "a", "x"));
    database.execute(
        "CREATE FUNCTION move() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$BEGIN NEW.region := 'b'; RETURN NEW; END$$",
        "CREATE TRIGGER move BEFORE UPDATE ON moves FOR EACH ROW EXECUTE FUNCTION move()");
    WriteException refused =
        assertThrows(
            WriteException.class, () -> writer.upsert(plan, "id,region,v", row("1", "a", "y")));
    assertEquals("0A000", refused.sqlState());
    assertEquals(WriteException.Kind.RECORD, refused.kind(), refused.getMessage());
  }

  @Test
  void viewsAreWrittenByTheListedKeys() throws WriteException {
    database.execute(
        "CREATE TABLE below (id int PRIMARY KEY, v text)",
        "CREATE VIEW above AS SELECT id AS key, v FROM below");
    WritePlan plan = writer.plan("above", new TestOptions().keys("key"));
    writer.upsert(plan, "key,v", row("1", "a"));
    writer.upsert(plan, "key,v", row("1", "b"), row("2", "c"));
    assertEquals(
        List.of(List.of("1", "b"), List.of("2", "c")),
        database.query("SELECT * FROM below ORDER BY id"));
  }

  @Test
  void nullIdentifiesARowWhereNullsAreNotDistinct() throws WriteException {
    assumeTrue(writer.version() >= 15, "NULLS NOT DISTINCT");
    database.execute(
        "CREATE TABLE nulls (a int, b text, v text, UNIQUE NULLS NOT DISTINCT (a, b))");
    WritePlan plan = writer.plan("nulls", new TestOptions().delete(new DeleteMode.Hard()));
    assertEquals(true, plan.nullKeys());
    writer.upsert(plan, "a,b,v", row(null, "x", "1"), row("1", null, "1"));
    writer.upsert(plan, "a,b,v", row(null, "x", "2"), row(null, null, "2"));
    assertEquals(
        List.of(
            Arrays.asList("1", null, "1"),
            Arrays.asList(null, "x", "2"),
            Arrays.asList(null, null, "2")),
        database.query("SELECT * FROM nulls ORDER BY a, b"));
    assertEquals(2, writer.delete(plan, row(null, "x"), row(null, null)));
    assertEquals(1, database.count("SELECT count(*) FROM nulls"));
  }
}

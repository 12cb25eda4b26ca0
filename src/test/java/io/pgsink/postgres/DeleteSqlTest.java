// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeleteSqlTest {
  private static final DeleteMode HARD = new DeleteMode.Hard();

  private static TestDatabase database;
  private static TestWriter writer;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("delete");
    database.execute(
        "CREATE SCHEMA ext",
        "CREATE EXTENSION citext SCHEMA ext",
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE DOMAIN code AS varchar(4)",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2',"
            + " deterministic = false)");
    writer = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    writer.close();
  }

  /** A stored key, another stored key, and the first one as a record may spell it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bool | t | f | true",
        "int2 | 1 | 2 | 1",
        "int4 | 1 | 2 | 1",
        "int8 | 1 | 2 | 1",
        "float8 | 0.1 | 0.2 | 0.1",
        "float4 | 0.1 | 0.2 | 0.1",
        "numeric | 1.0 | 2 | 1.000",
        "numeric(6,1) | 1.5 | 1.6 | 1.49",
        "text | a | A | a",
        "varchar(5) | a | b | a",
        "char(5) | a | b | `a    `",
        "code | a | b | a",
        "text COLLATE \"C\" | a | b | a",
        "text COLLATE nocase | a | b | A",
        "ext.citext | a | b | A",
        "bytea | \\x01 | \\x02 | \\x01",
        "date | 2026-01-01 | 2026-01-02 | 2026-01-01",
        "time | 10:00 | 11:00 | 10:00",
        "timetz | 10:00+00 | 11:00+00 | 10:00+00",
        "timestamp | 2026-01-01 10:00 | 2026-01-01 11:00 | 2026-01-01 10:00",
        "timestamp(0) | 2026-01-01 10:00 | 2026-01-01 11:00 | 2026-01-01 10:00:00.3",
        "timestamptz | 2026-01-01 10:00Z | 2026-01-01 11:00Z | 2026-01-01 11:00+01",
        "interval | 1 day | 2 days | 24:00:00",
        "interval(0) | 2 s | 1 s | 1.6 s",
        "interval day to hour | 1 day 01:00 | 1 day | 1 day 01:20:00",
        "numeric(6,1)[] | {1.5} | {1.6} | {1.49}",
        "time(0) | 10:00:00 | 10:00:01 | 10:00:00.4",
        "timetz(0) | 10:00:00+00 | 10:00:01+00 | 10:00:00.4+00",
        "timestamptz(0) | 2026-01-01 10:00Z | 2026-01-01 11:00Z | 2026-01-01 10:00:00.3Z",
        "uuid | 0123456789abcdef0123456789abcdef | 00000000-0000-0000-0000-000000000002 |"
            + " {01234567-89AB-CDEF-0123-456789ABCDEF}",
        "inet | 10.0.0.1 | 10.0.0.2 | 10.0.0.1/32",
        "macaddr | 08:00:2b:01:02:03 | 08:00:2b:01:02:04 | 08002b:010203",
        "money | 1.00 | 2.00 | 1.00",
        "bit(3) | 101 | 100 | 101",
        "varbit | 101 | 100 | 101",
        "jsonb | {\"a\": 1} | {\"a\": 2} | {\"a\":1}",
        "int4range | [1,3) | [1,4) | [1,2]",
        "mood | sad | ok | sad",
        "pair | (1,x) | (1,y) | (1,x)",
        "int4[] | {1,2} | {2} | {1,2}",
        "text[] | {a} | {b} | {a}",
        "pg_lsn | 0/1 | 0/2 | 0/1",
      })
  void rowsAreDeletedByAKeyOfAnyType(String type, String key, String other, String spelled)
      throws WriteException {
    for (InsertMode mode : new InsertMode[] {InsertMode.UPSERT, InsertMode.UPDATE}) {
      database.execute(
          "DROP TABLE IF EXISTS d",
          "CREATE TABLE d (k " + type + " PRIMARY KEY, v text NOT NULL, n int)",
          "INSERT INTO d VALUES ('" + key + "', 'x', 1), ('" + other + "', 'y', 1)");
      WritePlan plan = writer.plan("d", new TestOptions().delete(HARD).mode(mode));
      assertEquals(1, writer.upsert(plan, "k,n", row(spelled, "2")), "partial update");
      assertEquals("2", database.value("SELECT n FROM d WHERE v = 'x'"));
      assertEquals(1, writer.delete(plan, row(spelled)));
      assertEquals(List.of(List.of("y")), database.query("SELECT v FROM d"));
      assertEquals(0, writer.delete(plan, row(spelled)));
    }
  }

  @Test
  void aCompositeKeyDeletesExactlyItsRow() throws WriteException {
    database.execute(
        "CREATE TABLE composite (a uuid, b int, PRIMARY KEY (b, a))",
        "INSERT INTO composite SELECT ('00000000-0000-0000-0000-00000000000' || i)::uuid, j"
            + " FROM generate_series(1, 3) i, generate_series(1, 3) j");
    WritePlan plan = writer.plan("composite", new TestOptions().delete(HARD));
    assertEquals(
        2,
        writer.delete(
            plan,
            row("1", "00000000-0000-0000-0000-000000000002"),
            row("3", "00000000-0000-0000-0000-000000000003"),
            row("9", "00000000-0000-0000-0000-000000000003")));
    assertEquals(7, database.count("SELECT count(*) FROM composite"));
  }

  @Test
  void aBooleanMarksDeletedRowsUntilTheyComeAgain() throws WriteException {
    database.execute(
        "CREATE TABLE softb (id int PRIMARY KEY, v text, gone boolean NOT NULL)",
        "INSERT INTO softb VALUES (1, 'a', false), (2, 'b', false)");
    WritePlan plan =
        writer.plan(
            "softb", new TestOptions().delete(new DeleteMode.Soft("gone")).notUpdated("gone"));
    assertEquals(1, writer.delete(plan, row("1"), row("9")));
    assertEquals(0, writer.delete(plan, row("1")), "marked already");
    assertEquals(
        List.of(List.of("1", "a", "t"), List.of("2", "b", "f")),
        database.query("SELECT * FROM softb ORDER BY id"));
    writer.upsert(plan, "id,v", row("1", "c"), row("3", "d"));
    assertEquals(
        List.of(List.of("1", "c", "f"), List.of("2", "b", "f"), List.of("3", "d", "f")),
        database.query("SELECT * FROM softb ORDER BY id"));
    writer.upsert(plan, "id,v,gone", row("3", "d", "true"));
    assertEquals("t", database.value("SELECT gone FROM softb WHERE id = 3"));
  }

  @Test
  void aTimeMarksDeletedRowsUntilTheyComeAgain() throws WriteException {
    for (String type : new String[] {"timestamptz", "timestamp", "timestamp(0)"}) {
      for (InsertMode mode : new InsertMode[] {InsertMode.UPSERT, InsertMode.UPDATE}) {
        database.execute(
            "DROP TABLE IF EXISTS softt",
            "CREATE TABLE softt (id int PRIMARY KEY, v text NOT NULL, n int, gone " + type + ")",
            "INSERT INTO softt VALUES (1, 'a')");
        WritePlan plan =
            writer.plan(
                "softt",
                new TestOptions()
                    .mode(mode)
                    .when(new UpdateWhen.Changed())
                    .delete(new DeleteMode.Soft("gone")));
        writer.delete(plan, row("1"));
        String gone = database.value("SELECT gone FROM softt");
        assertEquals(
            "t",
            database.value(
                "SELECT gone BETWEEN (now() AT TIME ZONE 'UTC') - interval '1 minute'"
                    + " AND (now() AT TIME ZONE 'UTC') + interval '1 second' FROM softt"));
        assertEquals(0, writer.delete(plan, row("1")));
        assertEquals(gone, database.value("SELECT gone FROM softt"));
        assertEquals(1, writer.upsert(plan, "id,v", row("1", "a")), "only the mark changes");
        assertEquals(
            List.of(Arrays.asList("1", "a", null, null)), database.query("SELECT * FROM softt"));
        writer.delete(plan, row("1"));
        assertEquals(1, writer.upsert(plan, "id,n", row("1", "7")), "partial row");
        assertEquals(
            List.of(Arrays.asList("1", "a", "7", null)), database.query("SELECT * FROM softt"));
      }
    }
  }

  @Test
  void anOldVersionStillDeletesSoftly() throws WriteException {
    database.execute(
        "CREATE TABLE softn (id int PRIMARY KEY, version int, gone boolean)",
        "INSERT INTO softn VALUES (1, 5, NULL)");
    WritePlan plan =
        writer.plan(
            "softn",
            new TestOptions()
                .when(new UpdateWhen.Newer("version"))
                .delete(new DeleteMode.Soft("gone")));
    assertEquals(1, writer.delete(plan, row("1")));
    assertEquals("t", database.value("SELECT gone FROM softn"));
  }

  @ParameterizedTest
  @CsvSource({"missing", "v", "id", "made"})
  void aMarkThatCannotBeSetIsRefused(String column) {
    database.execute(
        "DROP TABLE IF EXISTS badmark",
        "CREATE TABLE badmark (id bool PRIMARY KEY, v text,"
            + " made boolean GENERATED ALWAYS AS (true) STORED)");
    assertThrows(
        EnvironmentException.class,
        () -> writer.plan("badmark", new TestOptions().delete(new DeleteMode.Soft(column))));
  }

  @Test
  void deletesNeedAKey() {
    database.execute("CREATE TABLE keyless (v text)");
    assertThrows(
        EnvironmentException.class,
        () -> writer.plan("keyless", new TestOptions().mode(InsertMode.INSERT).delete(HARD)));
  }

  /** Beyond a few thousand rows a scan of the whole table per batch would be felt. */
  @Test
  void bigTablesAreDeletedFromByIndex() throws Exception {
    assumeTrue(writer.version() >= 16, "EXPLAIN (GENERIC_PLAN)");
    database.execute(
        "CREATE TABLE big (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b))",
        "INSERT INTO big SELECT i, i FROM generate_series(1, 50000) i",
        "INSERT INTO big VALUES (NULL, 1)",
        "ANALYZE big");
    WritePlan plan = writer.plan("big", new TestOptions().delete(HARD));
    String generic = WriteSql.delete(plan);
    int parameter = 0;
    while (generic.contains("?")) {
      parameter++;
      generic = generic.replaceFirst("\\?", "\\$" + parameter);
    }
    String explain =
        database.query("EXPLAIN (GENERIC_PLAN) " + generic).stream()
            .map(line -> line.get(0))
            .reduce("", (a, b) -> a + b + "\n");
    assertFalse(explain.contains("Seq Scan on big"), explain);
  }

  @Test
  void truncateEmptiesTheTable() throws WriteException {
    database.execute("CREATE TABLE \"tr ?\" (id int)", "INSERT INTO \"tr ?\" VALUES (1)");
    WritePlan plan = writer.plan("tr ?", new TestOptions().mode(InsertMode.INSERT));
    writer.write(plan, writer.statement(WriteSql.truncate(plan.table()), List.of()));
    assertEquals(0, database.count("SELECT count(*) FROM \"tr ?\""));
  }
}

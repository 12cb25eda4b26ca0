// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WritePlan;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpdateWhenTest {
  private static final TestOptions CHANGED = new TestOptions().when(new UpdateWhen.Changed());

  private static TestDatabase database;
  private static TestWriter writer;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("when");
    database.execute(
        "CREATE SCHEMA ext",
        "CREATE EXTENSION citext SCHEMA ext",
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE TYPE pair AS (a int, b json)",
        "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2',"
            + " deterministic = false)");
    writer = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    writer.close();
  }

  /** Every type has to stand being compared; the same value twice leaves no new row version. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bool | t | f",
        "int2 | 1 | 2",
        "int4 | 1 | 2",
        "int8 | 1 | 2",
        "float4 | 1.5 | NaN",
        "float8 | NaN | 1.5",
        "numeric | 1.5 | 2",
        "numeric(6,2) | 1.005 | 1.02",
        "text | a | A",
        "varchar(5) | a | b",
        "char(5) | a | b",
        "text COLLATE nocase | a | A",
        "ext.citext | a | A",
        "bytea | \\x01 | \\x02",
        "date | 2026-01-01 | 2026-01-02",
        "time | 10:00 | 11:00",
        "time(0) | 10:00:00.4 | 10:00:01",
        "timetz | 10:00+00 | 11:00+01",
        "timestamp | 2026-01-01 00:00 | 2026-01-01 00:01",
        "timestamp(0) | 2026-01-01 00:00:00.4 | 2026-01-01 00:00:01",
        "timestamptz | 2026-01-01 00:00Z | 2026-01-01 00:01Z",
        "timestamptz(3) | 2026-01-01 00:00:00.00049Z | 2026-01-01 00:00:01Z",
        "interval | 30 days | 1 month",
        "uuid | 00000000-0000-0000-0000-000000000001 | 00000000-0000-0000-0000-000000000002",
        "json | {\"a\":1} | {\"a\":2}",
        "jsonb | {\"a\":1} | {\"a\":2}",
        "xml | <a/> | <b/>",
        "point | (1,2) | (1,3)",
        "line | {1,2,3} | {1,2,4}",
        "lseg | [(0,0),(1,1)] | [(0,0),(1,2)]",
        "box | (1,4),(0,0) | (2,2),(0,0)",
        "path | ((0,0),(1,1)) | ((0,0),(1,2))",
        "polygon | ((0,0),(1,1)) | ((0,0),(1,2))",
        "circle | <(0,0),1> | <(1,0),1>",
        "inet | 10.0.0.1 | 10.0.0.2",
        "cidr | 10.0.0.0/8 | 11.0.0.0/8",
        "macaddr | 08:00:2b:01:02:03 | 08:00:2b:01:02:04",
        "money | 1.00 | 2.00",
        "bit(3) | 101 | 100",
        "varbit(5) | 101 | 100",
        "tsvector | 'a' | 'b'",
        "tsquery | 'a' | 'b'",
        "jsonpath | $.a | $.b",
        "pg_lsn | 0/1 | 0/2",
        "int4range | [1,3) | [1,4)",
        "int4multirange | {[1,3)} | {[1,4)}",
        "mood | sad | ok",
        "pair | (1,{}) | (2,{})",
        "int4[] | {1} | {2}",
        "json[] | {1} | {2}",
        "mood[] | {sad} | {ok}",
        "text[] | {a,NULL} | {a,b}",
        "ext.citext[] | {a} | {A}",
      })
  void onlyAnotherValueUpdatesARow(String type, String value, String other) throws WriteException {
    for (InsertMode mode : new InsertMode[] {InsertMode.UPSERT, InsertMode.UPDATE}) {
      database.execute(
          "DROP TABLE IF EXISTS w",
          "CREATE TABLE w (id int PRIMARY KEY, v " + type + ")",
          "INSERT INTO w (id) VALUES (1)");
      WritePlan plan =
          writer.plan("w", new TestOptions().when(new UpdateWhen.Changed()).mode(mode));
      assertEquals(1, writer.upsert(plan, "id,v", row("1", value)));
      assertEquals(0, writer.upsert(plan, "id,v", row("1", value)), "replayed");
      assertEquals(1, writer.upsert(plan, "id,v", row("1", other)));
      assertEquals(1, writer.upsert(plan, "id,v", row("1", null)));
      assertEquals(0, writer.upsert(plan, "id,v", row("1", null)), "NULL replayed");
      assertEquals(1, writer.upsert(plan, "id,v", row("1", value)));
    }
  }

  @Test
  void aReplayLeavesNoNewRowVersion() throws WriteException {
    database.execute("CREATE TABLE versions (id int PRIMARY KEY, a text, b numeric)");
    WritePlan plan = writer.plan("versions", CHANGED);
    writer.upsert(plan, "id,a,b", row("1", "x", "1"), row("2", null, null));
    String versions = "SELECT id, ctid, xmin FROM versions ORDER BY id";
    List<List<String>> before = database.query(versions);
    assertEquals(0, writer.upsert(plan, "id,a,b", row("1", "x", "1.0"), row("2", null, null)));
    assertEquals(before, database.query(versions));
  }

  @Test
  void aRuleThatChangesNothingUpdatesNothing() throws WriteException {
    database.execute(
        "CREATE TABLE combined (id int PRIMARY KEY, hits int, top int)",
        "INSERT INTO combined VALUES (1, 5, 5)");
    WritePlan plan =
        writer.plan(
            "combined",
            new TestOptions()
                .when(new UpdateWhen.Changed())
                .rule("hits", UpdateRule.ADD)
                .rule("top", UpdateRule.GREATEST));
    assertEquals(0, writer.upsert(plan, "id,hits,top", row("1", "0", "4")));
    assertEquals(1, writer.upsert(plan, "id,hits,top", row("1", "1", "4")));
    assertEquals(List.of(List.of("1", "6", "5")), database.query("SELECT * FROM combined"));
  }

  @Test
  void theNewerVersionWins() throws WriteException {
    for (InsertMode mode : new InsertMode[] {InsertMode.UPSERT, InsertMode.UPDATE}) {
      database.execute(
          "DROP TABLE IF EXISTS newer",
          "CREATE TABLE newer (id int PRIMARY KEY, v text, version bigint)",
          "INSERT INTO newer VALUES (1, 'stored', 5), (2, 'stored', 5), (3, 'stored', 5),"
              + " (4, 'stored', NULL), (5, 'stored', 5), (6, 'stored', NULL)");
      WritePlan plan =
          writer.plan("newer", new TestOptions().when(new UpdateWhen.Newer("version")).mode(mode));
      assertEquals(
          3,
          writer.upsert(
              plan,
              "id,v,version",
              row("1", "new", "6"),
              row("2", "new", "5"),
              row("3", "new", "4"),
              row("4", "new", "1"),
              row("5", "new", null),
              row("6", "new", null)));
      assertEquals(
          List.of(List.of("new,stored,stored,new,stored,new")),
          database.query("SELECT string_agg(v, ',' ORDER BY id) FROM newer"));
    }
  }

  @Test
  void aRowWithoutVersionIsNotNewer() throws WriteException {
    database.execute(
        "CREATE TABLE versionless (id int PRIMARY KEY, v text, version int DEFAULT 100)",
        "INSERT INTO versionless VALUES (1, 'stored', 5), (2, 'stored', NULL)");
    WritePlan plan =
        writer.plan("versionless", new TestOptions().when(new UpdateWhen.Newer("version")));
    assertEquals(1, writer.upsert(plan, "id,v", row("1", "new"), row("2", "new")));
    assertEquals("stored", database.value("SELECT v FROM versionless WHERE id = 1"));
  }

  @ParameterizedTest
  @CsvSource({
    "timestamptz,2026-01-01 00:00Z,2026-01-01 00:00:00.000001Z",
    "text,a,b",
    "numeric,1.1,1.10000001",
    "uuid,00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002",
    "mood,sad,ok",
    "ext.citext,a,B",
    "pg_lsn,0/9,0/10"
  })
  void anyOrderedTypeCanBeTheVersion(String type, String low, String high) throws WriteException {
    database.execute(
        "DROP TABLE IF EXISTS ordered",
        "CREATE TABLE ordered (id int PRIMARY KEY, v " + type + ")");
    WritePlan plan = writer.plan("ordered", new TestOptions().when(new UpdateWhen.Newer("v")));
    assertEquals(1, writer.upsert(plan, "id,v", row("1", low)));
    assertEquals(1, writer.upsert(plan, "id,v", row("1", high)));
    assertEquals(0, writer.upsert(plan, "id,v", row("1", low)));
    assertEquals(0, writer.upsert(plan, "id,v", row("1", high)));
  }

  @Test
  void aVersionThatCannotBeComparedIsRefused() {
    database.execute("CREATE TABLE unordered (id int PRIMARY KEY, v json)");
    for (String column : new String[] {"v", "missing"}) {
      assertThrows(
          EnvironmentException.class,
          () -> writer.plan("unordered", new TestOptions().when(new UpdateWhen.Newer(column))));
    }
  }
}

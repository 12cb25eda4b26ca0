// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.WritePlan;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stored and new value, the rule, and what must be there afterwards; {@code NULL} is a null. */
final class UpdateRulesTest {
  private static TestDatabase database;
  private static TestWriter writer;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("rules");
    database.execute(
        "CREATE EXTENSION citext SCHEMA public",
        "CREATE SCHEMA elsewhere",
        "CREATE EXTENSION hstore SCHEMA elsewhere",
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
        "CREATE DOMAIN amount AS numeric(8,2) CHECK (VALUE < 1000)");
    writer = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    writer.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "NULL",
      value = {
        "int4 | REPLACE | 1 | 2 | 2",
        "int4 | REPLACE | 1 | NULL | NULL",
        "int4 | KEEP | 1 | 2 | 1",
        "int4 | KEEP | NULL | 2 | NULL",
        "int4 | COALESCE | 1 | NULL | 1",
        "int4 | COALESCE | 1 | 2 | 2",
        "int4 | COALESCE | NULL | 2 | 2",
        "jsonb | COALESCE | {\"a\": 1} | NULL | {\"a\": 1}",
        "int2 | ADD | 1 | 2 | 3",
        "int4 | ADD | 2147483646 | 1 | 2147483647",
        "int8 | ADD | 9223372036854775806 | 1 | 9223372036854775807",
        "int8 | ADD | NULL | 5 | 5",
        "int8 | ADD | 5 | NULL | 5",
        "int8 | ADD | NULL | NULL | NULL",
        "float4 | ADD | 0.5 | 0.25 | 0.75",
        "float8 | ADD | 0.1 | 0.2 | 0.30000000000000004",
        "float8 | ADD | NaN | 1 | NaN",
        "numeric | ADD | 0.1 | 0.20 | 0.30",
        "numeric | ADD | 123456789012345678901234567890 | 1 | 123456789012345678901234567891",
        "numeric(8,2) | ADD | 1.25 | 2.345 | 3.60",
        "amount | ADD | 1.25 | 2 | 3.25",
        "money | ADD | 1.25 | 2.00 | $3.25",
        "interval | ADD | 1 day | 2 hours | 1 day 02:00:00",
        "int4 | GREATEST | 1 | 2 | 2",
        "int4 | GREATEST | 3 | 2 | 3",
        "int4 | GREATEST | 3 | NULL | 3",
        "int4 | GREATEST | NULL | 2 | 2",
        "float8 | GREATEST | NaN | 1 | NaN",
        "text | GREATEST | a | b | b",
        "char(3) | GREATEST | b | a | `b  `",
        "varchar(3) | GREATEST | a | b | b",
        "citext | GREATEST | B | a | B",
        "date | GREATEST | 2026-01-01 | 2026-01-02 | 2026-01-02",
        "date | GREATEST | 0044-03-15 BC | 0001-01-01 | 0001-01-01",
        "timestamp | GREATEST | 2026-01-01 00:00:00 | 2026-01-01 00:00:00.000001 | 2026-01-01"
            + " 00:00:00.000001",
        "timestamptz | GREATEST | 2026-01-01 00:00:00+00 | 2026-01-01 00:30:00+01 | 2026-01-01"
            + " 00:00:00+00",
        "time | GREATEST | 10:00:00 | 11:00:00 | 11:00:00",
        "interval | GREATEST | 1 day | 2 hours | 1 day",
        "uuid | GREATEST | 00000000-0000-0000-0000-000000000001 |"
            + " 00000000-0000-0000-0000-000000000002 | 00000000-0000-0000-0000-000000000002",
        "bool | GREATEST | f | t | t",
        "bytea | GREATEST | \\x01 | \\x0100 | \\x0100",
        "mood | GREATEST | sad | happy | happy",
        "mood | GREATEST | ok | sad | ok",
        "inet | GREATEST | 10.0.0.1 | 9.0.0.1 | 10.0.0.1",
        "int4[] | GREATEST | {1,2} | {1,3} | {1,3}",
        "jsonb | GREATEST | 1 | 2 | 2",
        "int4range | GREATEST | [1,3) | [2,3) | [2,3)",
        "int4 | LEAST | 1 | 2 | 1",
        "int4 | LEAST | NULL | 2 | 2",
        "int4 | LEAST | 1 | NULL | 1",
        "numeric | LEAST | -1 | -1.5 | -1.5",
        "timestamptz | LEAST | 2026-01-01 00:00:00+00 | 2026-01-01 00:30:00+01 | 2025-12-31"
            + " 23:30:00+00",
        "text | APPEND | a | b | ab",
        "text | APPEND | a | NULL | a",
        "text | APPEND | NULL | b | b",
        "text | APPEND | NULL | NULL | NULL",
        "varchar(4) | APPEND | ab | cd | abcd",
        "char(4) | APPEND | a | b | `ab  `",
        "citext | APPEND | A | b | Ab",
        "bytea | APPEND | \\x01 | \\x02ff | \\x0102ff",
        "varbit | APPEND | 10 | 11 | 1011",
        "int4[] | APPEND | {1} | {2,NULL} | {1,2,NULL}",
        "int4[] | APPEND | NULL | {2} | {2}",
        "int4[] | APPEND | {1} | NULL | {1}",
        "text[] | APPEND | {a} | {\"b c\"} | {a,\"b c\"}",
        "varchar(3)[] | APPEND | {a} | {b} | {a,b}",
        "mood[] | APPEND | {sad} | {ok} | {sad,ok}",
        "jsonb[] | APPEND | {} | {1} | {1}",
        "jsonb | MERGE | {\"a\": 1, \"b\": 1} | {\"b\": 2} | {\"a\": 1, \"b\": 2}",
        "jsonb | MERGE | {\"a\": 1} | NULL | {\"a\": 1}",
        "jsonb | MERGE | NULL | {\"a\": 1} | {\"a\": 1}",
        "jsonb | MERGE | [1] | [2] | [1, 2]",
        "json | MERGE | {\"a\":1} | {\"b\":2} | {\"a\": 1, \"b\": 2}",
        "elsewhere.hstore | MERGE | a=>1 | a=>2, b=>3 | \"a\"=>\"2\", \"b\"=>\"3\"",
      })
  void theRuleGivesTheValue(
      String type, UpdateRule rule, String stored, String given, String expected)
      throws WriteException {
    for (InsertMode mode : new InsertMode[] {InsertMode.UPSERT, InsertMode.UPDATE}) {
      database.execute(
          "DROP TABLE IF EXISTS r",
          "CREATE TABLE r (id int PRIMARY KEY, v " + type + ")",
          "INSERT INTO r VALUES (1, "
              + (stored == null ? "NULL" : "'" + stored.replace("'", "''") + "'")
              + ")");
      WritePlan plan = writer.plan("r", new TestOptions().mode(mode).rule("v", rule));
      writer.upsert(plan, "id,v", row("1", given), row("2", given));
      assertEquals(
          Arrays.asList(Arrays.asList(expected)),
          database.query("SELECT v FROM r WHERE id = 1"),
          mode.name());
      long fresh = mode == InsertMode.UPSERT ? 1 : 0;
      assertEquals(
          fresh,
          database.count(
              "SELECT count(*) FROM r WHERE id = 2 AND v::text IS NOT DISTINCT FROM "
                  + (given == null ? "NULL" : "'" + given + "'::" + type + "::text")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "int2, ADD, 32767, 1, 22003",
    "int4, ADD, 2147483647, 1, 22003",
    "amount, ADD, 999, 1, 23514",
    "varchar(3), APPEND, ab, cd, 22001",
  })
  void aResultThatDoesNotFitIsRefused(
      String type, UpdateRule rule, String stored, String given, String state) {
    database.execute(
        "DROP TABLE IF EXISTS r",
        "CREATE TABLE r (id int PRIMARY KEY, v " + type + ")",
        "INSERT INTO r VALUES (1, '" + stored + "')");
    WritePlan plan = writer.plan("r", new TestOptions().rule("v", rule));
    WriteException refused =
        assertThrows(WriteException.class, () -> writer.upsert(plan, "id,v", row("1", given)));
    assertEquals(state, refused.sqlState());
    assertEquals(WriteException.Kind.RECORD, refused.kind());
  }

  @ParameterizedTest
  @CsvSource({
    "text, ADD",
    "date, ADD",
    "bool, ADD",
    "int4[], ADD",
    "jsonb, ADD",
    "json, GREATEST",
    "xml, LEAST",
    "point, GREATEST",
    "json[], LEAST",
    "int4, APPEND",
    "jsonb, APPEND",
    "date, APPEND",
    "text, MERGE",
    "int4, MERGE",
    "int4[], MERGE",
  })
  void aRuleWithoutMeaningForTheTypeIsRefused(String type, UpdateRule rule) {
    database.execute(
        "DROP TABLE IF EXISTS r", "CREATE TABLE r (id int PRIMARY KEY, v " + type + ")");
    EnvironmentException refused =
        assertThrows(
            EnvironmentException.class, () -> writer.plan("r", new TestOptions().rule("v", rule)));
    assertTrue(refused.getMessage().contains("update.rules"), refused.getMessage());
    assertTrue(refused.getMessage().contains("\"v\""), refused.getMessage());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * S1: every name in every statement means what we mean, whatever the search path holds. A run
 * through everything that sends statements is done twice: once to learn them, and once more after
 * another role has planted functions, operators, types and casts for all names in them, in a schema
 * that the search path prefers to {@code pg_catalog}. Nothing planted may be called, and both runs
 * end with the same rows.
 */
class SearchPathTest {
  private static final List<String> TYPES =
      List.of(
          "pg_catalog.text",
          "pg_catalog.varchar",
          "pg_catalog.bpchar",
          "pg_catalog.name",
          "pg_catalog.\"char\"",
          "pg_catalog.int2",
          "pg_catalog.int4",
          "pg_catalog.int8",
          "pg_catalog.oid",
          "pg_catalog.float4",
          "pg_catalog.float8",
          "pg_catalog.numeric",
          "pg_catalog.bool",
          "pg_catalog.bytea",
          "pg_catalog.date",
          "pg_catalog.timestamp",
          "pg_catalog.timestamptz",
          "pg_catalog.interval",
          "pg_catalog.money",
          "pg_catalog.uuid",
          "pg_catalog.jsonb",
          "pg_catalog.json",
          "pg_catalog.int2vector",
          "pg_catalog._text",
          "pg_catalog._varchar",
          "pg_catalog._numeric",
          "pg_catalog.int4range",
          "ext.citext",
          "ext.hstore",
          "public.mood",
          "public.dom_citext",
          "public.dom_mood",
          "public.pair");

  private static TestDatabase database;
  private static TestDatabase role;
  private static PlantedNames planted;

  @BeforeAll
  static void createRoles() {
    database = TestPostgres.shared().createDatabase("search_path");
    database.execute(
        "CREATE SCHEMA ext",
        "CREATE EXTENSION citext SCHEMA ext",
        "CREATE EXTENSION hstore SCHEMA ext",
        "GRANT USAGE ON SCHEMA ext TO PUBLIC",
        "CREATE TYPE public.mood AS ENUM ('sad', 'ok')",
        "CREATE TYPE public.pair AS (a int, b text)",
        "CREATE DOMAIN public.dom_citext AS ext.citext",
        "CREATE DOMAIN public.dom_mood AS public.mood",
        "CREATE ROLE path_writer LOGIN PASSWORD 'secret'",
        "CREATE ROLE path_stranger",
        "GRANT CREATE, USAGE ON SCHEMA public TO path_writer",
        "CREATE SCHEMA planted AUTHORIZATION path_stranger",
        "GRANT USAGE ON SCHEMA planted TO PUBLIC",
        "ALTER ROLE path_writer SET search_path = planted, public, pg_catalog");
    role = database.as("path_writer", "secret");
    planted = new PlantedNames(database, "path_stranger", TYPES);
  }

  @AfterAll
  static void dropRoles() {
    database.execute(
        "DROP OWNED BY path_writer CASCADE",
        "DROP OWNED BY path_stranger CASCADE",
        "DROP ROLE path_writer",
        "DROP ROLE path_stranger");
  }

  @Test
  void nothingPlantedIsEverCalled() throws Exception {
    Set<String> statements = new LinkedHashSet<>();
    Map<String, List<List<String>>> before = run(statements);
    assertTrue(statements.size() > 60, "only " + statements.size() + " statements were sent");

    planted.plant(statements);
    assertTrue(planted.refused().size() < 100, planted.refused()::toString);
    assertTrue(planted.count() > 2_000, "only " + planted.count() + " names were planted");
    trapsWork();

    Set<String> again = new LinkedHashSet<>();
    Map<String, List<List<String>>> after = run(again);

    assertFalse(planted.wasCalled(), "a planted function was called");
    assertEquals(before, after);
    again.stream()
        .filter(sql -> sql.strip().matches("(?s)(SELECT|INSERT|UPDATE|DELETE|WITH)\\b.*"))
        .forEach(SearchPathTest::assertUnused);
    assertEquals(
        "0",
        database.value(
            "SELECT count(*) FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
                + " JOIN pg_class c ON c.oid = a.attrelid"
                + " WHERE t.typnamespace = 'planted'::regnamespace"
                + " AND c.relnamespace = 'public'::regnamespace"));
  }

  /**
   * Also where a statement's rows never came to it. The body of an SQL function is parsed as the
   * statement is, and the catalog then knows whatever it uses.
   */
  private static void assertUnused(String statement) {
    int parameters = 0;
    while (statement.contains("$" + (parameters + 1))) {
      parameters++;
    }
    String types = String.join(",", Collections.nCopies(parameters, "pg_catalog.text"));
    role.execute(
        "CREATE FUNCTION public.probe(%s) RETURNS void BEGIN ATOMIC %s; END"
            .formatted(types, statement));
    List<List<String>> used =
        database.query(
            "SELECT o.type, o.identity FROM pg_depend d,"
                + " pg_identify_object(d.refclassid, d.refobjid, 0) o"
                + " WHERE d.classid = 'pg_proc'::regclass AND o.schema = 'planted'"
                + " AND d.objid = (SELECT oid FROM pg_proc WHERE proname = 'probe')");
    database.execute("DROP FUNCTION public.probe");
    assertEquals(List.of(), used, statement);
  }

  /** Otherwise a run that calls none of them would prove nothing. */
  private static void trapsWork() {
    for (String sql :
        List.of(
            "SELECT unnest('{a}'::pg_catalog._text)",
            "SELECT 'a'::pg_catalog.varchar = 'b'::pg_catalog.text",
            "SELECT 1::pg_catalog.int4 IS DISTINCT FROM 2::pg_catalog.int4",
            "SELECT 1::pg_catalog.int4 IN (2::pg_catalog.int4)",
            "SELECT 'a'::text",
            "SELECT now()",
            "SELECT 'sad'::public.mood = 'ok'::public.mood")) {
      try {
        role.query(sql);
      } catch (AssertionError raised) {
        // whatever it calls counts first
      }
      assertTrue(planted.wasCalled(), sql);
    }
  }

  /** Sends every kind of statement there is, and returns what all tables hold then. */
  private static Map<String, List<List<String>>> run(Set<String> statements) throws Exception {
    EveryStatement.createTables(database);
    try (ProtocolTap tap = new ProtocolTap(role.host(), role.port())) {
      TestDatabase tapped =
          new TestDatabase("localhost", tap.port(), role.name(), role.user(), role.password());
      EveryStatement.send(tapped);
      statements.addAll(tap.statements());
    }
    Map<String, List<List<String>>> rows = new TreeMap<>();
    for (List<String> table :
        database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      String name = table.get(0);
      rows.put(name, name.startsWith("offsets") ? List.of() : rows(name));
    }
    return rows;
  }

  private static List<List<String>> rows(String table) {
    return database.query(
        "SELECT (to_jsonb(whole) - 'gone')::text, to_jsonb(whole) ->> 'gone' IS NULL FROM public.\""
            + table
            + "\" whole ORDER BY 1");
  }
}

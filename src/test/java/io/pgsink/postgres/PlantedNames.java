// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody with CREATE on one schema of the search path can lay in the way of statements:
 * functions, operators, types and casts for every name that the statements hold. Whatever is called
 * of it counts itself and fails.
 */
final class PlantedNames {
  private static final Pattern NOT_CODE =
      Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*");
  private static final Pattern WORD = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Pattern SYMBOL = Pattern.compile("[-+*/<>=~!@#%^&|]+");

  /** What values of ours have as their type on either side of an operator. */
  private final List<String> types;

  private final List<String> refused = new ArrayList<>();
  private final TestDatabase database;
  private final String role;

  /**
   * Names for one database, in its schema {@code planted}.
   *
   * @param role who plants them
   * @param types the types that arguments can have, with their schemas
   */
  PlantedNames(TestDatabase database, String role, List<String> types) {
    this.database = database;
    this.role = role;
    this.types = types;
  }

  /** Plants whatever fits the names in some statements. */
  void plant(Collection<String> statements) {
    Set<String> words = new LinkedHashSet<>();
    Set<String> symbols = new LinkedHashSet<>();
    for (String statement : statements) {
      String code = NOT_CODE.matcher(statement).replaceAll(" ").toLowerCase(Locale.ROOT);
      collect(WORD.matcher(code), words);
      collect(SYMBOL.matcher(code), symbols);
    }
    List<String> sql = new ArrayList<>();
    sql.add("SET ROLE " + role);
    sql.add("SET search_path = pg_catalog");
    sql.add("CREATE SEQUENCE planted.called");
    sql.add("GRANT USAGE, SELECT ON SEQUENCE planted.called TO PUBLIC");
    sql.add(
        "CREATE FUNCTION planted.hit() RETURNS bool LANGUAGE plpgsql AS"
            + " $$BEGIN PERFORM pg_catalog.nextval('planted.called'::pg_catalog.regclass);"
            + " RETURN true; END$$");
    functions(words, sql);
    operators(symbols, sql);
    casts(words, sql);
    types(words, sql);
    sql.add("GRANT USAGE ON SCHEMA planted TO PUBLIC");
    run(sql);
  }

  /** Some combinations can't be: an array of arrays, a cast that there is already. */
  private void run(List<String> sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String each : sql) {
        try {
          statement.execute(each);
        } catch (SQLException impossible) {
          refused.add(each + ": " + impossible.getMessage());
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** What the server would not have, with its reasons. */
  List<String> refused() {
    return refused;
  }

  /** How many of them there are. */
  long count() {
    return database.count(
        "SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = 'planted'::regnamespace)"
            + " + (SELECT count(*) FROM pg_operator WHERE oprnamespace = 'planted'::regnamespace)"
            + " + (SELECT count(*) FROM pg_type WHERE typnamespace = 'planted'::regnamespace)");
  }

  /** Whether one of them was called since, also in a transaction that was rolled back. */
  boolean wasCalled() {
    boolean called = database.value("SELECT is_called FROM planted.called").equals("t");
    database.execute("SELECT setval('planted.called', 1, false)");
    return called;
  }

  private static void collect(Matcher matcher, Set<String> into) {
    while (matcher.find()) {
      into.add(matcher.group());
    }
  }

  /** Every signature of a built-in function, for each type that a polymorphic argument can be. */
  private void functions(Set<String> words, List<String> sql) {
    List<List<String>> found =
        database.query(
            "SELECT p.proname, t.type, p.proretset, pg_catalog.array_to_string(ARRAY("
                + "SELECT CASE WHEN a.oid::regtype::text IN ('anyarray','anycompatiblearray')"
                + " THEN t.type || '[]'"
                + " WHEN a.oid::regtype::text LIKE 'any%' OR a.oid::regtype::text = '\"any\"'"
                + " THEN t.type ELSE 'pg_catalog.' || quote_ident(y.typname) END"
                + " FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a(oid, place)"
                + " JOIN pg_type y ON y.oid = a.oid"
                + " WHERE y.typname NOT IN ('internal') ORDER BY a.place), ','),"
                + " CASE WHEN r.typtype = 'p' THEN t.type"
                + " ELSE 'pg_catalog.' || quote_ident(r.typname) END"
                + " FROM pg_proc p JOIN pg_type r ON r.oid = p.prorettype"
                + " CROSS JOIN (SELECT unnest(ARRAY["
                + literals(types)
                + "]) AS type) t"
                + " WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN ("
                + literals(words)
                + ") AND p.pronargs < 6");
    Set<String> seen = new LinkedHashSet<>();
    for (List<String> row : found) {
      String arguments = row.get(3).contains("[][]") ? "" : row.get(3);
      if (seen.add(row.get(0) + '(' + arguments + ')')) {
        String returned = (row.get(2).equals("t") ? "SETOF " : "") + row.get(4);
        sql.add(function('"' + row.get(0) + '"', arguments, returned));
      }
    }
  }

  private void operators(Set<String> symbols, List<String> sql) {
    symbols.remove("*");
    // IS DISTINCT FROM, IN and CASE look this one up without writing it
    symbols.add("=");
    int made = 0;
    for (String symbol : symbols) {
      String returned = symbol.matches("[<>=!]+") ? "pg_catalog.bool" : null;
      for (String[] pair : pairs()) {
        String name = "operator_" + made++;
        sql.add(function(name, pair[0] + ',' + pair[1], returned == null ? pair[0] : returned));
        sql.add(
            "CREATE OPERATOR planted.%s (FUNCTION = planted.%s, LEFTARG = %s, RIGHTARG = %s)"
                .formatted(symbol, name, pair[0], pair[1]));
      }
    }
  }

  private List<String[]> pairs() {
    List<String> partners =
        List.of("pg_catalog.text", "pg_catalog.varchar", "pg_catalog.int4", "pg_catalog.int8");
    List<String[]> pairs = new ArrayList<>();
    for (String left : types) {
      for (String right : types) {
        boolean likely = left.equals(right) || partners.contains(left) || partners.contains(right);
        if (likely) {
          pairs.add(new String[] {left, right});
        }
      }
    }
    return pairs;
  }

  /** A type of theirs that everything turns into by itself, and functions that take it. */
  private void casts(Set<String> words, List<String> sql) {
    sql.add("CREATE TYPE planted.trap AS (caught text)");
    for (String type : types) {
      boolean castable =
          !type.contains("dom_") && !type.contains("pair") && !type.equals("pg_catalog.name");
      if (castable) {
        sql.add(function("trap", type, "planted.trap"));
        sql.add(
            "CREATE CAST (%s AS planted.trap) WITH FUNCTION planted.trap(%s) AS IMPLICIT"
                .formatted(type, type));
      }
    }
    words.forEach(word -> sql.add(function('"' + word + '"', "planted.trap", "pg_catalog.text")));
  }

  /** Domains called like built-in types, whose checks are code. */
  private void types(Set<String> words, List<String> sql) {
    database
        .query(
            "SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace"
                + " AND typtype = 'b' AND typname NOT LIKE '\\_%' AND typname IN ("
                + literals(words)
                + ")")
        .forEach(
            row ->
                sql.add(
                    "CREATE DOMAIN planted.\"%s\" AS pg_catalog.\"%s\" CHECK (planted.hit())"
                        .formatted(row.get(0), row.get(0))));
  }

  private static String function(String name, String arguments, String returned) {
    return ("CREATE FUNCTION planted.%s(%s) RETURNS %s LANGUAGE plpgsql AS"
            + " $$BEGIN PERFORM pg_catalog.nextval('planted.called'::pg_catalog.regclass);"
            + " RAISE 'a planted function was called: %s(%s)'; END$$")
        .formatted(name, arguments, returned, name.replace("\"", ""), arguments);
  }

  private static String literals(Collection<String> texts) {
    List<String> quoted = new ArrayList<>();
    texts.forEach(text -> quoted.add('\'' + text.replace("'", "''") + '\''));
    return String.join(",", quoted);
  }
}

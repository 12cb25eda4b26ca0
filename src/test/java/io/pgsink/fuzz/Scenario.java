// SPDX-License-Identifier: Apache-2.0
package io.pgsink.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * A table, and options that send records there.
 *
 * @param name what it is called in messages
 * @param key the type of the key column {@code k}
 * @param sentinel a key for the good record of a number, as SQL shows it
 * @param options the options of the connector
 */
record Scenario(String name, String key, String sentinel, List<String> options) {
  private Scenario(String name, String key, String sentinel, String... options) {
    this(name, key, sentinel, List.of(options));
  }

  private static final String[] TYPES = {
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "numeric(10,2)",
    "real",
    "double precision",
    "boolean",
    "text",
    "varchar(10)",
    "char(4)",
    "name",
    "\"char\"",
    "bytea",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz(3)",
    "interval",
    "uuid",
    "json",
    "jsonb",
    "xml",
    "inet",
    "cidr",
    "macaddr",
    "bit(4)",
    "varbit",
    "money",
    "point",
    "polygon",
    "box",
    "circle",
    "path",
    "lseg",
    "line",
    "int4range",
    "numrange",
    "tstzrange",
    "int4multirange",
    "integer[]",
    "text[]",
    "numeric(6,1)[]",
    "timestamptz[]",
    "jsonb[]",
    "tsvector",
    "tsquery",
    "jsonpath",
    "regclass",
    "regtype",
    "regproc",
    "regrole",
    "oid",
    "pg_lsn",
    "xid",
    "tid",
    "mood",
    "mood[]",
    "pair",
    "positive",
    "citext",
    "hstore",
    "ltree"
  };

  private static final String RULES =
      "c_3:add,c_0:add,c_5:add,c_18:greatest,c_14:least,c_8:append,c_22:merge,c_42:append";

  static final List<Scenario> ALL =
      List.of(
          new Scenario("plain", "numeric(30,2)", "%d.00", "unknown.fields", "ignore"),
          new Scenario("rules", "text", "good %d", "update.rules", RULES, "delete.mode", "hard"),
          new Scenario("newer", "citext", "good %d", "update.when", "newer:c_3"),
          new Scenario("changed", "timestamptz", "", "update.when", "changed"),
          new Scenario("evolving", "bigint", "%d", "auto.evolve", "true"),
          new Scenario(
              "document",
              "text",
              "good %d",
              "value.column",
              "c_22",
              "conflict.keys.from",
              "key",
              "metadata.columns",
              "header.h:c_8"),
          new Scenario(
              "metadata",
              "varchar(20)",
              "good %d",
              "metadata.columns",
              "header.h:c_8,header.n:c_3,key:c_61,timestamp:c_17",
              "unknown.fields",
              "ignore"),
          new Scenario(
              "routed",
              "text",
              "good %d",
              "table.name.format",
              "${header.table}",
              "auto.create",
              "true",
              "auto.evolve",
              "true"),
          new Scenario(
              "sourced",
              "text",
              "good %d",
              "table.name.format",
              "${value.x}",
              "delete.mode",
              "hard"),
          new Scenario("ranged", "int8range", "", "delete.mode", "soft:c_7", "writers", "3"),
          new Scenario(
              "arrays", "numeric[]", "", "insert.mode", "ignore", "unknown.fields", "ignore"),
          new Scenario("appended", "uuid", "", "insert.mode", "insert", "fold.changes", "never"));

  static int columns() {
    return TYPES.length;
  }

  static String column(int index) {
    return "c_" + index;
  }

  /** The statements that make the table anew. */
  String[] ddl() {
    List<String> statements =
        new ArrayList<>(
            List.of(
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "CREATE EXTENSION citext SCHEMA public",
                "CREATE EXTENSION hstore SCHEMA public",
                "CREATE EXTENSION ltree SCHEMA public",
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TYPE pair AS (a integer, b text)",
                "CREATE DOMAIN positive AS numeric(8,3) CHECK (value > 0)"));
    StringBuilder table = new StringBuilder("CREATE TABLE t (k " + key + " PRIMARY KEY, x text");
    for (int i = 0; i < TYPES.length; i++) {
      table.append(", ").append(column(i)).append(' ').append(TYPES[i]);
    }
    statements.add(table.append(")").toString());
    statements.add("CREATE TABLE good (id bigint PRIMARY KEY, v text)");
    return statements.toArray(String[]::new);
  }

  boolean hasSentinelsInTable() {
    return !sentinel.isEmpty();
  }
}

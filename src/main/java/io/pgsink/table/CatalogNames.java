// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that are PostgreSQL's own in SQL text, whatever the search path holds.
 *
 * <p>A function or operator in any schema of the path that fits its arguments exactly beats the
 * built-in one that needs a coercion, and a path that names {@code pg_catalog} behind other schemas
 * prefers theirs outright. Whoever may create objects in one of these schemas would have their code
 * run with our rights. {@code IS DISTINCT FROM}, {@code IN}, {@code NULLIF} and {@code CASE x WHEN}
 * look {@code =} up on the path too, and can't be told otherwise: no statement of ours uses them.
 */
public final class CatalogNames {
  private static final Pattern OPERATOR = Pattern.compile(" (=|<>|<|>|<=|>=|\\+|-|&|\\|\\||->>?) ");

  /** Types that the grammar knows as words: these are never looked up. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "bit",
          "boolean",
          "char",
          "character",
          "decimal",
          "numeric",
          "int",
          "integer",
          "smallint",
          "bigint",
          "real",
          "float",
          "double",
          "time",
          "timestamp",
          "interval",
          "varchar");

  private static final Pattern PINNED =
      Pattern.compile(
          "'(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\"|OPERATOR\\(pg_catalog\\.([^)]+)\\)|\\bpg_catalog\\.");

  private static final Pattern FIRST_WORD = Pattern.compile("^[a-z0-9_]+");

  private CatalogNames() {}

  /** An operator between two expressions; it binds tighter than a comparison. */
  static String operator(String symbol) {
    return "OPERATOR(pg_catalog." + symbol + ')';
  }

  /**
   * A statement of ours whose operators, written plainly with a space on either side, are all
   * built-in ones. All of them bind equally tight then, so that it needs parentheses where an
   * operand is an expression itself. Assignments are written without spaces.
   */
  public static String pinned(String sql) {
    return OPERATOR.matcher(sql).replaceAll(" OPERATOR(pg_catalog.$1) ");
  }

  /** A statement as people read it: without the schema of what is built in. */
  public static String plain(String sql) {
    return PINNED
        .matcher(sql)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) != null
                        ? found.group(1)
                        : found.group().equals("pg_catalog.") ? "" : found.group()));
  }

  /** A built-in type as SQL text spells it, such as {@code numeric(6,2)} or {@code jsonb[]}. */
  static String type(String sql) {
    var word = FIRST_WORD.matcher(sql);
    return word.find() && !KEYWORDS.contains(word.group()) ? "pg_catalog." + sql : sql;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.Locale;
import java.util.Set;

/**
 * The value of a column after a conflict, as SQL text over {@code stored} and {@code excluded}, and
 * which types each rule makes sense for.
 */
final class RuleSql {
  private static final Set<String> SUMMABLE =
      Set.of("int2", "int4", "int8", "float4", "float8", "numeric", "money", "interval");
  private static final Set<String> APPENDABLE =
      Set.of("text", "varchar", "bpchar", "citext", "bytea", "varbit", "tsvector");
  private static final Set<String> MERGEABLE = Set.of("jsonb", "json", "hstore");

  private RuleSql() {}

  /** The value that a rule gives a column; not asked for {@link UpdateRule#KEEP}. */
  static String value(Column column, UpdateRule rule) {
    String stored = "stored." + column.sql();
    String given = "excluded." + column.sql();
    return switch (rule) {
      case REPLACE -> given;
      case KEEP -> stored;
      case COALESCE -> coalesce(given, stored);
      case ADD -> combined(builtIn(stored, "+", given), stored, given);
      case GREATEST -> "greatest(" + stored + ", " + given + ')';
      case LEAST -> "least(" + stored + ", " + given + ')';
      case APPEND -> combined(builtIn(stored, "||", given), stored, given);
      case MERGE -> merged(column.type(), stored, given);
    };
  }

  /**
   * Refuses a rule that a column's type has no meaning for.
   *
   * @throws EnvironmentException naming the option
   */
  static void check(Table table, Column column, UpdateRule rule) {
    PgType type = column.type();
    boolean sensible =
        switch (rule) {
          case REPLACE, KEEP, COALESCE -> true;
          case ADD -> type.kind() == PgType.Kind.BASE && SUMMABLE.contains(type.name());
          case GREATEST, LEAST -> Comparisons.isOrdered(type);
          case APPEND ->
              type.kind() == PgType.Kind.ARRAY
                  || (type.kind() == PgType.Kind.BASE && APPENDABLE.contains(type.name()));
          case MERGE -> type.kind() == PgType.Kind.BASE && MERGEABLE.contains(type.name());
        };
    if (!sensible) {
      throw new EnvironmentException(
          "update.rules: table \"%s\" column \"%s\" is %s, which can't be combined by the rule %s: %s"
              .formatted(table.id(), column.name(), type.sql(), word(rule), hint(rule)));
    }
  }

  private static String word(UpdateRule rule) {
    return rule.name().toLowerCase(Locale.ROOT);
  }

  private static String hint(UpdateRule rule) {
    return switch (rule) {
      case ADD -> "it is for numbers, money and intervals";
      case GREATEST, LEAST -> "it is for types with an order";
      case APPEND -> "it is for text, bytea, bit varying and arrays";
      case MERGE -> "it is for jsonb, json and hstore";
      case REPLACE, KEEP, COALESCE -> "choose another rule";
    };
  }

  private static String merged(PgType type, String stored, String given) {
    if (type.name().equals("json")) {
      // json has no operator of its own
      String both =
          "(%s::pg_catalog.jsonb %s %s::pg_catalog.jsonb)::pg_catalog.json"
              .formatted(stored, CatalogNames.operator("||"), given);
      return combined(both, stored, given);
    }
    String both = Comparisons.combined(type, "||", stored, given);
    return combined(both, stored, given);
  }

  /** What citext appends with is text's operator: it has none of its own. */
  private static String builtIn(String stored, String symbol, String given) {
    return stored + ' ' + CatalogNames.operator(symbol) + ' ' + given;
  }

  /** Both values combined, or the one that isn't NULL. */
  private static String combined(String expression, String stored, String given) {
    return "coalesce(" + expression + ", " + given + ", " + stored + ')';
  }

  private static String coalesce(String first, String second) {
    return "coalesce(" + first + ", " + second + ')';
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.Set;

/**
 * How values of each type are compared and combined in SQL text.
 *
 * <p>Operators are built-in ones, or those of the column's own type, between operands of exactly
 * that type: an operator that fits better can't exist then, whoever may create some in a schema on
 * the search path. Left to the path, {@code citext = citext} would be {@code text = text} where the
 * extension's schema isn't on it.
 */
final class Comparisons {
  /** Types whose {@code =} is true for the same value only, or for one that reads the same. */
  private static final Set<String> EXACT =
      Set.of(
          "bool",
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "numeric",
          "text",
          "varchar",
          "bpchar",
          "name",
          "char",
          "bytea",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "uuid",
          "jsonb",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "money",
          "bit",
          "varbit",
          "oid",
          "tsvector",
          "pg_lsn",
          "xid8");

  /** Types with an order. {@code interval} has one, though equal intervals may read differently. */
  private static final Set<String> ORDERED_ONLY = Set.of("interval", "tsquery");

  /** Types that an assignment rounds to their declared precision. */
  private static final Set<String> ROUNDED =
      Set.of("numeric", "time", "timetz", "timestamp", "timestamptz", "interval");

  private Comparisons() {}

  /** {@code left = right}, NULL when one of them is. */
  static String equal(PgType type, String left, String right) {
    return compared(type, "=", left, right);
  }

  /** {@code left > right}. */
  static String greater(PgType type, String left, String right) {
    return compared(type, ">", left, right);
  }

  /**
   * Whether two expressions of a column's type differ, NULL being a value like any other. What has
   * no equality of its own, or one that calls different values equal (citext, interval, the area of
   * a box), is compared as text.
   */
  static String distinct(Column column, String left, String right) {
    PgType type = column.type();
    if (!column.deterministic()) {
      String exact = "::pg_catalog.text COLLATE pg_catalog.\"C\"";
      return distinct(PgType.builtIn("text"), '(' + left + ')' + exact, '(' + right + ')' + exact);
    }
    if (!isExact(type)) {
      return distinct(PgType.builtIn("text"), text(left), text(right));
    }
    return type.kind() == PgType.Kind.COMPOSITE
        // a row whose fields are all NULL "IS NULL" too; an array tells it from no row
        ? "ARRAY[%s] %s ARRAY[%s]"
            .formatted(operand(type, left), CatalogNames.operator("<>"), operand(type, right))
        : distinct(type, left, right);
  }

  /** IS DISTINCT FROM would look its operator up on the search path. */
  private static String distinct(PgType type, String left, String right) {
    return "NOT coalesce(%s, %s IS NULL AND %s IS NULL)"
        .formatted(equal(type, left, right), left, right);
  }

  /** Two values by an operator of their own type. */
  static String combined(PgType type, String symbol, String left, String right) {
    String operator =
        isExtension(type)
            ? "OPERATOR(" + TableId.quote(type.schema()) + '.' + symbol + ')'
            : CatalogNames.operator(symbol);
    return operand(type, left) + ' ' + operator + ' ' + operand(type, right);
  }

  private static String compared(PgType type, String symbol, String left, String right) {
    if (!isExtension(type)) {
      String operator = CatalogNames.operator(symbol);
      return operand(type, left) + ' ' + operator + ' ' + operand(type, right);
    }
    if (type.operators().isEmpty()) {
      return text(left) + ' ' + CatalogNames.operator(symbol) + ' ' + text(right);
    }
    String operator = "OPERATOR(" + TableId.quote(type.operators()) + '.' + symbol + ')';
    return operand(type, left) + ' ' + operator + ' ' + operand(type, right);
  }

  /** A value as its base type itself: a domain of it may have operators that fit it better. */
  private static String operand(PgType type, String value) {
    return switch (type.kind()) {
      case ENUM, COMPOSITE -> value + "::" + type.base();
      case BASE -> isExtension(type) ? value + "::" + type.base() : value;
      case RANGE, MULTIRANGE, ARRAY -> value;
    };
  }

  private static String text(String value) {
    return '(' + value + ")::pg_catalog.text";
  }

  /** Whether values of the type have an order that {@code greatest} and {@code >} know. */
  static boolean isOrdered(PgType type) {
    return switch (type.kind()) {
      case BASE ->
          isExtension(type)
              ? !type.operators().isEmpty()
              : EXACT.contains(type.name()) || ORDERED_ONLY.contains(type.name());
      case ENUM, RANGE, MULTIRANGE -> true;
      case ARRAY -> isOrdered(type.element().orElseThrow());
      case COMPOSITE -> type.fields().stream().allMatch(attribute -> isOrdered(attribute.type()));
    };
  }

  /**
   * A value that has come to {@link PgType#cast()}, in the form in which the column would store it:
   * rounded, or compared as padded. Types that are only checked stay as they are: a value that
   * doesn't fit equals no stored one.
   *
   * <p>Keys must be compared in this form: {@code 1.04} and {@code 1.0} are one key of a {@code
   * numeric(6,1)}.
   *
   * @param value an expression
   */
  static String storedForm(PgType type, String value) {
    if (type.kind() == PgType.Kind.ARRAY) {
      // a domain's name wouldn't be a cast without checks
      boolean builtIn = type.sql().endsWith("[]");
      return builtIn && isRounded(type.element().orElseThrow()) ? value + "::" + type.sql() : value;
    }
    if (isPadded(type)) {
      return value + "::pg_catalog.bpchar";
    }
    // what an assignment calls, whatever the fields and digits of an interval's modifier are
    return isRounded(type)
        ? "pg_catalog.\"%s\"(%s, %d)".formatted(type.name(), value, type.modifier())
        : value;
  }

  private static boolean isPadded(PgType type) {
    return type.schema().equals("pg_catalog") && type.name().equals("bpchar");
  }

  private static boolean isRounded(PgType type) {
    return type.kind() == PgType.Kind.BASE
        && type.schema().equals("pg_catalog")
        && type.modifier() >= 0
        && ROUNDED.contains(type.name());
  }

  private static boolean isExact(PgType type) {
    return switch (type.kind()) {
      case BASE -> type.schema().equals("pg_catalog") && EXACT.contains(type.name());
      case ENUM -> true;
      case RANGE, MULTIRANGE -> type.element().map(Comparisons::isExact).orElse(false);
      case ARRAY -> isExact(type.element().orElseThrow());
      case COMPOSITE -> type.fields().stream().allMatch(attribute -> isExact(attribute.type()));
    };
  }

  private static boolean isExtension(PgType type) {
    return type.kind() == PgType.Kind.BASE && !type.schema().equals("pg_catalog");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Built-in types as SQL text spells them: {@code numeric(12,2)}, {@code character varying}. */
public final class DeclaredType {
  private static final Pattern DECLARED =
      Pattern.compile("([a-z0-9_ ]+?) ?(?:\\((\\d+)(?:, ?(-?\\d+))?\\))?(\\[])?");

  private static final Map<String, String> SUBTYPES =
      Map.of(
          "int4range", "int4",
          "int8range", "int8",
          "numrange", "numeric",
          "tsrange", "timestamp",
          "tstzrange", "timestamptz",
          "daterange", "date");

  private final String sql;
  private final Matcher parts;

  private DeclaredType(String sql, Matcher parts) {
    this.sql = sql;
    this.parts = parts;
  }

  /** The parts of a declaration, or empty when it is none of a built-in type. */
  public static Optional<DeclaredType> parse(String sql) {
    Matcher parts = DECLARED.matcher(sql);
    return parts.matches() ? Optional.of(new DeclaredType(sql, parts)) : Optional.empty();
  }

  /** The name in {@code pg_type}, that of the element where it is an array. */
  String name() {
    return canonical(parts.group(1));
  }

  /** Length or precision. */
  Optional<Integer> first() {
    return Optional.ofNullable(parts.group(2)).map(Integer::valueOf);
  }

  /** Scale. */
  Optional<Integer> second() {
    return Optional.ofNullable(parts.group(3)).map(Integer::valueOf);
  }

  boolean isArray() {
    return parts.group(4) != null;
  }

  /** The type as the catalog would have it. */
  public PgType type() {
    String name = name();
    if (isArray()) {
      PgType element =
          new PgType(
              name, "pg_catalog", name, PgType.Kind.BASE, modifier(), Optional.empty(), List.of());
      return type('_' + name, PgType.Kind.ARRAY, Optional.of(element));
    }
    if (SUBTYPES.containsKey(name)) {
      return type(name, PgType.Kind.RANGE, subtype(name));
    }
    String range = name.replace("multirange", "range");
    return range.equals(name)
        ? type(name, PgType.Kind.BASE, Optional.empty())
        : type(name, PgType.Kind.MULTIRANGE, subtype(range));
  }

  private static Optional<PgType> subtype(String range) {
    return Optional.of(PgType.builtIn(SUBTYPES.get(range)));
  }

  private PgType type(String name, PgType.Kind kind, Optional<PgType> element) {
    return new PgType(sql, "pg_catalog", name, kind, modifier(), element, List.of());
  }

  /** How {@code atttypmod} holds length, or precision and scale. */
  private int modifier() {
    if (first().isEmpty()) {
      return -1;
    }
    return switch (name()) {
      case "numeric" -> (first().get() << 16 | second().orElse(0) & 0x7ff) + 4;
      case "varchar", "bpchar" -> first().get() + 4;
      default -> first().get();
    };
  }

  /** The name in {@code pg_type} of a name of the SQL standard. */
  static String canonical(String name) {
    return switch (name) {
      case "boolean" -> "bool";
      case "smallint" -> "int2";
      case "int", "integer" -> "int4";
      case "bigint" -> "int8";
      case "real" -> "float4";
      case "double precision" -> "float8";
      case "character varying" -> "varchar";
      case "bit varying" -> "varbit";
      case "decimal" -> "numeric";
      case "time without time zone" -> "time";
      case "time with time zone" -> "timetz";
      case "timestamp without time zone" -> "timestamp";
      case "timestamp with time zone" -> "timestamptz";
      default -> name;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;
import java.util.Optional;

/** Which types hold everything that another one holds, and more. */
final class TypeWidening {
  private static final List<String> INTEGERS = List.of("int2", "int4", "int8");
  private static final List<Integer> INTEGER_DIGITS = List.of(5, 10, 19);

  private TypeWidening() {}

  /**
   * The type to alter a column to, so that it holds its own values and those of another type.
   *
   * @param stored the column's type
   * @param wanted the other type, as SQL text
   * @return the wider type as SQL text, or empty when the column holds them already or never can
   */
  static Optional<String> widened(PgType stored, String wanted) {
    Optional<DeclaredType> declared = DeclaredType.parse(wanted);
    // a domain carries its own checks: whoever made it widens it
    if (!isPlain(stored) || declared.isEmpty() || declared.get().isArray()) {
      return Optional.empty();
    }
    String name = declared.get().name();
    Optional<Integer> first = declared.get().first();
    Optional<Integer> second = declared.get().second();
    return switch (stored.name()) {
      case "int2", "int4", "int8" -> integer(stored.name(), name, first, second.orElse(0));
      case "float4" -> name.equals("float8") ? Optional.of("double precision") : Optional.empty();
      case "varchar" -> varchar(stored.maxLength(), name, first);
      case "numeric" -> numeric(stored, name, first, second.orElse(0));
      default -> Optional.empty();
    };
  }

  private static Optional<String> integer(
      String stored, String name, Optional<Integer> precision, int scale) {
    int have = INTEGERS.indexOf(stored);
    int want = INTEGERS.indexOf(name);
    if (want > have) {
      return Optional.of(want == 1 ? "integer" : "bigint");
    }
    if (!name.equals("numeric")) {
      return Optional.empty();
    }
    if (precision.isEmpty()) {
      return Optional.of("numeric");
    }
    int digits = INTEGER_DIGITS.get(have);
    // one digit less always fits: 9,999 in smallint, 999,999,999 in integer
    if (scale <= 0 && precision.get() - scale < digits) {
      return Optional.empty();
    }
    return Optional.of(numeric(Math.max(precision.get() - scale, digits), Math.max(scale, 0)));
  }

  private static Optional<String> varchar(
      Optional<Integer> length, String name, Optional<Integer> wanted) {
    boolean text = name.equals("text") || name.equals("varchar");
    if (length.isEmpty() || !text) {
      return Optional.empty();
    }
    if (wanted.isEmpty()) {
      return Optional.of("text");
    }
    return wanted.get() > length.get()
        ? Optional.of("character varying(" + wanted.get() + ')')
        : Optional.empty();
  }

  private static Optional<String> numeric(
      PgType stored, String name, Optional<Integer> precision, int scale) {
    if (!name.equals("numeric") || stored.numericPrecision().isEmpty()) {
      return Optional.empty();
    }
    if (precision.isEmpty()) {
      return Optional.of("numeric");
    }
    int storedScale = stored.numericScale().orElseThrow();
    int storedDigits = stored.numericPrecision().orElseThrow() - storedScale;
    int digits = Math.max(storedDigits, precision.get() - scale);
    int fraction = Math.max(storedScale, scale);
    return digits == storedDigits && fraction == storedScale
        ? Optional.empty()
        : Optional.of(numeric(digits, fraction));
  }

  /**
   * {@code numeric(p,s)}, or {@code numeric} where the precision is beyond what can be declared.
   */
  private static String numeric(int digits, int scale) {
    int precision = digits + scale;
    boolean declarable = precision <= 1000 && precision > 0 && scale >= 0;
    return declarable ? "numeric(" + precision + ',' + scale + ')' : "numeric";
  }

  private static boolean isPlain(PgType type) {
    return type.kind() == PgType.Kind.BASE
        && type.schema().equals("pg_catalog")
        && DeclaredType.canonical(type.sql().replaceFirst("\\(.*", "")).equals(type.name());
  }
}

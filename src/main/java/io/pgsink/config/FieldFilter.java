// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * Which fields of a record become columns, and under which name: the options {@code
 * fields.include}, {@code fields.exclude} and {@code fields.rename}. Names are compared before they
 * are renamed. Those of the first two are compared in any case, as columns are looked for: what a
 * producer may not set can't be set by spelling it in another way.
 */
public final class FieldFilter {
  public static final String INCLUDE = "fields.include";
  public static final String EXCLUDE = "fields.exclude";
  static final String RENAME = "fields.rename";

  private final List<Glob> include;
  private final List<Glob> exclude;
  private final Map<String, String> rename;
  private final NameCase nameCase;

  private FieldFilter(
      List<Glob> include, List<Glob> exclude, Map<String, String> rename, NameCase nameCase) {
    this.include = include;
    this.exclude = exclude;
    this.rename = rename;
    this.nameCase = nameCase;
  }

  static FieldFilter parse(Values values) {
    return new FieldFilter(
        globs(INCLUDE, values.textIfSet(INCLUDE).orElse("")),
        globs(EXCLUDE, values.textIfSet(EXCLUDE).orElse("")),
        renames(RENAME, values.textIfSet(RENAME).orElse("")),
        values.choice(TableOptions.NAME_CASE, NameCase.class));
  }

  /** The column for a field, or empty when the field is left out. */
  public Optional<String> target(String field) {
    return isIncluded(field) ? Optional.of(renamed(field)) : Optional.empty();
  }

  /** Whether {@code fields.include} and {@code fields.exclude} let a field through. */
  public boolean isIncluded(String field) {
    return (include.isEmpty() || matches(include, field)) && !isExcluded(field);
  }

  /**
   * Whether {@code fields.exclude} names a field, or the column that {@code name.case} makes of it.
   */
  public boolean isExcluded(String field) {
    return matches(exclude, field)
        || (!rename.containsKey(field) && matches(exclude, nameCase.apply(field)));
  }

  /** The name of a field's column, whether the field is included or not. */
  public String renamed(String field) {
    String renamed = rename.get(field);
    return renamed == null ? nameCase.apply(field) : renamed;
  }

  boolean isEverything() {
    return include.isEmpty() && exclude.isEmpty() && rename.isEmpty();
  }

  static List<Glob> globs(String option, String text) {
    return Option.list(option, text).stream().map(Glob::ofFields).toList();
  }

  static Map<String, String> renames(String option, String text) {
    Map<String, String> renames = new LinkedHashMap<>();
    for (String element : Option.list(option, text)) {
      int colon = QuotedText.indexOf(option, element, ':', 0);
      if (colon <= 0) {
        throw new ConfigException(
            "%s: \"%s\" isn't from:to, for example userId:user_id".formatted(option, element));
      }
      String from = QuotedText.name(option, element.substring(0, colon));
      String to = Identifiers.name(option, element.substring(colon + 1).trim());
      if (renames.containsValue(to)) {
        throw new ConfigException(
            "%s gives two fields the name \"%s\"; keep one".formatted(option, to));
      }
      if (renames.put(from, to) != null) {
        throw new ConfigException("%s renames \"%s\" twice; keep one".formatted(option, from));
      }
    }
    return Map.copyOf(renames);
  }

  private static boolean matches(List<Glob> globs, String field) {
    for (Glob glob : globs) {
      if (glob.matches(field)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "FieldFilter[include=" + include + ", exclude=" + exclude + ", rename=" + rename + ']';
  }
}

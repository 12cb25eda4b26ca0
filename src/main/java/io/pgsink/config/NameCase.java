// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.Optional;

/**
 * What becomes of upper-case letters in names of topics and fields: the option {@code name.case}.
 */
public enum NameCase {
  /** They stay: a table or column is found under exactly that name. */
  KEEP {
    @Override
    public String apply(String name) {
      return name;
    }
  },
  /** They become lower case, as PostgreSQL does with names in SQL text that nobody quoted. */
  LOWER {
    @Override
    public String apply(String name) {
      return lower(name);
    }
  };

  /** The case that an option's text names, {@link #KEEP} when it isn't set. */
  public static NameCase of(Optional<String> text) {
    return text.filter(value -> value.equalsIgnoreCase(LOWER.name())).isPresent() ? LOWER : KEEP;
  }

  /** The name of a table or column made from the name of a topic or field. */
  public abstract String apply(String name);

  /** PostgreSQL folds ASCII letters only, whatever the locale. */
  private static String lower(String name) {
    StringBuilder folded = new StringBuilder(name);
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return folded.toString();
  }
}

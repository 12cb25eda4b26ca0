// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.List;

/**
 * A name in which {@code *} is any text and {@code ?} one character. Takes time in proportion to
 * the lengths of both, whatever they hold.
 */
final class Glob {
  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;

  private final String text;
  private final int[] pattern;
  private final boolean ignoresCase;

  private Glob(String text, int[] pattern, boolean ignoresCase) {
    this.text = text;
    this.pattern = pattern;
    this.ignoresCase = ignoresCase;
  }

  /** A pattern of fields. Case is ignored, as it is where a field's column is looked for. */
  static Glob ofFields(String text) {
    return new Glob(text, text.chars().map(Glob::wildcard).toArray(), /* ignoresCase= */ true);
  }

  /** A pattern of names as PostgreSQL stores them. What stands in quotes is no wildcard. */
  static Glob ofNames(List<QuotedText.Segment> segments) {
    StringBuilder text = new StringBuilder();
    segments.forEach(segment -> text.append(segment.text()));
    int[] pattern =
        segments.stream()
            .flatMapToInt(
                segment ->
                    segment.quoted()
                        ? segment.text().chars()
                        : segment.text().chars().map(Glob::wildcard))
            .toArray();
    return new Glob(text.toString(), pattern, /* ignoresCase= */ false);
  }

  private static int wildcard(int character) {
    return switch (character) {
      case '*' -> ANY_TEXT;
      case '?' -> ANY_CHARACTER;
      default -> character;
    };
  }

  /**
   * Whether a whole name is meant: a star gives way by one character as soon as the rest differs.
   */
  boolean matches(String name) {
    int at = 0;
    int here = 0;
    int star = -1;
    int retry = 0;
    while (here < name.length()) {
      if (at < pattern.length && pattern[at] == ANY_TEXT) {
        star = at++;
        retry = here;
      } else if (at < pattern.length && isSame(pattern[at], name.charAt(here))) {
        at++;
        here++;
      } else if (star >= 0) {
        at = star + 1;
        here = ++retry;
      } else {
        return false;
      }
    }
    while (at < pattern.length && pattern[at] == ANY_TEXT) {
      at++;
    }
    return at == pattern.length;
  }

  /** Without case as {@link String#equalsIgnoreCase} compares. */
  private boolean isSame(int wanted, char given) {
    if (wanted == given || wanted == ANY_CHARACTER) {
      return true;
    }
    char upper = Character.toUpperCase(given);
    return ignoresCase
        && (Character.toUpperCase(wanted) == upper
            || Character.toLowerCase(Character.toUpperCase(wanted))
                == Character.toLowerCase(upper));
  }

  @Override
  public String toString() {
    return text;
  }
}

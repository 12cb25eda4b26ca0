// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

/**
 * A name in which {@code *} is any text and {@code ?} one character. Case is ignored, as it is
 * where a field's column is looked for. Takes time in proportion to the lengths of both, whatever
 * they hold.
 *
 * @param text the name
 */
record Glob(String text) {

  /**
   * Whether a whole name is meant: a star gives way by one character as soon as the rest differs.
   */
  boolean matches(String name) {
    int at = 0;
    int here = 0;
    int star = -1;
    int retry = 0;
    while (here < name.length()) {
      if (at < text.length() && text.charAt(at) == '*') {
        star = at++;
        retry = here;
      } else if (at < text.length() && isSame(text.charAt(at), name.charAt(here))) {
        at++;
        here++;
      } else if (star >= 0) {
        at = star + 1;
        here = ++retry;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == '*') {
      at++;
    }
    return at == text.length();
  }

  /** As {@link String#equalsIgnoreCase} compares. */
  private static boolean isSame(char wanted, char given) {
    if (wanted == given || wanted == '?') {
      return true;
    }
    char upper = Character.toUpperCase(given);
    return Character.toUpperCase(wanted) == upper
        || Character.toLowerCase(Character.toUpperCase(wanted)) == Character.toLowerCase(upper);
  }

  @Override
  public String toString() {
    return text;
  }
}

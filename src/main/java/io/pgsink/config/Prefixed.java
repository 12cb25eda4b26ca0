// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.Optional;

/** Option values of the form {@code word:argument}. */
final class Prefixed {
  private Prefixed() {}

  /** The text behind {@code word:}, trimmed; empty when the value doesn't start so. */
  static Optional<String> argument(String value, String word) {
    int length = word.length();
    boolean matches =
        value.length() > length
            && value.charAt(length) == ':'
            && value.regionMatches(true, 0, word, 0, length);
    return matches ? Optional.of(value.substring(length + 1).trim()) : Optional.empty();
  }
}

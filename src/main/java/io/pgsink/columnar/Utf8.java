// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.BadRecordException;

/** What UTF-8 makes of Java's UTF-16. */
final class Utf8 {
  private Utf8() {}

  /** The code point of the surrogate pair at an index; half a pair is refused. */
  static int pair(String text, int index) {
    char high = text.charAt(index);
    if (Character.isHighSurrogate(high) && index + 1 < text.length()) {
      char low = text.charAt(index + 1);
      if (Character.isLowSurrogate(low)) {
        return Character.toCodePoint(high, low);
      }
    }
    throw new BadRecordException(
        "the text holds half of a surrogate pair (U+D800 to U+DFFF), which is no character");
  }

  /** How many bytes a text takes, or {@code Integer.MAX_VALUE} when they are more. */
  static int length(String text) {
    long bytes = 0;
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else {
        // each half of a pair counts two of its four bytes
        bytes += Character.isSurrogate(c) ? 2 : 3;
      }
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }
}

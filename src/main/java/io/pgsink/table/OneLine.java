// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * Text from outside on its way into logs, statuses, headers of dead letters and metrics: one line
 * of bounded length. Names of fields, headers, topics and tables, documentation of schemas and
 * texts of the server are chosen by others; a line break in one of them would forge an event, an
 * escape sequence would steer the terminal that shows it, and a mark of direction would turn the
 * text around.
 */
public final class OneLine {
  private static final int LONGEST = 4_000;
  private static final int HEAD = 3_000;
  private static final int TAIL = 800;

  private OneLine() {}

  /**
   * The text with everything escaped that isn't to be seen, its middle left out where it is long.
   */
  public static String of(String text) {
    return bounded(escaped(text));
  }

  /** A name or other object by its text. */
  public static String of(Object named) {
    return of(String.valueOf(named));
  }

  /** A statement whose layout is given up. */
  public static String ofSql(String sql) {
    return of(sql.replaceAll("\\n\\s*+", " "));
  }

  private static String bounded(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int head = HEAD - (Character.isHighSurrogate(text.charAt(HEAD - 1)) ? 1 : 0);
    int tail = text.length() - TAIL;
    tail += Character.isLowSurrogate(text.charAt(tail)) ? 1 : 0;
    return "%s… (%d characters left out) …%s"
        .formatted(text.substring(0, head), tail - head, text.substring(tail));
  }

  private static String escaped(String text) {
    int at = 0;
    while (at < text.length() && isShown(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, at);
    while (at < text.length()) {
      int point = text.codePointAt(at);
      append(point, escaped);
      at += Character.charCount(point);
    }
    return escaped.toString();
  }

  private static void append(int point, StringBuilder escaped) {
    if (isShown(point)) {
      escaped.appendCodePoint(point);
      return;
    }
    switch (point) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> escaped.append("\\u{").append(Integer.toHexString(point)).append('}');
    }
  }

  private static boolean isShown(int point) {
    if (point >= ' ' && point < 0x7f) {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}

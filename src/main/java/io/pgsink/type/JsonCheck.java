// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

/** Whether a text is a JSON document that {@code jsonb} takes. */
final class JsonCheck {
  private static final int MAX_DEPTH = 500;

  private final String text;
  private int position;

  private JsonCheck(String text) {
    this.text = text;
  }

  static boolean isDocument(String text) {
    JsonCheck check = new JsonCheck(text);
    return check.value(0) && check.next() == 0 && check.position == text.length();
  }

  private boolean value(int depth) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    return switch (next()) {
      case '{' -> members(depth, '}');
      case '[' -> members(depth, ']');
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean members(int depth, char end) {
    position++;
    if (next() == end) {
      position++;
      return true;
    }
    while (true) {
      boolean named = end != '}' || next() == '"' && string() && separator(':');
      if (!named || !value(depth + 1)) {
        return false;
      }
      if (next() == end) {
        position++;
        return true;
      }
      if (!separator(',')) {
        return false;
      }
    }
  }

  private boolean separator(char expected) {
    boolean found = next() == expected;
    position++;
    return found;
  }

  private boolean string() {
    for (position++; position < text.length(); position++) {
      char c = text.charAt(position);
      if (c == '"') {
        position++;
        return true;
      }
      if (c < ' ' || c == '\\' && !escape()) {
        return false;
      }
    }
    return false;
  }

  /** Half a surrogate pair and NUL are escapes that jsonb refuses; all of their kind are, here. */
  private boolean escape() {
    position++;
    char c = position < text.length() ? text.charAt(position) : 0;
    if (c != 'u') {
      return c != 0 && "\"\\/bfnrt".indexOf(c) >= 0;
    }
    if (position + 4 >= text.length()) {
      return false;
    }
    String digits = text.substring(position + 1, position + 5);
    position += 4;
    return digits.matches("[0-9a-fA-F]{4}")
        && !digits.equals("0000")
        && !digits.matches("[dD][89a-fA-F]..");
  }

  private boolean word(String word) {
    boolean found = text.startsWith(word, position);
    position += word.length();
    return found;
  }

  private boolean number() {
    int from = position;
    while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    return position - from < 100
        && text.substring(from, position)
            .matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");
  }

  /** The next character that is not white space, or 0. */
  private char next() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    return position < text.length() ? text.charAt(position) : 0;
  }
}

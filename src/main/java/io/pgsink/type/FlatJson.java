// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a JSON object whose values are strings or null, and nothing else. */
final class FlatJson {
  private final String text;
  private int position;
  private boolean broken;

  private FlatJson(String text) {
    this.text = text;
  }

  /** The object's members in order, or empty when the text is anything else. */
  static Optional<Map<String, String>> parse(String text) {
    if (!text.startsWith("{")) {
      return Optional.empty();
    }
    FlatJson json = new FlatJson(text);
    Map<String, String> members = json.object();
    return json.broken ? Optional.empty() : Optional.of(members);
  }

  private Map<String, String> object() {
    Map<String, String> members = new LinkedHashMap<>();
    expect('{');
    if (peek() == '}') {
      position++;
    } else {
      do {
        String name = string();
        expect(':');
        members.put(name, stringOrNull());
      } while (!broken && another());
    }
    peek();
    broken |= position != text.length();
    return members;
  }

  private boolean another() {
    if (peek() == ',') {
      position++;
      return true;
    }
    expect('}');
    return false;
  }

  private String stringOrNull() {
    if (peek() == 'n' && text.startsWith("null", position)) {
      position += 4;
      return null;
    }
    return string();
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (!broken && position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return out.toString();
      }
      broken |= c < ' ';
      out.append(c == '\\' ? escaped() : c);
    }
    broken = true;
    return "";
  }

  private char escaped() {
    char c = position < text.length() ? text.charAt(position++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        broken = true;
        yield c;
      }
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = position < text.length() ? Character.digit(text.charAt(position), 16) : -1;
      broken |= digit < 0;
      code = (code << 4) | (digit & 15);
      position++;
    }
    return (char) code;
  }

  private void expect(char expected) {
    broken |= peek() != expected;
    position++;
  }

  /** The next character that is not white space, or 0. */
  private char peek() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    return position < text.length() ? text.charAt(position) : 0;
  }
}

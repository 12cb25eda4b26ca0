package io.pgsink.type;

/** Quoting inside literals of arrays, composites, ranges and hstore. */
final class Literals {
  private Literals() {}

  /** Appends a text in double quotes; quotes and backslashes in it get a backslash in front. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }
}

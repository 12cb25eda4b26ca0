// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/** SQL text that people wrote, on its way through JDBC, to which a question mark is a parameter. */
final class JdbcText {
  private JdbcText() {}

  /** Doubles the question marks outside of quotes; the driver leaves those inside quotes alone. */
  static String escape(String sql) {
    StringBuilder escaped = new StringBuilder(sql.length() + 4);
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      escaped.append(c);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '?') {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}

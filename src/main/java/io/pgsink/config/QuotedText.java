// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Names in options, quoted as in SQL where they need it: in double quotes everything is part of the
 * name, two of them are one. A quote opens a name only where a name begins; elsewhere it is a
 * character as any other.
 *
 * @param segments the text's parts in order
 */
record QuotedText(List<Segment> segments) {
  private static final String BEFORE_NAMES = ",:.-> ";

  /**
   * A part of a text.
   *
   * @param text the part, without its quotes
   * @param quoted whether it stood in quotes
   */
  record Segment(String text, boolean quoted) {}

  /**
   * Takes a text apart.
   *
   * @throws ConfigException naming the option when a quote isn't closed
   */
  static QuotedText parse(String option, String text) {
    List<Segment> segments = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (opens(text, i)) {
        int end = end(option, text, i);
        if (i > from) {
          segments.add(new Segment(text.substring(from, i), false));
        }
        segments.add(new Segment(text.substring(i + 1, end).replace("\"\"", "\""), true));
        from = end + 1;
        i = end;
      }
    }
    if (from < text.length()) {
      segments.add(new Segment(text.substring(from), false));
    }
    return new QuotedText(List.copyOf(segments));
  }

  /** A single name, without the quotes around it. */
  static String name(String option, String text) {
    String trimmed = text.trim();
    if (!trimmed.startsWith("\"")) {
      return trimmed;
    }
    int end = end(option, trimmed, 0);
    if (end != trimmed.length() - 1) {
      throw new ConfigException(
          "%s: behind the closing quote of %s nothing may follow".formatted(option, trimmed));
    }
    return trimmed.substring(1, end).replace("\"\"", "\"");
  }

  /** The texts between separators outside of quotes. */
  static List<String> split(String option, String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = indexOf(option, text, separator, 0);
        at >= 0;
        at = indexOf(option, text, separator, from)) {
      parts.add(text.substring(from, at));
      from = at + 1;
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** The first separator outside of quotes, or -1. */
  static int indexOf(String option, String text, char separator, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == separator) {
        return i;
      }
      if (opens(text, i)) {
        i = end(option, text, i);
      }
    }
    return -1;
  }

  /** The last separator outside of quotes, or -1. */
  static int lastIndexOf(String option, String text, char separator) {
    int last = -1;
    for (int at = indexOf(option, text, separator, 0);
        at >= 0;
        at = indexOf(option, text, separator, at + 1)) {
      last = at;
    }
    return last;
  }

  /** The table that the text names; what isn't quoted is changed on the way. */
  TableName table(UnaryOperator<String> unquoted) {
    TableName name = new TableName();
    for (Segment segment : segments) {
      if (segment.quoted) {
        name.appendQuoted(segment.text);
      } else {
        name.append(unquoted.apply(segment.text));
      }
    }
    return name;
  }

  static boolean opens(String text, int at) {
    return text.charAt(at) == '"' && (at == 0 || BEFORE_NAMES.indexOf(text.charAt(at - 1)) >= 0);
  }

  static int end(String option, String text, int open) {
    for (int i = open + 1; i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        if (i + 1 == text.length() || text.charAt(i + 1) != '"') {
          return i;
        }
        i++;
      }
    }
    throw new ConfigException(option + ": a quote isn't closed in " + text);
  }
}

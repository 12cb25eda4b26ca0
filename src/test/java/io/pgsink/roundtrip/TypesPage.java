// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import io.pgsink.type.TypeMapper;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is written from the round trips: a part of {@code docs/types.md}, and a page of values. */
final class TypesPage {
  /** What stands between these lines is written by the test. */
  static final String BEGIN = "<!-- Written by TypesPageTest from here … -->\n";

  static final String END = "<!-- … to here. -->\n";

  private static final int SHOWN = 60;
  private static final TypeMapper MAPPER = new TypeMapper(ZoneOffset.UTC);

  private TypesPage() {}

  /** The part of the page of types. */
  static String overview() {
    StringBuilder page = new StringBuilder(BEGIN);
    page.append("\n## What goes where\n\n");
    page.append("| Column | Connect | Debezium | Without schema |\n|---|---|---|---|\n");
    Map<Set<String>, List<String>> columns = new LinkedHashMap<>();
    for (RoundTrips type : RoundTrips.values()) {
      Set<String> accepted = new LinkedHashSet<>();
      type.tables().forEach(table -> accepted.addAll(table.accepted()));
      columns.computeIfAbsent(accepted, same -> new ArrayList<>()).add(link(type));
    }
    columns.forEach(
        (accepted, links) -> {
          page.append("| ").append(String.join(", ", links)).append(" | ");
          page.append(sources(accepted, Source.CONNECT)).append(" | ");
          page.append(sources(accepted, Source.DEBEZIUM)).append(" | ");
          page.append(sources(accepted, Source.SCHEMALESS)).append(" |\n");
        });
    page.append("\n## What auto.create makes\n\n");
    page.append("| Column | of Connect's | of Debezium's |\n|---|---|---|\n");
    Map<String, Set<String>> made = new LinkedHashMap<>();
    for (Source source : Sources.ALL) {
      if (source.schema() != null) {
        String type = MAPPER.define("c", source.schema()).type();
        made.computeIfAbsent(type, column -> new LinkedHashSet<>()).add(TypeTable.key(source));
      }
    }
    made.forEach(
        (type, keys) -> {
          page.append("| `").append(type).append("` | ");
          page.append(sources(keys, Source.CONNECT)).append(" | ");
          page.append(sources(keys, Source.DEBEZIUM)).append(" |\n");
        });
    return page.append('\n').append(END).toString();
  }

  /** The page of values. */
  static String values() {
    StringBuilder page =
        new StringBuilder(
            """
            <!-- Written by mvn test -Dtest=TypesPageTest -Dpgsink.docs.write=true -->
            # Values, stored and read back

            Every line is a test of the project: the value is written to a real PostgreSQL and read back.
            [Types](types.md) has the rules behind them. A character that nobody can see is shown by its
            number, such as U+0000; a value longer than 60 characters ends in `…`.
            """);
    for (RoundTrips type : RoundTrips.values()) {
      page.append("\n## ").append(type.title()).append('\n');
      type.tables().forEach(table -> append(page, table));
    }
    return page.toString();
  }

  private static String link(RoundTrips type) {
    String anchor = type.title().toLowerCase(Locale.ROOT).replace(' ', '-');
    return "[%s](type-values.md#%s)".formatted(type.title(), anchor.replaceAll("[^a-z0-9_-]", ""));
  }

  private static String sources(Set<String> accepted, String family) {
    List<String> labels = new ArrayList<>();
    for (Source source : Sources.ALL) {
      if (source.family().equals(family) && accepted.contains(TypeTable.key(source))) {
        labels.add(source.label());
      }
    }
    return String.join(", ", labels);
  }

  private static void append(StringBuilder page, TypeTable table) {
    page.append("\nIn a column of type `").append(table.type()).append("`:\n\n");
    page.append("| From | Value | Stored as |\n|---|---|---|\n");
    for (RoundTrip trip : table.trips()) {
      page.append("| ").append(trip.source().label()).append(" | ");
      page.append(code(trip.shown())).append(" | ");
      page.append(trip.isRefused() ? "refused" : code(trip.stored())).append(" |\n");
    }
  }

  private static String code(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(SHOWN).forEach(codePoint -> append(out, codePoint));
    if (text.codePointCount(0, text.length()) > SHOWN) {
      out.append('…');
    }
    return out.isEmpty() ? "(empty)" : "`` " + out + " ``";
  }

  /** What nobody can see, or Markdown would take for itself, is shown by its number. */
  private static void append(StringBuilder out, int codePoint) {
    boolean visible =
        switch (Character.getType(codePoint)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.UNASSIGNED,
              Character.PRIVATE_USE,
              Character.COMBINING_SPACING_MARK,
              Character.NON_SPACING_MARK ->
              false;
          default -> codePoint != '`';
        };
    if (codePoint == '|') {
      out.append("\\|");
    } else if (visible) {
      out.appendCodePoint(codePoint);
    } else {
      out.append("U+%04X".formatted(codePoint));
    }
  }
}

package io.pgsink.roundtrip;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The part of {@code docs/types.md} that is written from the round trips. */
final class TypesPage {
  /** What stands above this line is written by hand. */
  static final String MARK = "<!-- Written by TypesPageTest from here on. -->\n";

  private static final int SHOWN = 60;

  private TypesPage() {}

  static String generated() {
    StringBuilder page = new StringBuilder(MARK);
    page.append("\n## What goes where\n\n");
    page.append("| Column | Connect | Debezium | Without schema |\n|---|---|---|---|\n");
    for (RoundTrips type : RoundTrips.values()) {
      Set<String> accepted = new LinkedHashSet<>();
      type.tables().forEach(table -> accepted.addAll(table.accepted()));
      page.append("| ").append(link(type)).append(" | ");
      page.append(sources(accepted, Source.CONNECT)).append(" | ");
      page.append(sources(accepted, Source.DEBEZIUM)).append(" | ");
      page.append(sources(accepted, Source.SCHEMALESS)).append(" |\n");
    }
    page.append("\n## Values\n");
    for (RoundTrips type : RoundTrips.values()) {
      page.append("\n### ").append(type.title()).append('\n');
      type.tables().forEach(table -> append(page, table));
    }
    return page.toString();
  }

  private static String link(RoundTrips type) {
    String anchor = type.title().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
    return "[" + type.title() + "](#" + anchor.replaceAll("[^a-z0-9_-]", "") + ")";
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

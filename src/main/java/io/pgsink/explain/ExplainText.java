// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import io.pgsink.record.RowField;
import io.pgsink.table.CatalogNames;
import io.pgsink.table.Column;
import io.pgsink.table.ForeignKey;
import io.pgsink.table.Table;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.WritePlan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An explanation as text. */
final class ExplainText {
  private static final String INDENT = "  ";

  /** What fits a terminal. */
  private static final int WIDTH = 100;

  private final PrintStream out;

  ExplainText(PrintStream out) {
    this.out = out;
  }

  void title(String title) {
    out.println();
    out.println(title);
  }

  /** One line, or several where it is too long for one: they go on a little further in. */
  void line(String line) {
    String rest = INDENT + line;
    String further = " ".repeat(rest.length() - rest.stripLeading().length()) + INDENT + INDENT;
    while (rest.length() > WIDTH) {
      int end = rest.lastIndexOf(' ', WIDTH);
      if (end <= further.length()) {
        end = rest.indexOf(' ', WIDTH);
      }
      if (end < 0) {
        break;
      }
      out.println(rest.substring(0, end).stripTrailing());
      rest = further + rest.substring(end).stripLeading();
    }
    out.println(rest);
  }

  void notes(List<String> notes) {
    notes.forEach(note -> line("note: " + note));
  }

  void findings(Map<String, List<String>> findings) {
    if (findings.isEmpty()) {
      line("Nothing is wrong.");
    }
    findings.forEach(
        (option, messages) -> {
          line(option);
          messages.forEach(message -> line(INDENT + message));
        });
  }

  /** A statement, broken into lines at its clauses; what is built in stands without its schema. */
  void sql(String sql) {
    String broken =
        CatalogNames.plain(sql)
            .replaceAll(
                "(?<!DELETE) (?=SELECT |FROM |ON CONFLICT |DO UPDATE |USING |WHERE )", "\n");
    broken.lines().forEach(line -> line(INDENT + line));
  }

  void ddl(List<String> statements) {
    if (!statements.isEmpty()) {
      title("Changes of tables");
      statements.forEach(sql -> sql(sql + ';'));
    }
  }

  void batch(Rehearsal.Batch batch) {
    if (batch.changes() == 0) {
      return;
    }
    title("The batch");
    line("%d changes, %d rows after folding".formatted(batch.changes(), batch.rows()));
    for (Rehearsal.Statement statement : batch.statements()) {
      line("with " + statement.rows() + (statement.rows() == 1 ? " row:" : " rows:"));
      sql(statement.sql());
      statement.newRows().ifPresent(this::line);
    }
  }

  /** The columns of a table that is there. */
  void table(WritePlan plan) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("column", "type", "travels as", "on conflict"));
    for (Column column : plan.table().columns().values()) {
      rows.add(List.of(column.name(), type(column), wire(column), onConflict(plan, column)));
    }
    print(rows);
    relations(plan.table());
  }

  /** What binds the table to others: these are written in front of it, and share its lane. */
  private void relations(Table table) {
    for (ForeignKey key : table.foreignKeys()) {
      if (key.table().equals(table.id())) {
        line(
            "foreign key %s: %s points to %s (%s)%s%s; parents are written first"
                .formatted(
                    key.name(),
                    String.join(", ", key.columns()),
                    key.parent(),
                    String.join(", ", key.parentColumns()),
                    key.onDelete().changesRows()
                        ? ", ON DELETE " + key.onDelete().name().replace('_', ' ')
                        : "",
                    key.deferrable() ? ", deferrable" : ""));
      }
    }
  }

  /** What the options alone say of a table. */
  void outline(Outline outline) {
    if (!outline.columns().isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("column", "from"));
      outline.columns().forEach((column, from) -> rows.add(List.of(column, from)));
      print(rows);
    }
    line("writes, in outline:");
    sql(outline.sql());
  }

  /** The columns that a record fills. */
  void row(Rehearsal.Row row) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("column", "type", "from", "schema", "travels as", "on conflict"));
    row.links()
        .forEach(
            (column, field) ->
                rows.add(
                    List.of(
                        column.name(),
                        type(column),
                        origin(field),
                        ExplainSample.describe(field.schema()),
                        wire(column),
                        onConflict(row.plan(), column))));
    print(rows);
    relations(row.plan().table());
    row.ignored().forEach(field -> line("left out: " + origin(field)));
  }

  private static String origin(RowField field) {
    return switch (field.origin()) {
      case KEY -> "key." + field.name();
      case PRIMITIVE_KEY -> "key";
      case VALUE -> "value." + field.name();
      case DOCUMENT -> "value";
      case METADATA -> "metadata";
    };
  }

  /** The type as people type it, which is shorter than as the standard spells it. */
  private static String type(Column column) {
    return column
        .type()
        .sql()
        .replaceFirst("^timestamp(.*) with time zone", "timestamptz$1")
        .replaceFirst("^time(\\(\\d\\))? with time zone", "timetz$1")
        .replaceFirst("^character varying", "varchar")
        .replaceFirst("^character\\b", "char")
        .replace(" without time zone", "");
  }

  private static String wire(Column column) {
    String cast = column.type().cast();
    return column.type().wire().sqlName() + "[]" + (cast.isEmpty() ? "" : ", cast");
  }

  private static String onConflict(WritePlan plan, Column column) {
    if (plan.isKey(column)) {
      return "conflict key";
    }
    return Optional.ofNullable(plan.rules().get(column.name())).map(ExplainText::rule).orElse("");
  }

  private static String rule(UpdateRule rule) {
    return rule.name().toLowerCase(Locale.ROOT);
  }

  private void print(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    while (total(widths) > WIDTH) {
      widths[widest(widths)]--;
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        String shown = cell.length() > widths[i] ? cell.substring(0, widths[i] - 1) + "…" : cell;
        line.append(shown).append(" ".repeat(widths[i] - shown.length() + 2));
      }
      line(line.toString().stripTrailing());
    }
  }

  private static int total(int[] widths) {
    int total = INDENT.length();
    for (int width : widths) {
      total += width + 2;
    }
    return total - 2;
  }

  private static int widest(int[] widths) {
    int widest = 0;
    for (int i = 1; i < widths.length; i++) {
      widest = widths[i] > widths[widest] ? i : widest;
    }
    return widest;
  }
}

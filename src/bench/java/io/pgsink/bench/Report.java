// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Measurements as text and charts. */
final class Report {
  /** Below this, digits after the point say something. */
  private static final double SMALL = 100;

  private static final String PGSINK = "pgsink";
  private static final Set<String> CHARTED = Set.of(Measurement.ROWS_PER_SECOND, Measurement.SHARE);

  private Report() {}

  /**
   * Markdown tables: one for each level and unit, workloads down, contenders across; in the cells
   * the median, and the least and greatest figure where there are several. Speeds are followed by
   * how many times faster pgsink is than each of the others.
   */
  static String of(List<Measurement> measurements) {
    Map<String, List<Measurement>> blocks =
        measurements.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.level() + ", " + each.unit(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    StringBuilder text = new StringBuilder();
    blocks.forEach(
        (title, block) -> {
          text.append(table(title, block)).append('\n');
          if (block.get(0).unit().equals(Measurement.ROWS_PER_SECOND)) {
            String ratios = block.get(0).level() + ", pgsink is so many times faster than";
            text.append(table(ratios, ratios(block))).append('\n');
          }
        });
    return text.toString();
  }

  /** The ratios of pgsink's median to the others'. */
  private static List<Measurement> ratios(List<Measurement> speeds) {
    List<Measurement> ratios = new ArrayList<>();
    for (Measurement other : speeds) {
      if (!other.contender().equals(PGSINK)) {
        find(speeds, other.workload(), PGSINK)
            .ifPresent(
                ours ->
                    ratios.add(
                        new Measurement(
                            other.level(),
                            other.workload(),
                            other.contender(),
                            "ratio",
                            List.of(ours.median() / other.median()))));
      }
    }
    return ratios;
  }

  private static String table(String title, List<Measurement> block) {
    Set<String> contenders = distinct(block.stream().map(Measurement::contender).toList());
    StringBuilder text = new StringBuilder("| " + title + " |");
    contenders.forEach(contender -> text.append(' ').append(contender).append(" |"));
    text.append("\n|---|").append("---:|".repeat(contenders.size())).append('\n');
    for (String workload : distinct(block.stream().map(Measurement::workload).toList())) {
      text.append("| ").append(workload).append(" |");
      for (String contender : contenders) {
        text.append(' ')
            .append(find(block, workload, contender).map(Report::cell).orElse("–"))
            .append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static Set<String> distinct(List<String> names) {
    return new LinkedHashSet<>(names);
  }

  private static Optional<Measurement> find(
      List<Measurement> block, String workload, String contender) {
    return block.stream()
        .filter(each -> each.workload().equals(workload) && each.contender().equals(contender))
        .findFirst();
  }

  private static String cell(Measurement measurement) {
    List<Double> sorted = measurement.rounds().stream().sorted().toList();
    String median = number(measurement.median());
    return sorted.size() == 1
        ? median
        : median + " (" + number(sorted.get(0)) + "–" + number(sorted.get(sorted.size() - 1)) + ")";
  }

  static String number(double figure) {
    return (Math.abs(figure) < SMALL ? "%,.2f" : "%,.0f").formatted(figure);
  }

  /** Writes the tables, and a chart for each level. */
  static void write(Path folder, List<Measurement> measurements) throws IOException {
    Files.writeString(folder.resolve("report.md"), of(measurements));
    for (String level : distinct(measurements.stream().map(Measurement::level).toList())) {
      List<Measurement> charted = new ArrayList<>();
      for (Measurement each : measurements) {
        if (each.level().equals(level) && CHARTED.contains(each.unit())) {
          charted.add(each);
        }
      }
      if (!charted.isEmpty()) {
        Files.writeString(folder.resolve(level + ".svg"), Chart.svg(charted));
      }
    }
  }
}

package io.pgsink.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measurements as text. */
final class Report {
  private Report() {}

  /** A Markdown table of medians and ranges, one block for each unit. */
  static String table(List<Measurement> measurements) {
    Map<String, StringBuilder> blocks = new LinkedHashMap<>();
    for (Measurement each : measurements) {
      StringBuilder block =
          blocks.computeIfAbsent(
              each.unit(),
              unit ->
                  new StringBuilder(
                          "\n| workload | contender | median " + unit + " | from | to |\n")
                      .append("|---|---|---:|---:|---:|\n"));
      block.append(
          "| %s | %s | %,.0f | %,.0f | %,.0f |%n"
              .formatted(
                  each.workload(),
                  each.contender(),
                  each.median(),
                  each.rounds().stream().min(Double::compare).orElseThrow(),
                  each.rounds().stream().max(Double::compare).orElseThrow()));
    }
    return String.join("", blocks.values());
  }
}

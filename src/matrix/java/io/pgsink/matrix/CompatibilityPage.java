// SPDX-License-Identifier: Apache-2.0
package io.pgsink.matrix;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code docs/compatibility.md}, made of what a run of the matrix has found. */
final class CompatibilityPage {
  private static final String INTRODUCTION =
      """
      # Compatibility

      Written by `mvn -Pmatrix verify`, which loads one and the same archive into workers of these
      versions of Kafka and Java, and writes to servers of these versions of PostgreSQL; the broker
      is one of Kafka 4.3. See [Contributing](../CONTRIBUTING.md) for how to run it.

      In every cell two connectors run. One creates its table from records with schemas, upserts
      and deletes. The other counts exactly once from JSON without schemas, with a bad record that
      becomes a dead letter and a restart in the middle. Both read JSON with the archive's own
      converter, `FastJsonConverter`. Both tables are compared with what was sent.

      """;

  private static final String END =
      """

      pgsink is compiled for Java 17 and uses nothing of Connect that 3.6 lacks, except
      `pluginMetrics()` where the worker offers it (4.1). Before 3.6 a sink task can't tell the
      original topic and offset of a record that a transform renamed, so older workers are not
      supported. PostgreSQL 13 and older are past their end of life and not tried.
      """;

  private final Map<String, Map<String, String>> rows = new TreeMap<>();
  private final List<String> servers;

  /** A page with one column per version of PostgreSQL. */
  CompatibilityPage(List<String> servers) {
    this.servers = servers;
  }

  /** What one cell has shown. */
  void add(String kafka, String java, String server, boolean works) {
    rows.computeIfAbsent("Kafka %s | Java %s".formatted(kafka, java), row -> new TreeMap<>())
        .put(server, works ? "works" : "**fails**");
  }

  String text() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    text.append("| worker | on |");
    servers.forEach(server -> text.append(" PostgreSQL ").append(server).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(servers.size())).append('\n');
    rows.forEach(
        (row, cells) -> {
          text.append("| ").append(row).append(" |");
          servers.forEach(server -> text.append(' ').append(cells.get(server)).append(" |"));
          text.append('\n');
        });
    return text.append(END).toString();
  }
}

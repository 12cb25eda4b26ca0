// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The table of a run: {@code target/faults/report.md}, complete after every trial. A run of some
 * trials replaces their rows and keeps the others.
 */
final class FaultReport {
  private static final Path FILE = Path.of("target", "faults", "report.md");
  private static final String HEAD =
      """
      | fault | nemesis | delivery.guarantee | changes | lost | stale | resurrected | duplicated \
      | dead-lettered | healed in s | promise |
      |---|---|---|---|---|---|---|---|---|---|---|
      """;

  private final Map<String, String> rows = new LinkedHashMap<>();

  FaultReport() {
    if (!Files.exists(FILE)) {
      return;
    }
    try {
      Files.readAllLines(FILE).stream()
          .skip(HEAD.lines().count())
          .forEach(row -> rows.put(trialOf(row), row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(Verdict verdict) throws IOException {
    System.out.println(verdict.line());
    write(verdict.row());
  }

  /** A trial that did not come to an end. */
  void addFailure(Trial trial, Throwable failure) throws IOException {
    System.out.println(trial + ": " + failure.getMessage());
    write(
        "| %s | %s | %s | | | | | | | | no end: %s |"
            .formatted(
                trial.nemesis().ids(),
                trial.nemesis().name(),
                trial.guarantee().option(),
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("")));
  }

  private void write(String row) throws IOException {
    rows.put(trialOf(row), row);
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, HEAD + String.join("\n", rows.values()) + "\n");
  }

  /** The first three cells of a row, which name its trial. */
  static String trialOf(String row) {
    int third = row.indexOf('|', row.indexOf('|', row.indexOf('|', 1) + 1) + 1);
    return row.substring(2, third - 1);
  }
}

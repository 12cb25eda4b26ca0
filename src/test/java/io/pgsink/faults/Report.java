package io.pgsink.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table of a run: {@code target/faults/report.md}, complete after every trial. */
final class Report {
  private static final Path FILE = Path.of("target", "faults", "report.md");
  private static final String HEAD =
      """
      | fault | nemesis | delivery.guarantee | changes | lost | stale | resurrected | duplicated \
      | dead-lettered | healed in s |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  private final List<String> rows = new ArrayList<>();

  void add(Verdict verdict) throws IOException {
    System.out.println(verdict.line());
    rows.add(verdict.row());
    write();
  }

  /** A trial that did not come to an end. */
  void addFailure(Trial trial, Throwable failure) throws IOException {
    System.out.println(trial + ": " + failure.getMessage());
    rows.add(
        "| %s | %s | %s | no end: %s |"
            .formatted(
                trial.nemesis().ids(),
                trial.nemesis().name(),
                trial.guarantee().option(),
                failure.getClass().getSimpleName()));
    write();
  }

  private void write() throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, HEAD + String.join("\n", rows) + "\n");
  }
}

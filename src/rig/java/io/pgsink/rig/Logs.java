// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Logs of the processes that the rig starts: files in {@code target/rig-logs}. */
final class Logs {
  private static final Path FOLDER = Path.of("target", "rig-logs");

  private Logs() {}

  static Path folder() {
    return FOLDER.toAbsolutePath();
  }

  /** The log file of this name; its folder exists. */
  static Path file(String name) {
    try {
      return Files.createDirectories(folder()).resolve(name + ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of a log, to be shown with a failure. */
  static String tail(Path file, int lines) {
    try {
      List<String> all =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs of this machine, which some nemeses need. */
final class Commands {
  private Commands() {}

  /** The first of these files that exists. */
  static Optional<Path> find(String... files) {
    return List.of(files).stream().map(Path::of).filter(Files::exists).findFirst();
  }

  /** Runs a program to its end. */
  static void run(String... command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

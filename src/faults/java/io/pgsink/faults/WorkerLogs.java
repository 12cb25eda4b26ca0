// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the workers' logs tell of a connector. */
final class WorkerLogs {
  private final List<TestWorker> workers;

  WorkerLogs(List<TestWorker> workers) {
    this.workers = workers;
  }

  /** How often the consumer was told that it didn't poll in time. */
  long expelled(String connector) {
    long count = 0;
    for (TestWorker worker : workers) {
      for (String line : text(worker).lines().toList()) {
        boolean late = line.contains("consumer poll timeout has expired");
        count += late && line.contains(connector + "-") ? 1 : 0;
      }
    }
    return count;
  }

  /** In how many logs a row value or the password stands. */
  long leaks() {
    long leaks = 0;
    for (TestWorker worker : workers) {
      String log = text(worker).toLowerCase(Locale.ROOT);
      for (String secret : Set.of(WorkloadSender.SECRET, Tables.PASSWORD)) {
        leaks += log.contains(secret.toLowerCase(Locale.ROOT)) ? 1 : 0;
      }
    }
    return leaks;
  }

  private static String text(TestWorker worker) {
    try {
      // a log may hold bytes that are no text
      return new String(Files.readAllBytes(worker.log()), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

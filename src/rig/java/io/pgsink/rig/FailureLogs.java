// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prints the ends of the logs that a failed test has written to. */
public final class FailureLogs implements BeforeTestExecutionCallback, AfterTestExecutionCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(FailureLogs.class);
  private static final int LINES = 60;

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    context.getStore(HERE).put("began", Instant.now());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isEmpty()) {
      return;
    }
    Instant began = context.getStore(HERE).get("began", Instant.class);
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(Logs.folder())) {
      for (Path log : logs) {
        if (Files.getLastModifiedTime(log).toInstant().isAfter(began)) {
          System.err.println("---- " + context.getDisplayName() + ": " + log);
          System.err.println(Logs.tail(log, LINES));
        }
      }
    }
  }
}

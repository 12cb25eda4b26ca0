// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build left what the rig runs. */
final class Layout {
  private Layout() {}

  /** The jars of broker and worker. */
  static Path workerJars() {
    return existing("pgsink.worker.jars");
  }

  /** The plugin archive under test. */
  static Path archive() {
    return existing("pgsink.archive");
  }

  /** The folder that holds Debezium's PostgreSQL source connector. */
  static Path debezium() {
    return existing("pgsink.debezium");
  }

  private static Path existing(String property) {
    String value = System.getProperty(property);
    if (value == null || !Files.exists(Path.of(value))) {
      throw new IllegalStateException(
          property
              + " = "
              + value
              + " does not exist: end-to-end tests run in mvn verify,"
              + " after the archive is packed");
    }
    return Path.of(value).toAbsolutePath();
  }
}

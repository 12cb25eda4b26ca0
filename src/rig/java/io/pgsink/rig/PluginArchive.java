// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The packaged archive and Kafka's jars, for tests that look at them without a worker. */
public final class PluginArchive {
  private PluginArchive() {}

  /** The zip file. */
  public static Path zip() {
    return Layout.archive();
  }

  /** The archive's top folder, unzipped. */
  public static Path unpacked() {
    try (Stream<Path> folders = Files.list(Plugins.folder())) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("manifest.json")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of Kafka's jars, as a Kafka installation has them in {@code libs}. */
  public static Path workerJars() {
    return Layout.workerJars();
  }
}

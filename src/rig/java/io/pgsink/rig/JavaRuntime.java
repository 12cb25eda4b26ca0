// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process of the rig runs on.
 *
 * @param home the Java home
 * @param jars the folder of Kafka's jars
 */
public record JavaRuntime(Path home, Path jars) {

  /** This JVM's Java, unless another one is under test, and the jars that the build has chosen. */
  static JavaRuntime current() {
    String other = System.getProperty("pgsink.worker.java", "");
    String home = other.isEmpty() ? System.getProperty("java.home") : other;
    return new JavaRuntime(Path.of(home), Layout.workerJars());
  }

  /** Java's version, as its {@code release} file has it. */
  public String javaVersion() {
    try {
      for (String line : Files.readAllLines(home.resolve("release"))) {
        if (line.startsWith("JAVA_VERSION=")) {
          return line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(home + " is no Java home", e);
    }
    throw new IllegalStateException(home.resolve("release") + " doesn't tell the version of Java");
  }

  /** Kafka's version, as the name of its Connect runtime has it. */
  public String kafkaVersion() {
    String prefix = "connect-runtime-";
    try (var files = Files.newDirectoryStream(jars, prefix + "*.jar")) {
      String name = files.iterator().next().getFileName().toString();
      return name.substring(prefix.length(), name.length() - ".jar".length());
    } catch (IOException e) {
      throw new UncheckedIOException(jars + " holds no jars of Kafka", e);
    }
  }
}

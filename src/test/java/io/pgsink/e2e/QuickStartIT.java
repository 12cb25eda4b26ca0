// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsink.docs.QuickStartPage;
import io.pgsink.rig.Await;
import io.pgsink.rig.KafkaFolder;
import io.pgsink.rig.PluginArchive;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code docs/quick-start.md}, line by line, in one shell. Left out is what fetches
 * or builds: Kafka's folder is laid out from its jars, and the archive is there. Ports are free
 * ones.
 */
final class QuickStartIT {
  private static final List<String> LEFT_OUT = List.of("curl -fsSLO ", "tar -xzf ", "mvn ");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the page says that the reader's machine has. */
  private static final List<String> NEEDED = List.of("bash", "curl", "unzip", "psql");

  @TempDir private Path folder;
  private final TestDatabase database = TestPostgres.shared().createDatabase("quick_start");
  private KafkaFolder kafka;

  private static boolean isOnPath(String tool) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(each -> Files.isExecutable(Path.of(each, tool)));
  }

  @AfterEach
  void cleanUp() throws IOException {
    if (kafka == null) {
      return;
    }
    kafka.stop();
    database.execute("DROP DATABASE IF EXISTS shop WITH (FORCE)", "DROP ROLE IF EXISTS pgsink");
  }

  @Test
  void thePageRunsAsWritten() throws Exception {
    NEEDED.forEach(tool -> assumeTrue(isOnPath(tool), tool + " isn't installed"));
    kafka = KafkaFolder.layOut(folder.resolve("kafka_2.13-4.3.1"));
    Path target = Files.createDirectory(folder.resolve("target"));
    Files.createSymbolicLink(
        target.resolve("pgsink-0-plugin.zip"), PluginArchive.zip().toAbsolutePath());
    StringBuilder before = new StringBuilder("set -eu\n");
    int steps = 0;
    int dropped = 0;
    for (QuickStartPage.Step step : QuickStartPage.read()) {
      if (!step.file().isEmpty()) {
        Files.writeString(folder.resolve(step.file()), here(step.text()));
        continue;
      }
      StringBuilder commands = new StringBuilder();
      for (String line : step.text().lines().toList()) {
        if (LEFT_OUT.stream().anyMatch(line::startsWith)) {
          dropped++;
        } else {
          commands.append(here(line)).append('\n');
        }
      }
      if (step.output().isEmpty()) {
        run(before.toString() + commands);
      } else {
        String last = commands.toString();
        Await.until(
            "the page's output:\n" + step.output(),
            PATIENCE,
            () -> plain(run(before + last)).endsWith(plain(step.output())));
      }
      commands
          .toString()
          .lines()
          .filter(line -> line.startsWith("export "))
          .forEach(line -> before.append(line).append('\n'));
      steps++;
    }
    assertEquals(LEFT_OUT.size(), dropped);
    assertTrue(steps > 5, "only " + steps + " steps");
  }

  /** Without spaces at the ends of lines and empty lines at the end. */
  private static String plain(String text) {
    return text.replaceAll("(?m) +$", "").strip();
  }

  /** The page's ports and its superuser, as they are here. */
  private String here(String text) {
    return text.replace("localhost:5432", "localhost:" + database.port())
        .replace("localhost:9092", "localhost:" + kafka.brokerPort())
        .replace("localhost:8083", "localhost:" + kafka.workerPort())
        .replace("-U postgres", "-U " + database.user() + " -d " + database.name());
  }

  private String run(String script) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PGPORT", String.valueOf(database.port()));
    builder.environment().putIfAbsent("PGPASSWORD", database.password());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process shell = builder.start();
    assertTrue(shell.waitFor(120, TimeUnit.SECONDS), "hangs: " + script);
    String text = Files.readString(output);
    assertEquals(0, shell.exitValue(), script + "\n" + text);
    return text;
  }
}

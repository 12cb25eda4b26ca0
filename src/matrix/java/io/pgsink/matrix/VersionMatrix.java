// SPDX-License-Identifier: Apache-2.0
package io.pgsink.matrix;

import io.pgsink.rig.JavaRuntime;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The packaged archive on every version of Kafka, Java and PostgreSQL that it is made for: {@code
 * mvn -Pmatrix verify}. {@code -Dpgsink.matrix.javas} names more Java homes, separated by commas.
 * Writes {@code docs/compatibility.md} when every cell works.
 */
public final class VersionMatrix {
  private static final Path PAGE = Path.of("docs", "compatibility.md");

  private final Map<String, TestPostgres> servers = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private CompatibilityPage page;

  private VersionMatrix() {}

  /** Runs the matrix; it takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    new VersionMatrix().run();
  }

  private void run() throws IOException {
    for (Path binaries : sorted("pgsink.matrix.postgres", "*.jar")) {
      TestPostgres server = TestPostgres.startFrom(binaries);
      servers.put(server.maintenance().value("SHOW server_version").split(" ", 2)[0], server);
    }
    page = new CompatibilityPage(List.copyOf(servers.keySet()));
    try (TestKafka kafka = TestKafka.start()) {
      for (Path jars : sorted("pgsink.matrix.workers", "kafka-*")) {
        for (Path home : javaHomes()) {
          row(kafka, new JavaRuntime(home, jars.toAbsolutePath()));
        }
      }
    } finally {
      servers.values().forEach(TestPostgres::close);
    }
    System.out.print("\n" + page.text());
    if (!failures.isEmpty()) {
      throw new AssertionError("these cells fail: " + failures);
    }
    Files.writeString(PAGE, page.text());
  }

  private void row(TestKafka kafka, JavaRuntime runtime) {
    try (TestWorker worker = TestWorker.start(kafka, runtime, Map.of(), List.of())) {
      Map<String, MatrixCell> scenarios = new LinkedHashMap<>();
      servers.forEach(
          (version, server) -> scenarios.put(version, new MatrixCell(kafka, worker, server)));
      scenarios.values().forEach(MatrixCell::begin);
      scenarios.forEach((version, scenario) -> cell(runtime, version, scenario));
    }
  }

  private void cell(JavaRuntime runtime, String server, MatrixCell scenario) {
    String cell =
        "Kafka %s, Java %s, PostgreSQL %s"
            .formatted(runtime.kafkaVersion(), runtime.javaVersion(), server);
    boolean works = true;
    try {
      scenario.check();
    } catch (AssertionError failure) {
      works = false;
      failures.add(cell);
      failure.printStackTrace();
    }
    System.out.println(cell + (works ? ": works" : ": FAILS"));
    page.add(runtime.kafkaVersion(), runtime.javaVersion(), server, works);
  }

  private static List<Path> javaHomes() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    for (String more : System.getProperty("pgsink.matrix.javas", "").split(",", -1)) {
      if (!more.isBlank()) {
        homes.add(Path.of(more.strip()));
      }
    }
    return homes;
  }

  private static List<Path> sorted(String folder, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    Path parent = Path.of(System.getProperty(folder));
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, glob)) {
      entries.forEach(found::add);
    }
    found.sort(null);
    return found;
  }
}

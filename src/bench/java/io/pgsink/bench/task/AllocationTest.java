// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a row costs in garbage from put to durable, on the task's thread and its lane's together.
 * Counted, not timed: the same on every machine once the path is compiled.
 */
class AllocationTest {
  private static final int ROWS = 20_000;

  /** The benchmark measures 350. With arrays that grew from small ones it was 600. */
  private static final int BOUND = 400;

  /** The compiler removes objects that don't escape; it needs some rounds to get there. */
  private static final int MOST_ROUNDS = 20;

  /**
   * In a JVM of its own: after other tests the compiler knows more classes, and leaves objects that
   * it removes in a task that does nothing else.
   */
  @Test
  void aRowOfSevenColumnsCostsAtMost400BytesBesidesItsRecord() throws Exception {
    TestDatabase database = TestPostgres.shared().createDatabase("allocation");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AllocationTest.class.getName(),
                database.host(),
                Integer.toString(database.port()),
                database.name(),
                database.user(),
                database.password())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).trim();
    assertEquals(0, process.waitFor(), output);
    double least = Double.parseDouble(output.substring(output.lastIndexOf('\n') + 1));
    assertTrue(least <= BOUND, least + " bytes for each row");
  }

  /** Prints how many bytes a row costs. */
  public static void main(String[] database) throws Exception {
    TestDatabase where =
        new TestDatabase(
            database[0], Integer.parseInt(database[1]), database[2], database[3], database[4]);
    Workload workload = Workload.inserts(ROWS);
    Contender ours = new PgsinkContender("pgsink", Map.of());
    WorkloadTables stage =
        WorkloadTables.of(where, new Scenario("inserts", () -> workload, List.of()), workload);
    double least = Double.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least > BOUND; round++) {
      stage.reset();
      try (Contender.Session session = ours.open(where, workload)) {
        Cost before = Cost.now();
        session.write();
        least = Math.min(least, Cost.now().allocatedBytesSince(before) / ROWS);
      }
    }
    System.out.println(least);
  }
}

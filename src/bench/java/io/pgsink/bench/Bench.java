// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench;

import io.pgsink.bench.e2e.EndToEnd;
import io.pgsink.bench.e2e.Latency;
import io.pgsink.bench.e2e.Outage;
import io.pgsink.bench.e2e.Scaling;
import io.pgsink.bench.task.TaskBenchmark;
import io.pgsink.rig.Screen;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The benchmark: {@code mvn -Pbench verify}. What is measured, how it is read and what can be
 * chosen stands in docs/performance.md. It is no test: nothing fails when a figure is bad.
 */
public final class Bench {
  private static final String ALL =
      String.join(
          ",", TaskBenchmark.LEVEL, EndToEnd.LEVEL, Latency.LEVEL, Scaling.LEVEL, Outage.LEVEL);

  private Bench() {}

  /** Runs the levels that {@code bench.level} names; it takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Path folder = Path.of(System.getProperty("bench.output", "target/bench"));
    Results results = Boolean.getBoolean("bench.append") ? Results.read(folder) : Results.none();
    for (String level : System.getProperty("bench.level", ALL).split(",", -1)) {
      results = results.and(measure(level));
      results.write(folder);
      Report.write(folder, results.measurements());
    }
    new Screen().block("Written to " + folder, Report.of(results.measurements()));
  }

  private static List<Measurement> measure(String level) throws Exception {
    return switch (level) {
      case TaskBenchmark.LEVEL -> TaskBenchmark.fromProperties().run();
      case EndToEnd.LEVEL -> EndToEnd.fromProperties().run();
      case Latency.LEVEL -> Latency.fromProperties().run();
      case Scaling.LEVEL -> Scaling.fromProperties().run();
      case Outage.LEVEL -> Outage.fromProperties().run();
      default ->
          throw new IllegalArgumentException(
              "bench.level=" + level + " is not known; there are " + ALL);
    };
  }
}

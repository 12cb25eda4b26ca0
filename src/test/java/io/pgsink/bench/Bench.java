package io.pgsink.bench;

import io.pgsink.bench.task.TaskBenchmark;
import java.util.List;

/**
 * The benchmark: {@code mvn -Pbench verify -Dbench.level=task}. What is measured and how it is read
 * stands in docs/performance.md. It is no test: nothing fails when a figure is bad.
 */
public final class Bench {
  private Bench() {}

  /** Runs what {@code bench.level} names; it takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    String level = System.getProperty("bench.level", "task");
    if (!level.equals(TaskBenchmark.LEVEL)) {
      throw new IllegalArgumentException("bench.level=" + level + " is not known; try task");
    }
    List<Measurement> measurements = TaskBenchmark.fromProperties().run();
    System.out.print(Report.table(measurements));
  }
}

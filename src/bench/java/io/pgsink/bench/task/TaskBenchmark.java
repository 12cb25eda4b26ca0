// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.bench.Measurement;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The task alone against other ways to write the same rows: workloads × contenders. Contenders take
 * turns within a round, so that whatever disturbs the machine disturbs all of them; each gets the
 * same table, vacuumed and checkpointed. A first round that warms up is not counted.
 *
 * @param scenarios what is written by whom
 * @param rounds how often
 * @param progress told of each figure
 */
public record TaskBenchmark(List<Scenario> scenarios, int rounds, Consumer<String> progress) {
  /** The level's name. */
  public static final String LEVEL = "task";

  /** The benchmark that system properties ask for; see docs/performance.md. */
  public static TaskBenchmark fromProperties() {
    List<Scenario> chosen =
        Scenario.choose(
            System.getProperty("bench.workloads", ""),
            System.getProperty("bench.contenders", ""),
            Integer.getInteger("bench.rows", 200_000));
    return new TaskBenchmark(
        chosen, Integer.getInteger("bench.rounds", 5), line -> System.err.println(line));
  }

  /** Measures on a PostgreSQL of its own, with fsync and otherwise default settings. */
  public List<Measurement> run() throws Exception {
    try (TestPostgres postgres = TestPostgres.start("fsync=on", "max_connections=100")) {
      List<Measurement> measurements = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        measurements.addAll(run(postgres.createDatabase("bench"), scenario));
      }
      return measurements;
    }
  }

  private List<Measurement> run(TestDatabase database, Scenario scenario) throws Exception {
    Workload workload = scenario.workload().get();
    WorkloadTables stage = WorkloadTables.of(database, scenario, workload);
    Map<String, Measurement> measurements = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Contender contender : scenario.contenders()) {
        Map<String, Double> figures = measure(database, stage, workload, contender);
        String name = workload.name() + " / " + contender.name();
        progress.accept("%s, round %d: %s".formatted(name, round, figures));
        if (round > 0) {
          figures.forEach(
              (unit, figure) ->
                  measurements
                      .computeIfAbsent(
                          contender.name() + ' ' + unit,
                          key ->
                              new Measurement(
                                  LEVEL,
                                  workload.name(),
                                  contender.name(),
                                  unit,
                                  new ArrayList<>()))
                      .rounds()
                      .add(figure));
        }
      }
    }
    database.execute("DROP TABLE target, source, before");
    return List.copyOf(measurements.values());
  }

  private static Map<String, Double> measure(
      TestDatabase database, WorkloadTables stage, Workload workload, Contender contender)
      throws Exception {
    stage.reset();
    try (Contender.Session session = contender.open(database, workload)) {
      stage.reset();
      System.gc();
      double rows = workload.changes().size();
      long wal = stage.wal();
      Cost before = Cost.now();
      long start = System.nanoTime();
      session.write();
      double seconds = (System.nanoTime() - start) / 1e9;
      Cost after = Cost.now();
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put(Measurement.ROWS_PER_SECOND, rows / seconds);
      figures.put("WAL bytes/row", (stage.wal() - wal) / rows);
      figures.put("client CPU ns/row", after.cpuNanosSince(before) / rows);
      figures.put("client allocated bytes/row", after.allocatedBytesSince(before) / rows);
      if (stage.rows() != workload.rowsAfter()) {
        throw new AssertionError(
            "%s by %s: %d rows instead of %d"
                .formatted(workload.name(), contender.name(), stage.rows(), workload.rowsAfter()));
      }
      return figures;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.rig.Await;
import io.pgsink.rig.TaskMetrics;
import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One contender writes topics into tables.
 *
 * <p>The clock runs from the worker's first poll that returned records until the last row of every
 * partition is visible to another session; for a sink that writes nothing, until the worker has
 * handed over the last record. So the start-up of connectors, which differs by seconds, is not in
 * it; their first look at the table is. Afterwards the tables are compared with what they must
 * hold.
 */
final class TimedRun {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration START_PAUSE = Duration.ofMillis(1);
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final long SHOW_NANOS = 250_000_000;
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final BenchCluster stage;
  private final TopicSetup scenario;
  private final List<Target> targets;
  private final MeasuredSink contender;
  private final Preparation preparation;
  private final long records;
  private long shown;

  /** A topic and the name of its table. */
  record Target(TopicContent load, String name) {
    /** The table in SQL. */
    String table() {
      return '"' + name + '"';
    }
  }

  /** Sets tables up. */
  interface Preparation {
    void prepare(TestDatabase database);
  }

  /**
   * A run.
   *
   * @param preparation makes the tables as they must be at the start
   */
  TimedRun(
      BenchCluster stage,
      TopicSetup scenario,
      List<Target> targets,
      MeasuredSink contender,
      Preparation preparation) {
    this.stage = stage;
    this.scenario = scenario;
    this.targets = targets;
    this.contender = contender;
    this.preparation = preparation;
    this.records = targets.stream().mapToLong(target -> target.load().records()).sum();
  }

  /** A run with one topic and a table of its own. */
  static TimedRun of(
      BenchCluster stage, TopicSetup scenario, TopicContent load, MeasuredSink contender) {
    Target target = new Target(load, "bench_rows");
    return new TimedRun(
        stage,
        scenario,
        List.of(target),
        contender,
        database -> createTable(database, scenario, target));
  }

  private static void createTable(TestDatabase database, TopicSetup scenario, Target target) {
    database.execute(
        "DROP TABLE IF EXISTS " + target.table(), scenario.shape().createTable(target.table()));
    if (scenario.changes().startsFull()) {
      long ids = scenario.changes().ids(target.load().records());
      database.execute(scenario.shape().insertRows(target.table(), 0, ids - 1));
    }
  }

  /**
   * What a run took.
   *
   * @param seconds by the clock
   * @param workerSeconds processor time of the whole worker meanwhile
   * @param postgresSeconds processor time of all of PostgreSQL meanwhile
   */
  record Figures(long records, double seconds, double workerSeconds, double postgresSeconds) {
    double recordsPerSecond() {
      return records / seconds;
    }

    double workerMicros() {
      return workerSeconds * 1e6 / records;
    }

    double postgresMicros() {
      return postgresSeconds * 1e6 / records;
    }

    @Override
    public String toString() {
      return "%,d records in %.2f s, %,.0f/s, CPU/record: worker %.1f µs, PostgreSQL %.1f µs"
          .formatted(records, seconds, recordsPerSecond(), workerMicros(), postgresMicros());
    }
  }

  /** Hears now and then how many records the worker has handed over, and of how many. */
  interface Progress {
    void show(long done, long records);
  }

  /** Runs it. */
  Figures run(Progress progress) throws Exception {
    preparation.prepare(stage.database());
    stage.settle();
    String connector = contender.connector(String.valueOf(RUNS.incrementAndGet()));
    stage.worker().rest().put(connector, config());
    Figures figures;
    try (TaskMetrics metrics = stage.metrics(connector)) {
      Await.until(
          contender.name() + " reads",
          START_PAUSE,
          PATIENCE,
          () -> metrics.total("sink-record-read-total") > 0);
      long start = System.nanoTime();
      Duration worker = stage.workerCpu();
      Duration postgres = stage.postgresCpu();
      if (contender.writes()) {
        awaitRows(connector, metrics, progress);
      } else {
        awaitHandedOver(connector, metrics, progress);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      figures =
          new Figures(
              records,
              seconds,
              stage.workerCpu().minus(worker).toNanos() / 1e9,
              stage.postgresCpu().minus(postgres).toNanos() / 1e9);
      stage.worker().rest().delete(connector);
      Await.until(contender.name() + " is gone", PAUSE, PATIENCE, () -> metrics.tasks() == 0);
    }
    if (contender.writes()) {
      targets.forEach(this::check);
    }
    return figures;
  }

  private Map<String, String> config() {
    List<String> topics = targets.stream().map(target -> target.load().topic()).toList();
    String table = targets.size() == 1 ? targets.get(0).name() : "${topic}";
    return contender.config(scenario, topics, table, stage.database(scenario.network()));
  }

  private void awaitHandedOver(String connector, TaskMetrics metrics, Progress progress)
      throws Exception {
    Await.until(
        contender.name() + " has dropped everything",
        PAUSE,
        PATIENCE,
        () -> {
          long handedOver = metrics.total("sink-record-send-total");
          show(connector, handedOver, progress);
          return handedOver >= records;
        });
  }

  private void awaitRows(String connector, TaskMetrics metrics, Progress progress)
      throws Exception {
    int[] done = {0};
    try (Connection session = stage.database().connect();
        Statement statement = session.createStatement()) {
      Await.until(
          contender.name() + " has written everything",
          PAUSE,
          PATIENCE,
          () -> {
            if (System.nanoTime() - shown > SHOW_NANOS) {
              show(connector, metrics.total("sink-record-send-total"), progress);
            }
            while (done[0] < targets.size() && isComplete(statement, targets.get(done[0]))) {
              done[0]++;
            }
            return done[0] == targets.size();
          });
    }
  }

  private static boolean isComplete(Statement statement, Target target) throws SQLException {
    try (ResultSet result = statement.executeQuery(target.load().countLastRows(target.table()))) {
      result.next();
      return result.getLong(1) == target.load().lastRows();
    }
  }

  private void show(String connector, long handedOver, Progress progress) {
    if (System.nanoTime() - shown < SHOW_NANOS) {
      return;
    }
    shown = System.nanoTime();
    progress.show(handedOver, records);
    stage.worker().rest().failIfFailed(connector);
  }

  private void check(Target target) {
    // Rows that growing tables had before have negative keys.
    String found =
        stage
            .database()
            .value(
                "SELECT count(*) || ' rows, seq ' || sum(seq) FROM %s WHERE id >= 0"
                    .formatted(target.table()));
    String expected = target.load().rows() + " rows, seq " + target.load().seqTotal();
    if (!found.equals(expected)) {
      throw new AssertionError(
          "%s left a wrong table in %s: %s instead of %s"
              .formatted(contender.name(), scenario.name(), found, expected));
    }
  }
}

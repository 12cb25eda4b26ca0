// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.bench.Measurement;
import io.pgsink.rig.Await;
import io.pgsink.rig.Screen;
import io.pgsink.rig.TaskMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a worker with a heap of 256 MB holds while PostgreSQL is down and the topic is full: the
 * memory of an outage must not grow with its length.
 */
public final class Outage {
  /** What {@code -Dbench.level} calls this. */
  public static final String LEVEL = "outage";

  private static final String HEAP = "256m";
  private static final String UNIT = "live heap MB";
  private static final String TABLE = "bench_outage";
  private static final String CONNECTOR = "pgsink-outage";
  private static final int LOOKS = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Screen screen = new Screen();
  private final TopicSetup scenario = TopicSetup.all().get(0);
  private final Settings settings;
  private final Duration length;

  private Outage(Settings settings, Duration length) {
    this.settings = settings;
    this.length = length;
  }

  /** Reads {@code -Dbench.…}. */
  public static Outage fromProperties() {
    return new Outage(
        Settings.fromProperties(), Duration.ofSeconds(Long.getLong("bench.outage.seconds", 60)));
  }

  /** Stops PostgreSQL in the middle of a load, looks at the heap meanwhile, and starts it again. */
  public List<Measurement> run() throws Exception {
    screen.step("PostgreSQL, broker and a worker with a heap of " + HEAP);
    try (BenchCluster stage = BenchCluster.start(List.of(), HEAP)) {
      TopicContent load = TopicContent.send(stage.kafka(), scenario, settings.rows());
      stage.database().execute(scenario.shape().createTable(TABLE));
      stage
          .worker()
          .rest()
          .put(
              CONNECTOR,
              MeasuredSink.pgsink()
                  .config(scenario, List.of(load.topic()), TABLE, stage.database()));
      awaitRows(stage, 1);
      List<Measurement> measurements = new ArrayList<>();
      try (TaskMetrics metrics = stage.metrics(CONNECTOR)) {
        measurements.add(look("before the outage", metrics));
        stage.postgres().stop();
        long start = System.nanoTime();
        for (int i = 1; i <= LOOKS; i++) {
          long due = start + length.toNanos() * i / LOOKS;
          while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
          }
          measurements.add(
              look("after %d s of outage".formatted(length.toSeconds() * i / LOOKS), metrics));
        }
        stage.postgres().startAgain();
        awaitRows(stage, load.rows());
        measurements.add(look("when all rows are there", metrics));
      }
      return measurements;
    }
  }

  private Measurement look(String when, TaskMetrics metrics) throws Exception {
    double megabytes = metrics.liveHeap() / 1e6;
    screen.say("  %s: %.1f MB".formatted(when, megabytes));
    return new Measurement(LEVEL, when, MeasuredSink.PGSINK, UNIT, List.of(megabytes));
  }

  private static void awaitRows(BenchCluster stage, long rows) throws Exception {
    String sql = "SELECT count(*) FROM (SELECT FROM " + TABLE + " LIMIT " + rows + ") found";
    Await.until(
        rows + " rows are there", PAUSE, PATIENCE, () -> stage.database().count(sql) == rows);
  }
}

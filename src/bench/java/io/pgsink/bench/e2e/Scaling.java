// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.bench.Measurement;
import io.pgsink.rig.Screen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How the speed of distinct inserts changes with the number of topics and of rows in the table. */
public final class Scaling {
  /** What {@code -Dbench.level} calls this. */
  public static final String LEVEL = "scaling";

  private static final List<Integer> TOPICS = List.of(1, 10, 50, 200);
  private static final double SHARE_OF_TOPICS = 0.8;
  private static final double SHARE_OF_GROWTH = 0.6;
  private static final String TABLE = "bench_grown";

  private final Screen screen = new Screen();
  private final TopicSetup scenario = TopicSetup.all().get(0);
  private final Settings settings;
  private final List<Long> millions;

  private Scaling(Settings settings, List<Long> millions) {
    this.settings = settings;
    this.millions = millions;
  }

  /** Reads {@code -Dbench.…}. */
  public static Scaling fromProperties() {
    return new Scaling(
        Settings.fromProperties(),
        Arrays.stream(System.getProperty("bench.millions", "0,1,5,10,20").split(",", -1))
            .map(Long::valueOf)
            .toList());
  }

  /** Measures both. */
  public List<Measurement> run() throws Exception {
    List<Measurement> measurements = new ArrayList<>();
    screen.step("PostgreSQL, broker and worker");
    try (BenchCluster stage = BenchCluster.start(List.of(), EndToEnd.WORKER_HEAP)) {
      TopicContent load = TopicContent.send(stage.kafka(), scenario, settings.rows());
      comparison()
          .warmUp(
              settings.among(MeasuredSink.PGSINK, MeasuredSink.NOTHING),
              contender -> TimedRun.of(stage, scenario, load, contender));
      if (settings.includes("topics")) {
        for (int topics : TOPICS) {
          measurements.addAll(topics(stage, topics));
        }
      }
      if (settings.includes("growth")) {
        measurements.addAll(growth(stage));
      }
    }
    return measurements;
  }

  /** The same number of records, spread over so many topics, each with a table of its own. */
  private List<Measurement> topics(BenchCluster stage, int topics) throws Exception {
    long records = Math.round(settings.rows() * SHARE_OF_TOPICS / topics);
    List<TimedRun.Target> targets = new ArrayList<>();
    for (int i = 0; i < topics; i++) {
      TopicContent load = TopicContent.send(stage.kafka(), scenario, records);
      targets.add(new TimedRun.Target(load, load.topic()));
    }
    return comparison()
        .run(
            topics == 1 ? "1 topic" : topics + " topics",
            settings.rounds(),
            settings.among(MeasuredSink.PGSINK, MeasuredSink.NOTHING),
            contender ->
                new TimedRun(
                    stage,
                    scenario,
                    targets,
                    contender,
                    database ->
                        targets.forEach(
                            target ->
                                database.execute(
                                    "DROP TABLE IF EXISTS " + target.table(),
                                    scenario.shape().createTable(target.table())))));
  }

  /** The same records into a table that had more and more rows before. */
  private List<Measurement> growth(BenchCluster stage) throws Exception {
    TopicContent load =
        TopicContent.send(stage.kafka(), scenario, Math.round(settings.rows() * SHARE_OF_GROWTH));
    stage.database().execute("DROP TABLE IF EXISTS " + TABLE, scenario.shape().createTable(TABLE));
    List<Measurement> measurements = new ArrayList<>();
    long before = 0;
    for (long size : millions) {
      long rows = size * 1_000_000;
      screen.step("%,d rows in the table".formatted(rows));
      // Below the keys of the topic, which therefore come at the right end of the index.
      stage.database().execute(scenario.shape().insertRows(TABLE, -rows, -before - 1));
      before = rows;
      measurements.addAll(
          comparison()
              .run(
                  "table of " + size + " million rows",
                  settings.rounds(),
                  settings.among(MeasuredSink.PGSINK),
                  contender ->
                      new TimedRun(
                          stage,
                          scenario,
                          List.of(new TimedRun.Target(load, TABLE)),
                          contender,
                          database ->
                              database.execute("DELETE FROM " + TABLE + " WHERE id >= 0"))));
    }
    return measurements;
  }

  private Comparison comparison() {
    return new Comparison(LEVEL, screen);
  }
}

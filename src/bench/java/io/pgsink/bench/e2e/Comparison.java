// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.bench.Measurement;
import io.pgsink.rig.Screen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Contenders take turns in every round, so that what disturbs the machine disturbs all of them. */
final class Comparison {
  private static final int WARM_UPS = 2;

  private final String level;
  private final Screen screen;

  Comparison(String level, Screen screen) {
    this.level = level;
    this.screen = screen;
  }

  /** The worker's JVM compiles in the first seconds; these are nobody's. */
  void warmUp(List<MeasuredSink> contenders, Function<MeasuredSink, TimedRun> trial)
      throws Exception {
    for (int pass = 1; pass <= WARM_UPS; pass++) {
      for (MeasuredSink contender : contenders) {
        screen.step("warm-up %d of %d: %s".formatted(pass, WARM_UPS, contender.name()));
        trial.apply(contender).run((done, records) -> {});
      }
    }
  }

  /**
   * Runs all rounds.
   *
   * @param title what the report calls it
   * @param trial makes the run of a contender
   */
  List<Measurement> run(
      String title,
      int rounds,
      List<MeasuredSink> contenders,
      Function<MeasuredSink, TimedRun> trial)
      throws Exception {
    Map<MeasuredSink, List<TimedRun.Figures>> all = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (MeasuredSink contender : contenders) {
        String line = "  %s, round %d of %d: %s".formatted(title, round, rounds, contender.name());
        TimedRun.Figures figures = trial.apply(contender).run(new Bar(screen, line)::show);
        screen.overwrite(line + " " + figures);
        screen.endLine();
        all.computeIfAbsent(contender, first -> new ArrayList<>()).add(figures);
      }
    }
    List<Measurement> measurements = new ArrayList<>();
    all.forEach(
        (contender, figures) -> {
          add(
              measurements,
              title,
              contender,
              Measurement.ROWS_PER_SECOND,
              figures,
              TimedRun.Figures::recordsPerSecond);
          add(
              measurements,
              title,
              contender,
              "worker CPU µs/record",
              figures,
              TimedRun.Figures::workerMicros);
          add(
              measurements,
              title,
              contender,
              "PostgreSQL CPU µs/record",
              figures,
              TimedRun.Figures::postgresMicros);
        });
    return measurements;
  }

  private void add(
      List<Measurement> measurements,
      String title,
      MeasuredSink contender,
      String unit,
      List<TimedRun.Figures> figures,
      Function<TimedRun.Figures, Double> figure) {
    measurements.add(
        new Measurement(
            level, title, contender.name(), unit, figures.stream().map(figure).toList()));
  }

  /** How far a run is; shown on a terminal only, because elsewhere every look would be a line. */
  private record Bar(Screen screen, String line) {
    private static final int WIDTH = 30;

    void show(long done, long records) {
      if (screen.isTerminal()) {
        int filled = (int) (WIDTH * Math.min(done, records) / records);
        screen.overwrite(
            "%s [%s%s] %,d records"
                .formatted(line, "#".repeat(filled), ".".repeat(WIDTH - filled), done));
      }
    }
  }
}

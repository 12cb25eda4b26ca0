// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.bench.Measurement;
import io.pgsink.rig.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a record takes from the producer's {@code send} until another session sees its row, at a
 * steady 1,000 records a second. Beside the sinks, a plain consumer with Kafka's defaults shows how
 * much of it is Kafka's own.
 */
public final class Latency {
  /** What {@code -Dbench.level} calls this. */
  public static final String LEVEL = "latency";

  private static final String TITLE = "1,000 records/s";
  private static final String KAFKA = "Kafka alone";

  /** Upper bounds of the histogram's classes in ms; the last class is open. */
  private static final int[] BOUNDS = {2, 5, 10, 15, 20, 30, 50, 100};

  private final Screen screen = new Screen();
  private final Settings settings;

  private Latency(Settings settings) {
    this.settings = settings;
  }

  /** Reads {@code -Dbench.…}. */
  public static Latency fromProperties() {
    return new Latency(Settings.fromProperties());
  }

  /** Measures in rounds of ten seconds, the first of which warms the worker up. */
  public List<Measurement> run() throws Exception {
    screen.step("PostgreSQL, broker and worker");
    Map<String, List<double[]>> all = new LinkedHashMap<>();
    try (BenchCluster stage = BenchCluster.start(settings.plugins(), EndToEnd.WORKER_HEAP)) {
      for (int round = 0; round <= settings.rounds(); round++) {
        add(all, round, KAFKA, new SteadyStream(stage).throughConsumer());
        for (MeasuredSink contender : settings.contenders()) {
          if (contender.writes()) {
            add(all, round, contender.name(), new SteadyStream(stage).through(contender));
          }
        }
      }
    }
    List<Measurement> measurements = new ArrayList<>();
    all.forEach(
        (name, rounds) -> {
          measurements.add(measurement(name, "p50 ms", rounds, 0.5));
          measurements.add(measurement(name, "p99 ms", rounds, 0.99));
          measurements.add(measurement(name, "max ms", rounds, 1));
        });
    for (int i = 0; i <= BOUNDS.length; i++) {
      for (Map.Entry<String, List<double[]>> each : all.entrySet()) {
        measurements.add(share(each.getKey(), i, each.getValue()));
      }
    }
    return measurements;
  }

  private void add(
      Map<String, List<double[]>> all, int round, String name, List<Duration> latencies) {
    double[] sorted =
        latencies.stream().mapToDouble(latency -> latency.toNanos() / 1e6).sorted().toArray();
    screen.say(
        "  %s, round %d of %d: %s p50 %.1f ms, p99 %.1f ms"
            .formatted(
                TITLE,
                round,
                settings.rounds(),
                name,
                percentile(sorted, 0.5),
                percentile(sorted, 0.99)));
    if (round == 0) {
      return;
    }
    all.computeIfAbsent(name, first -> new ArrayList<>()).add(sorted);
  }

  private static Measurement measurement(
      String name, String unit, List<double[]> rounds, double part) {
    return new Measurement(
        LEVEL, TITLE, name, unit, rounds.stream().map(sorted -> percentile(sorted, part)).toList());
  }

  private static double percentile(double[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
  }

  private static Measurement share(String name, int index, List<double[]> rounds) {
    int from = index == 0 ? 0 : BOUNDS[index - 1];
    double to = index == BOUNDS.length ? Double.MAX_VALUE : BOUNDS[index];
    String title =
        index == BOUNDS.length ? "over " + from + " ms" : from + " to " + (int) to + " ms";
    List<Double> shares = new ArrayList<>();
    for (double[] latencies : rounds) {
      int count = 0;
      for (double latency : latencies) {
        if (latency >= from && latency < to) {
          count++;
        }
      }
      shares.add(100.0 * count / latencies.length);
    }
    return new Measurement(LEVEL, title, name, Measurement.SHARE, shares);
  }
}

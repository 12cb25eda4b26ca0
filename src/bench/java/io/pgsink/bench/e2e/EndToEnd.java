// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.bench.Measurement;
import io.pgsink.rig.Screen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures whole paths: topic, worker, table. */
public final class EndToEnd {
  /** What {@code -Dbench.level} calls this. */
  public static final String LEVEL = "e2e";

  static final String WORKER_HEAP = "2g";

  private final Screen screen = new Screen();
  private final Settings settings;

  private EndToEnd(Settings settings) {
    this.settings = settings;
  }

  /** Reads {@code -Dbench.…}. */
  public static EndToEnd fromProperties() {
    return new EndToEnd(Settings.fromProperties());
  }

  /** Measures everything that was asked for. */
  public List<Measurement> run() throws Exception {
    List<TopicSetup> scenarios =
        TopicSetup.all().stream().filter(each -> settings.includes(each.name())).toList();
    List<Measurement> measurements = new ArrayList<>();
    if (scenarios.isEmpty()) {
      return measurements;
    }
    screen.step("PostgreSQL, broker and worker");
    try (BenchCluster stage = BenchCluster.start(settings.plugins(), WORKER_HEAP)) {
      Map<String, TopicContent> loads = new LinkedHashMap<>();
      for (TopicSetup scenario : scenarios) {
        TopicContent load = loads.get(scenario.content());
        if (load == null) {
          screen.step("topic: " + scenario.title());
          load =
              TopicContent.send(
                  stage.kafka(), scenario, Math.round(settings.rows() * scenario.share()));
          if (loads.isEmpty()) {
            TopicContent first = load;
            new Comparison(LEVEL, screen)
                .warmUp(
                    contenders(scenario),
                    contender -> TimedRun.of(stage, scenario, first, contender));
          }
          loads.put(scenario.content(), load);
        }
        measurements.addAll(compare(stage, scenario, load));
      }
    }
    return measurements;
  }

  private List<Measurement> compare(BenchCluster stage, TopicSetup scenario, TopicContent load)
      throws Exception {
    return new Comparison(LEVEL, screen)
        .run(
            scenario.title(),
            settings.rounds(),
            contenders(scenario),
            contender -> TimedRun.of(stage, scenario, load, contender));
  }

  private List<MeasuredSink> contenders(TopicSetup scenario) {
    return settings.contenders().stream()
        .filter(each -> each.formats().contains(scenario.format()))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What docs/tuning.md rests on: the task with other settings than the defaults. */
final class Tuning {
  private static final List<Integer> BATCH_SIZES =
      List.of(500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000);

  private static final Contender OURS = new PgsinkContender("pgsink", Map.of());

  private Tuning() {}

  static List<Scenario> all(int rows) {
    return List.of(
        scenario("tuning inserts", () -> Workload.inserts(rows)),
        scenario("tuning updates", () -> Workload.updates(rows)));
  }

  private static Scenario scenario(String name, Supplier<Workload> workload) {
    List<Contender> contenders = new ArrayList<>();
    for (int size : BATCH_SIZES) {
      contenders.add(ours(Map.of("batch.size", Integer.toString(size))));
    }
    contenders.add(ours(Map.of("writers", "2")));
    contenders.add(
        new PgsinkContender(
            "pgsink, writers=2, batch.size=20000", Map.of("writers", "2", "batch.size", "20000")));
    contenders.add(new SettingContender("plan_cache_mode", "force_custom_plan", OURS));
    contenders.add(new SettingContender("plan_cache_mode", "force_generic_plan", OURS));
    contenders.add(new SettingContender("work_mem", "64kB", OURS));
    contenders.add(new SettingContender("synchronous_commit", "off", OURS));
    contenders.add(ChunkContender.AS_THEY_COME);
    contenders.add(ChunkContender.BY_KEY);
    contenders.add(ChunkContender.TWO_AS_THEY_COME);
    contenders.add(ChunkContender.TWO_BY_KEY);
    return new Scenario(name, workload, contenders);
  }

  private static Contender ours(Map<String, String> options) {
    return new PgsinkContender("pgsink, " + options.toString().replaceAll("[{}]", ""), options);
  }
}

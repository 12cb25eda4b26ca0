// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.bench.ForeignSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A workload, and who writes it.
 *
 * @param name the workload's name
 * @param workload makes it
 * @param contenders who takes part, in the order of their turns
 */
public record Scenario(String name, Supplier<Workload> workload, List<Contender> contenders) {
  private static final int BULK_ROWS = 10_000;
  private static final int LARGE_POLL = 5_000;

  private static final Contender FLOOR = new FloorContender();
  private static final Contender ROWS = new RowBatchContender("JDBC batch", false);
  private static final Contender REWRITTEN =
      new RowBatchContender("JDBC batch, reWriteBatchedInserts", true);
  private static final Contender OURS = new PgsinkContender("pgsink", Map.of());
  private static final Contender TWO_WRITERS = ours("writers", "2");
  private static final Contender EXACTLY_ONCE = ours("delivery.guarantee", "exactly_once");
  private static final Contender UNCOPIED = ours("insert.copy", "never");
  private static final Contender CHANGED = ours("update.when", "changed");
  private static final Contender NEWER = ours("update.when", "newer:changed_at");
  private static final Contender RULES =
      new PgsinkContender(
          "pgsink, three update.rules",
          Map.of("update.rules", "quantity:add,customer:coalesce,weight:greatest"));

  private static List<Contender> and(List<Contender> foreign, Contender... others) {
    List<Contender> all = new ArrayList<>(List.of(others));
    all.addAll(foreign);
    return all;
  }

  private static Contender ours(String option, String value) {
    return new PgsinkContender("pgsink, " + option + "=" + value, Map.of(option, value));
  }

  /** All scenarios, with this many changes each where a workload says nothing else. */
  static List<Scenario> all(int rows) {
    List<Contender> bulk = new ArrayList<>();
    bulk.add(FLOOR);
    bulk.addAll(BulkContenders.all());
    bulk.add(OURS);
    bulk.add(UNCOPIED);
    List<Contender> foreign = new ArrayList<>();
    for (ForeignSink sink : ForeignSink.fromProperties()) {
      foreign.add(new ForeignContender(sink, PgsinkContender.POLL));
      foreign.add(new ForeignContender(sink, LARGE_POLL));
    }
    return List.of(
        new Scenario(
            "inserts",
            () -> Workload.inserts(rows),
            and(foreign, FLOOR, ROWS, REWRITTEN, OURS, UNCOPIED, TWO_WRITERS, EXACTLY_ONCE)),
        new Scenario(
            "random inserts",
            () -> Workload.randomInserts(rows),
            and(foreign, FLOOR, REWRITTEN, OURS, UNCOPIED)),
        new Scenario(
            "half new", () -> Workload.half(rows), and(foreign, FLOOR, REWRITTEN, OURS, UNCOPIED)),
        new Scenario(
            "updates",
            () -> Workload.updates(rows),
            and(
                foreign,
                FLOOR,
                ROWS,
                REWRITTEN,
                OURS,
                UNCOPIED,
                TWO_WRITERS,
                EXACTLY_ONCE,
                RULES,
                NEWER)),
        new Scenario("hot keys", () -> Workload.hotKeys(rows), and(foreign, ROWS, REWRITTEN, OURS)),
        new Scenario("deletes", () -> Workload.deletes(rows), and(foreign, ROWS, REWRITTEN, OURS)),
        new Scenario(
            "wide",
            () -> Workload.wide(rows / 10),
            and(foreign, FLOOR, ROWS, REWRITTEN, OURS, UNCOPIED)),
        new Scenario(
            "jsonb", () -> Workload.documents(rows / 50), List.of(FLOOR, ROWS, REWRITTEN, OURS)),
        new Scenario("replay", () -> Workload.replay(rows), List.of(OURS, CHANGED)),
        new Scenario(
            "text keys",
            () -> Workload.textKeys(rows),
            and(foreign, FLOOR, ROWS, REWRITTEN, OURS, UNCOPIED)),
        new Scenario("poison", () -> Workload.poison(rows / 4), List.of(OURS)),
        new Scenario("bulk new", () -> Workload.bulk("10,000 rows, all new", BULK_ROWS, 0), bulk),
        new Scenario(
            "bulk half",
            () -> Workload.bulk("10,000 rows, half present", BULK_ROWS, BULK_ROWS / 2),
            bulk),
        new Scenario(
            "bulk present",
            () -> Workload.bulk("10,000 rows, all present", BULK_ROWS, BULK_ROWS),
            bulk));
  }

  /**
   * Some scenarios and contenders.
   *
   * @param workloads names, separated by commas; empty for all
   * @param contenders beginnings of names, separated by semicolons; empty for all
   * @param rows changes of a workload, where it says nothing else
   */
  static List<Scenario> choose(String workloads, String contenders, int rows) {
    List<String> names = split(workloads, ",");
    List<String> starts = split(contenders, ";");
    List<Scenario> chosen = new ArrayList<>();
    List<Scenario> offered = new ArrayList<>(all(rows));
    Tuning.all(rows).stream().filter(each -> names.contains(each.name)).forEach(offered::add);
    for (Scenario scenario : offered) {
      if (names.isEmpty() || names.contains(scenario.name)) {
        List<Contender> some =
            scenario.contenders.stream()
                .filter(
                    contender ->
                        starts.isEmpty() || starts.stream().anyMatch(contender.name()::startsWith))
                .toList();
        chosen.add(new Scenario(scenario.name, scenario.workload, some));
      }
    }
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "no workload of the name "
              + workloads
              + "; there are "
              + all(rows).stream().map(Scenario::name).toList());
    }
    return chosen;
  }

  private static List<String> split(String names, String separator) {
    return Arrays.stream(names.split(separator, -1))
        .map(String::strip)
        .filter(n -> !n.isEmpty())
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import static org.junit.jupiter.api.Assertions.fail;

import io.pgsink.postgres.CopyPolicy;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The law of folding: whatever the batch boundaries, a table ends as if every record had been
 * applied alone, in the order of arrival.
 *
 * <p>Random histories go twice through a real task into a real PostgreSQL: in random polls, with
 * new rows copied always, by guess or never, and in batches of one, never copied. Both tables must
 * be equal; nothing may be refused that is good alone, and what is refused without asking
 * PostgreSQL is refused both times. A history that fails is cut down before it is shown. {@code
 * -Dfolding.histories=5000} runs more of them, {@code -Dfolding.first=1234} begins at another one.
 */
class FoldingTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("folding");

  private static final int LENGTH = 48;
  private static final int FIRST = Integer.getInteger("folding.first", 1);
  private static final int HISTORIES = Integer.getInteger("folding.histories", 60);

  @BeforeAll
  static void prepare() {
    DATABASE.execute(
        "CREATE EXTENSION IF NOT EXISTS citext",
        "CREATE DOMAIN code AS varchar(3)",
        "CREATE DOMAIN amount AS numeric(6,1) CHECK (VALUE > 0)",
        "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2',"
            + " deterministic = false)");
  }

  @Test
  void foldingEqualsApplyingOneByOne() {
    for (int seed = FIRST; seed < FIRST + HISTORIES; seed++) {
      Random random = new Random(seed);
      RandomTable scenario = RandomTable.random(random);
      List<History.Step> history = History.random(random, scenario, LENGTH);
      Optional<String> difference = difference(scenario, history, seed);
      if (difference.isPresent()) {
        List<History.Step> shortest = shortest(scenario, history, seed);
        StringBuilder text = new StringBuilder("seed " + seed + ": " + scenario + '\n');
        shortest.forEach(step -> text.append(step).append('\n'));
        text.append(difference(scenario, shortest, seed).orElse(difference.get()));
        fail(text.toString().replace("\ud800", "\\ud800"));
      }
    }
  }

  /** Leaves out what isn't needed to fail. */
  private static List<History.Step> shortest(
      RandomTable scenario, List<History.Step> steps, int seed) {
    List<History.Step> failing = steps;
    for (int length = steps.size() / 2; length > 0; length /= 2) {
      for (int start = 0; start + length <= failing.size(); ) {
        List<History.Step> shorter = new ArrayList<>(failing.subList(0, start));
        shorter.addAll(failing.subList(start + length, failing.size()));
        if (difference(scenario, shorter, seed).isPresent()) {
          failing = shorter;
        } else {
          start += length;
        }
      }
    }
    return failing;
  }

  private static Optional<String> difference(
      RandomTable scenario, List<History.Step> history, int seed) {
    scenario.create("alone").forEach(DATABASE::execute);
    scenario.create("folded").forEach(DATABASE::execute);
    Random random = new Random(seed);
    Set<Long> refusedAlone;
    Set<Long> refusedByUs = new TreeSet<>();
    try (TaskHarness task = start(scenario, "alone", "batch.size", "1", "insert.copy", "never")) {
      task.put(records(history));
      task.flush();
      refusedAlone = offsets(task.errant());
      for (int i = 0; i < task.messages().size(); i++) {
        if (!task.messages().get(i).contains("SQLSTATE")) {
          refusedByUs.add(task.errant().get(i).kafkaOffset());
        }
      }
    }
    Set<Long> refused;
    CopyPolicy[] policies = CopyPolicy.values();
    CopyPolicy before = TaskHarness.copying(policies[random.nextInt(policies.length)]);
    String lanes = Integer.toString(1 + random.nextInt(2));
    try (TaskHarness task = start(scenario, "folded", "linger.ms", "60000", "writers", lanes)) {
      List<SinkRecord> records = records(history);
      for (int next = 0; next < records.size(); ) {
        int end = Math.min(records.size(), next + 1 + random.nextInt(40));
        task.put(records.subList(next, end));
        if (random.nextInt(4) == 0) {
          task.flush();
        }
        next = end;
      }
      task.flush();
      refused = offsets(task.errant());
    } finally {
      TaskHarness.copying(before);
    }
    List<List<String>> expected = DATABASE.query(RandomTable.contents("alone"));
    List<List<String>> actual = DATABASE.query(RandomTable.contents("folded"));
    if (!expected.equals(actual)) {
      return Optional.of("one by one " + expected + "\nfolded     " + actual);
    }
    return refusedAlone.containsAll(refused) && refused.containsAll(refusedByUs)
        ? Optional.empty()
        : Optional.of("refused one by one " + refusedAlone + ", folded " + refused);
  }

  private static Set<Long> offsets(List<SinkRecord> records) {
    Set<Long> offsets = new TreeSet<>();
    records.forEach(record -> offsets.add(record.kafkaOffset()));
    return offsets;
  }

  private static List<SinkRecord> records(List<History.Step> history) {
    Records records = new Records("t", 0);
    return history.stream().map(step -> step.record(records)).toList();
  }

  private static TaskHarness start(RandomTable scenario, String table, String... more) {
    List<String> options = new ArrayList<>(List.of("table.name.format", table));
    scenario.options().forEach((name, value) -> options.addAll(List.of(name, value)));
    options.addAll(List.of(more));
    return TaskHarness.startTolerant(DATABASE, options.toArray(String[]::new));
  }
}

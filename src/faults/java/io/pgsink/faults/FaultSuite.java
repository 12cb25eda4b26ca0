// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Guarantee;
import io.pgsink.rig.FailureLogs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All nemeses against both delivery guarantees, with two workers: {@code mvn verify -Pfaults}.
 * {@code -Dpgsink.faults.only=F08,F41} runs some of them.
 */
@ExtendWith(FailureLogs.class)
final class FaultSuite {
  private static final FaultReport REPORT = new FaultReport();
  private static Fleet fleet;

  @BeforeAll
  static void start() {
    fleet = Fleet.whole();
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  /** All that this machine can do. */
  static List<Nemesis> nemeses() {
    List<Nemesis> nemeses = new ArrayList<>();
    nemeses.addAll(ServerNemeses.all());
    nemeses.addAll(DiskNemesis.all());
    nemeses.addAll(NetworkNemeses.all());
    nemeses.addAll(PoolerNemesis.all());
    nemeses.addAll(SessionNemeses.all());
    nemeses.addAll(SchemaNemeses.all());
    nemeses.addAll(MistakeNemeses.all());
    nemeses.addAll(WorkerNemeses.all());
    nemeses.addAll(ClockNemesis.all());
    nemeses.addAll(KafkaNemeses.all());
    return nemeses;
  }

  static List<Trial> trials() {
    List<String> only = List.of(System.getProperty("pgsink.faults.only", "").split(","));
    List<Trial> trials = new ArrayList<>();
    for (Nemesis nemesis : nemeses()) {
      if (only.contains("")
          || List.of(nemesis.ids().split(" ")).stream().anyMatch(only::contains)) {
        for (Guarantee guarantee : nemesis.guarantees()) {
          trials.add(new Trial(nemesis, guarantee));
        }
      }
    }
    return trials;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trials")
  void theGuaranteeHoldsUnder(Trial trial) throws Exception {
    Verdict verdict;
    try {
      verdict = new TrialRun(fleet, trial).run();
    } catch (Exception | AssertionError failure) {
      REPORT.addFailure(trial, failure);
      throw failure;
    }
    REPORT.add(verdict);
    verdict.check();
  }
}

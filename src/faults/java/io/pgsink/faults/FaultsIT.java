// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Guarantee;
import io.pgsink.rig.FailureLogs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The short part of {@link FaultSuite}, for every build. */
@ExtendWith(FailureLogs.class)
final class FaultsIT {
  private static Fleet fleet;

  @BeforeAll
  static void start() {
    fleet = Fleet.small();
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void atLeastOnceSurvivesACrashF02() throws Exception {
    check(Nemesis.of("F02", "crash", ServerNemeses::crash), Guarantee.AT_LEAST_ONCE);
  }

  @Test
  void exactlyOnceDoublesNothingWhenTheAnswerToCommitIsLostF08() throws Exception {
    check(Nemesis.of("F08", "answer cut", NetworkNemeses::cutAnswers), Guarantee.EXACTLY_ONCE);
  }

  @Test
  void exactlyOnceDoublesNothingWhenSessionsAreTerminatedF05() throws Exception {
    check(Nemesis.of("F05", "terminated", ServerNemeses::terminate), Guarantee.EXACTLY_ONCE);
  }

  private static void check(Nemesis nemesis, Guarantee guarantee) throws Exception {
    Verdict verdict = new TrialRun(fleet, new Trial(nemesis, guarantee)).run();
    System.out.println(verdict.line());
    verdict.check();
  }
}

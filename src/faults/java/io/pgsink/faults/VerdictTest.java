// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.faults.Nemesis.Guarantee;
import io.pgsink.faults.Nemesis.Promise;
import io.pgsink.faults.Sampler.Sample;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A trial fails when one of its promises is broken, and only then. */
final class VerdictTest {
  private static final Nemesis PLAIN = Nemesis.of("F00", "plain", stage -> {});
  private static final Differences FINE = new Differences(0, 0, 0, 0, 0, 0);
  private static final TopicPartition PARTITION = new TopicPartition("journal", 0);

  @Test
  void aCleanTrialPassesUnderBothGuarantees() {
    assertDoesNotThrow(() -> verdict(PLAIN, Guarantee.AT_LEAST_ONCE, FINE).check());
    assertDoesNotThrow(() -> verdict(PLAIN, Guarantee.EXACTLY_ONCE, FINE).check());
  }

  @Test
  void lossFailsUnderBothGuarantees() {
    Differences lost = new Differences(1, 0, 0, 0, 0, 0);
    assertFails(verdict(PLAIN, Guarantee.AT_LEAST_ONCE, lost));
    assertFails(verdict(PLAIN, Guarantee.EXACTLY_ONCE, lost));
  }

  @Test
  void resurrectionFailsUnderBothGuarantees() {
    Differences resurrected = new Differences(0, 0, 1, 0, 0, 0);
    assertFails(verdict(PLAIN, Guarantee.AT_LEAST_ONCE, resurrected));
    assertFails(verdict(PLAIN, Guarantee.EXACTLY_ONCE, resurrected));
  }

  @Test
  void repetitionFailsOnlyWhenExactlyOnceIsPromised() {
    Differences repeated = new Differences(0, 1, 0, 1, 0, 0);
    assertDoesNotThrow(() -> verdict(PLAIN, Guarantee.AT_LEAST_ONCE, repeated).check());
    assertFails(
        verdict(PLAIN, Guarantee.EXACTLY_ONCE, new Differences(0, 1, 0, 0, 0, 0)),
        verdict(PLAIN, Guarantee.EXACTLY_ONCE, new Differences(0, 0, 0, 1, 0, 0)));
  }

  @Test
  void whatAtLeastOnceDoesNotPromiseExactlyOnceStillDoes() {
    Nemesis unfenced = PLAIN.promising(Promise.LATE_WRITES_MAY_WIN);
    Differences late = new Differences(1, 1, 1, 0, 0, 0);
    assertDoesNotThrow(() -> verdict(unfenced, Guarantee.AT_LEAST_ONCE, late).check());
    assertFails(verdict(unfenced, Guarantee.EXACTLY_ONCE, late));
  }

  @Test
  void rowsOfAbortedTransactionsFailUnlessTheyMustShow() {
    Differences aborted = new Differences(0, 0, 0, 0, 1, 0);
    Nemesis uncommitted = PLAIN.promising(Promise.ABORTED_ROWS_SHOW);
    assertFails(
        verdict(PLAIN, Guarantee.AT_LEAST_ONCE, aborted),
        verdict(uncommitted, Guarantee.AT_LEAST_ONCE, FINE));
    assertDoesNotThrow(() -> verdict(uncommitted, Guarantee.AT_LEAST_ONCE, aborted).check());
  }

  @Test
  void everythingElseFailsUnderBothGuarantees() {
    for (Guarantee guarantee : Guarantee.values()) {
      assertFails(
          verdict(PLAIN, guarantee, new Differences(0, 0, 0, 0, 0, 1)),
          numbers(guarantee, 3, 2, 0, 9, 0, 0, 0, 0),
          numbers(guarantee, 3, 3, 1, 9, 0, 0, 0, 0),
          numbers(guarantee, 3, 3, 0, 0, 0, 0, 0, 0),
          numbers(guarantee, 3, 3, 0, 9, 1, 0, 0, 0),
          numbers(guarantee, 3, 3, 0, 9, 0, 1, 0, 0),
          numbers(guarantee, 3, 3, 0, 9, 0, 0, 1, 0),
          numbers(guarantee, 3, 3, 0, 9, 0, 0, 0, 1),
          verdict(PLAIN, guarantee, FINE).withRemains(List.of("session 7 active")));
    }
  }

  @Test
  void anOffsetBeyondTheRowsIsAhead_J4() {
    Model model = offsets(0, 1, 3);
    assertFalse(new Sample(PARTITION, 3, 2, 0).isAhead(model));
    assertFalse(new Sample(PARTITION, 4, 3, 0).isAhead(model));
    assertTrue(new Sample(PARTITION, 4, 2, 0).isAhead(model));
  }

  @Test
  void rowsWithoutTheirOffsetAndAnOffsetWithoutItsRowsAreTorn_J7() {
    Model model = offsets(0, 1, 3);
    assertFalse(new Sample(PARTITION, 4, 3, 0).isTorn(model));
    assertTrue(new Sample(PARTITION, 4, 2, 0).isTorn(model));
    assertTrue(new Sample(PARTITION, 2, 2, 1).isTorn(model));
  }

  private static Model offsets(long... offsets) {
    Model model = new Model();
    for (long offset : offsets) {
      model.stored(PARTITION, offset);
    }
    return model;
  }

  private static Verdict verdict(Nemesis nemesis, Guarantee guarantee, Differences findings) {
    return new Verdict(
        new Trial(nemesis, guarantee),
        100,
        findings,
        3,
        3,
        0,
        9,
        0,
        0,
        0,
        0,
        List.of(),
        0,
        Duration.ZERO);
  }

  private static Verdict numbers(
      Guarantee guarantee,
      long planted,
      long deadLettered,
      long innocent,
      long samples,
      long ahead,
      long torn,
      long expelled,
      long leaks) {
    return new Verdict(
        new Trial(PLAIN, guarantee),
        100,
        FINE,
        planted,
        deadLettered,
        innocent,
        samples,
        ahead,
        torn,
        expelled,
        leaks,
        List.of(),
        0,
        Duration.ZERO);
  }

  private static void assertFails(Verdict... verdicts) {
    for (Verdict verdict : verdicts) {
      assertThrows(AssertionError.class, verdict::check);
    }
  }
}

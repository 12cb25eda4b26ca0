// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.metrics.Totals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Totals BEFORE = new Totals(100, 80, 5, 10, 4, 1, 2, Double.NaN);

  @Test
  void saysWhatHappenedSinceTheLastLine() {
    Totals now = new Totals(120_100, 60_080, 15, 59_910, 24, 3, 3, 1_234.5);
    assertEquals(
        "In 60 s: 120,000 records, 60,000 rows changed (1,000 rows/s) in 20 batches, 10 unchanged,"
            + " 59,900 folded, 2 retries, 1 dead letters, lag 1.2 s (p95)",
        Summary.text(BEFORE, now, Duration.ofMinutes(1)));
  }

  @Test
  void saysNothingAboutALagThatIsUnknown() {
    Totals now = new Totals(101, 81, 5, 10, 5, 1, 2, Double.NaN);
    assertEquals(
        "In 10 s: 1 records, 1 rows changed (0 rows/s) in 1 batches, 0 unchanged, 0 folded, 0"
            + " retries, 0 dead letters",
        Summary.text(BEFORE, now, Duration.ofSeconds(10)));
  }
}

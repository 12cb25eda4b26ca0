// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random faults in the middle of random work, in both delivery guarantees: nothing is lost, doubled
 * or reordered, no offset is ahead of its rows, and nothing is left behind. A failure names its
 * seed; {@code -Dpgsink.soak=500} runs more, {@code -Dpgsink.soak.seed=7} begins there, and {@code
 * -Dpgsink.soak.steps=30} makes each longer.
 */
class SoakTest {
  private static final int RUNS = Integer.getInteger("pgsink.soak", 2);
  private static final long SEED = Long.getLong("pgsink.soak.seed", 2);
  private static final int STEPS = Integer.getInteger("pgsink.soak.steps", 8);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsLostOrDoubled(boolean exactlyOnce) {
    for (int i = 0; i < RUNS; i++) {
      try (Soak soak = new Soak(SEED + i, exactlyOnce)) {
        soak.run(STEPS);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Progress progress = new Progress();

  @Test
  void aSignalBetweenLookingAndWaitingIsNotMissed() {
    long seen = progress.count();
    progress.signal();
    assertTimeoutPreemptively(SOON, () -> progress.await(seen, LONG));
  }

  @Test
  void aSignalEndsTheWait() throws InterruptedException {
    long seen = progress.count();
    Thread other = new Thread(progress::signal);
    other.start();
    assertTimeoutPreemptively(SOON, () -> progress.await(seen, LONG));
    other.join();
  }

  @Test
  void theWaitEndsWithoutASignalToo() {
    assertTimeoutPreemptively(SOON, () -> progress.await(progress.count(), Duration.ofMillis(20)));
  }
}

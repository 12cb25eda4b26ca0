// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lanes tell the task's thread that there is something to look at. Thread-safe.
 *
 * <p>Whoever waits takes the {@link #count} first, then looks, then waits for more than that: so a
 * signal between looking and waiting isn't missed.
 */
final class Progress {
  private long signals;

  /**
   * Something has happened: a batch is done, a lane has failed, dead letters are to be reported.
   */
  synchronized void signal() {
    signals++;
    notifyAll();
  }

  /** How many signals there have been. */
  synchronized long count() {
    return signals;
  }

  /** Waits until there have been more signals than some, or some time has passed. */
  synchronized void await(long seen, Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    long left = longest.toNanos();
    while (signals == seen && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
      left = deadline - System.nanoTime();
    }
  }
}

package io.pgsink.bench.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a moment that is to be timed; finer than the tests' patience, and for longer. */
final class Poll {
  private Poll() {}

  /**
   * Returns when the condition holds, which is asked for again after each pause.
   *
   * @throws AssertionError when it doesn't come to hold in time
   */
  static void until(String what, Duration pause, Duration longest, Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + longest.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }
}

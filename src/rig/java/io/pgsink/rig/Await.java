// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions by polling; the only place of the tests that sleeps. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Await() {}

  /** Waits up to 60 s until the condition holds. */
  public static void until(String what, Callable<Boolean> condition) {
    until(what, PATIENCE, condition);
  }

  /**
   * Waits until the condition holds. A condition that throws does not hold yet.
   *
   * @throws AssertionError saying what did not come to pass, with the condition's last exception
   */
  public static void until(String what, Duration patience, Callable<Boolean> condition) {
    until(what, PAUSE, patience, condition);
  }

  /** The same, for moments that are timed: looks again after each pause. */
  public static void until(
      String what, Duration pause, Duration patience, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    Throwable last = null;
    do {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (Hopeless e) {
        throw e;
      } catch (Exception | AssertionError e) {
        last = e;
      }
      sleep(pause);
    } while (System.nanoTime() < deadline);
    throw new AssertionError("not within " + patience.toSeconds() + " s: " + what, last);
  }

  /** Thrown by a condition that can't come to hold any more, so that nobody waits for it. */
  public static final class Hopeless extends AssertionError {
    private static final long serialVersionUID = 1L;

    public Hopeless(String message) {
      super(message);
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}

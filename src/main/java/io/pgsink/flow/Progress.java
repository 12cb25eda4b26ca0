package io.pgsink.flow;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lanes tell the task's thread that there is something to look at. Thread-safe. */
final class Progress {

  /**
   * Something has happened: a batch is done, a lane has failed, dead letters are to be reported.
   */
  synchronized void signal() {
    notifyAll();
  }

  /** Waits until something happens, or some time has passed. */
  synchronized void await(Duration longest) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, longest.toNanos()));
  }
}

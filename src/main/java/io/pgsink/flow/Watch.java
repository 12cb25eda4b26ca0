// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something a few times a second, on a thread of its own. */
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final long STEP_MILLIS = 250;

  private final ScheduledExecutorService thread;
  private final Future<?> looks;

  Watch(String name, Runnable look) {
    LogContext context = LogContext.current();
    this.thread =
        Executors.newSingleThreadScheduledExecutor(work -> context.thread(work, name + "-watch"));
    this.looks =
        thread.scheduleWithFixedDelay(
            () -> safely(look), STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What throws would not be called again. */
  private static void safely(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException unexpected) {
      LOG.debug("Looking failed", unexpected);
    }
  }

  /** Looks no more, and does one last thing if it can be done in time. */
  void close(Runnable last, Duration most) {
    if (thread.isShutdown()) {
      return;
    }
    looks.cancel(true);
    thread.execute(() -> safely(last));
    thread.shutdown();
    try {
      thread.awaitTermination(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import java.util.Map;
import org.slf4j.MDC;

/**
 * What Connect writes in front of every log line of a task, such as {@code [orders|task-0]}. It
 * sits on the task's thread only (KIP-449), so that threads of ours have to be given it. Immutable.
 */
final class LogContext {
  private final Map<String, String> values;

  private LogContext(Map<String, String> values) {
    this.values = values;
  }

  /** The context of the thread that calls. */
  static LogContext current() {
    Map<String, String> values = MDC.getCopyOfContextMap();
    return new LogContext(values == null ? Map.of() : Map.copyOf(values));
  }

  /** A daemon that logs in this context. */
  Thread thread(Runnable work, String name) {
    Thread thread =
        new Thread(
            () -> {
              MDC.setContextMap(values);
              work.run();
            },
            name);
    thread.setDaemon(true);
    return thread;
  }
}

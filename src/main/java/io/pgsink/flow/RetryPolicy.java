// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.config.ErrorConfig;
import java.time.Duration;

/**
 * How long to wait before an attempt is repeated: exponential, with equal jitter, so that tasks
 * that lost the same database don't come back in step.
 *
 * @param first the wait before the first repetition, before jitter
 * @param longest the longest wait
 * @param limit how many repetitions are allowed, or -1 for any number
 */
record RetryPolicy(Duration first, Duration longest, int limit) {

  static RetryPolicy of(ErrorConfig errors) {
    return new RetryPolicy(errors.retryBackoff(), errors.retryBackoffMax(), errors.maxRetries());
  }

  /** Whether the repetition of this number, counted from 1, is allowed. */
  boolean allows(int repetition) {
    return limit < 0 || repetition <= limit;
  }

  /**
   * The wait before a repetition.
   *
   * @param repetition its number, counted from 1
   * @param random a number in [0, 1) that places the wait between half and all of its span
   */
  Duration delay(int repetition, double random) {
    int doublings = Math.min(repetition - 1, 30);
    long span = Math.min(longest.toMillis(), first.toMillis() << doublings);
    if (span < 0) {
      span = longest.toMillis();
    }
    return Duration.ofMillis(span / 2 + Math.round(span / 2.0 * random));
  }
}

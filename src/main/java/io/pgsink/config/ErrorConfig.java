// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What happens when a write fails.
 *
 * @param maxRetries consecutive retries of one batch after transient errors; -1 = until healed
 * @param retryBackoff the first wait between retries
 * @param retryBackoffMax the longest wait between retries
 * @param logRecordValues whether messages, statuses and dead-letter headers may hold row values
 */
public record ErrorConfig(
    int maxRetries, Duration retryBackoff, Duration retryBackoffMax, boolean logRecordValues) {
  public static final String MAX_RETRIES = "max.retries";
  public static final String RETRY_BACKOFF = "retry.backoff.ms";
  public static final String RETRY_BACKOFF_MAX = "retry.backoff.max.ms";

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Errors",
        List.of(
            Option.integer(MAX_RETRIES, "Retries")
                .defaultsTo(-1)
                .atLeast(-1)
                .dependents(RETRY_BACKOFF, RETRY_BACKOFF_MAX)
                .documentation(
                    "Consecutive retries of one batch after transient errors such as a lost",
                    "connection or a deadlock, before the task fails; -1 retries until the",
                    "database is back. The task stays in its consumer group meanwhile."),
            Option.milliseconds(RETRY_BACKOFF, "First retry backoff")
                .defaultsTo(200L)
                .between(1L, 3_600_000L)
                .visibleWhen(ErrorConfig::retries)
                .documentation(
                    "First wait between retries, in milliseconds. It doubles with each retry, up",
                    "to `retry.backoff.max.ms`, with jitter."),
            Option.milliseconds(RETRY_BACKOFF_MAX, "Longest retry backoff")
                .defaultsTo(30_000L)
                .between(1L, 3_600_000L)
                .visibleWhen(ErrorConfig::retries)
                .documentation("Longest wait between retries, in milliseconds."),
            Option.flag("log.record.values", "Row values in messages")
                .defaultsTo(false)
                .documentation(
                    "Whether error messages, task statuses and dead-letter headers may hold row",
                    "values. They often are personal data; turn it on for debugging only.")));
  }

  private static boolean retries(Map<String, Object> values) {
    return !Integer.valueOf(0).equals(values.get(MAX_RETRIES));
  }

  static ErrorConfig parse(Values values) {
    return new ErrorConfig(
        values.integer(MAX_RETRIES),
        values.milliseconds(RETRY_BACKOFF),
        values.milliseconds(RETRY_BACKOFF_MAX),
        values.flag("log.record.values"));
  }

  void check(Findings findings) {
    if (retryBackoff.compareTo(retryBackoffMax) > 0) {
      findings.error(
          RETRY_BACKOFF,
          "retry.backoff.ms is longer than retry.backoff.max.ms; lower it or raise the other");
    }
  }
}

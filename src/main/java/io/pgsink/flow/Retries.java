// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.metrics.Retry;
import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.WriteException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repetitions of one piece of work: counts, says so in the log, and gives up in time. */
final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  /** Errors that waiting is not known to heal are repeated this often in a row. */
  private static final int DOUBTFUL_LIMIT = 5;

  private final RetryPolicy policy;
  private final Wording wording;
  private final SinkMetrics metrics;
  private int count;
  private int doubtful;
  private Instant since = Instant.EPOCH;
  private String place = "";

  Retries(RetryPolicy policy, Wording wording, SinkMetrics metrics) {
    this.policy = policy;
    this.wording = wording;
    this.metrics = metrics;
  }

  /** How often the work was repeated. */
  int count() {
    return count;
  }

  /**
   * Notes a failure.
   *
   * @param place what can't be written, for the log
   * @return how long to wait before the next attempt
   * @throws ConnectException when there is none
   */
  Duration next(WriteException failure, String place) {
    this.place = place;
    switch (failure.kind()) {
      case UNKNOWN, SCHEMA -> doubtful++;
      // an outage, however long, says nothing about what comes with its end
      case TRANSIENT, RECORD, CLASH, STALE, ENVIRONMENT, FENCED -> doubtful = 0;
    }
    if (count == 0) {
      since = failure.since();
    }
    count++;
    if (!policy.allows(count) || doubtful > DOUBTFUL_LIMIT) {
      throw new ConnectException(
          "gave up after %d retries since %s: %s".formatted(count - 1, since, wording.of(failure)));
    }
    metrics.retried(this, reason(failure), since.toEpochMilli());
    Duration delay = policy.delay(count, ThreadLocalRandom.current().nextDouble());
    LOG.warn(
        "{}; attempt {} follows in {} ms, it fails since {}",
        wording.at(place, wording.of(failure)),
        count + 1,
        delay.toMillis(),
        since.truncatedTo(ChronoUnit.SECONDS));
    return delay;
  }

  /** The work went well again. */
  void healed() {
    if (count > 0) {
      LOG.info(
          "{}: writing works again, after {} s and {} retries",
          place,
          Duration.between(since, Instant.now()).toSeconds(),
          count);
    }
    ended();
  }

  /** There is nothing to repeat any more, whether it succeeded or not. */
  void ended() {
    if (count > 0) {
      metrics.ended(this);
      count = 0;
      doubtful = 0;
    }
  }

  /** Whether work that has failed like this may succeed when it is simply repeated. */
  static boolean mayHelp(WriteException failure) {
    return switch (failure.kind()) {
      case TRANSIENT, UNKNOWN, SCHEMA, STALE -> true;
      case RECORD, CLASH, ENVIRONMENT, FENCED -> false;
    };
  }

  private static Retry reason(WriteException failure) {
    if (failure.isTooMuch()) {
      return Retry.TIMEOUT;
    }
    if (failure.isConflict()) {
      return Retry.CONFLICT;
    }
    return failure.evicts() ? Retry.CONNECTION : Retry.OTHER;
  }
}

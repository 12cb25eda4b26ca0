// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.WriteException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the task to hear of partitions that it has lost. Used by one lane's thread. */
final class Revocation {
  private static final Logger LOG = LoggerFactory.getLogger(Revocation.class);

  private static final Duration LONGEST = Duration.ofSeconds(15);
  private static final long STEP_MILLIS = 50;

  private final KafkaSigns signs;
  private final Wording wording;
  private final SinkMetrics metrics;

  Revocation(KafkaSigns signs, Wording wording, SinkMetrics metrics) {
    this.signs = signs;
    this.wording = wording;
    this.metrics = metrics;
  }

  /** Connect has given up dead letters: the task hears of its lost partitions in a moment. */
  void await(LaneBatch batch, CancellationException lost) throws InterruptedException {
    long began = System.nanoTime();
    while (isOurs(batch)) {
      if (System.nanoTime() - began > LONGEST.toNanos()) {
        throw lost;
      }
      Thread.sleep(STEP_MILLIS);
    }
  }

  /**
   * Waits for the task to hear that a partition was taken away: of that, fencing may tell first. As
   * long as Kafka doesn't answer nobody can hear so, and the batch waits. When Kafka has answered
   * and it still isn't told, a second connector of the same name writes to the same table of
   * offsets.
   */
  void await(LaneBatch batch, WriteException fenced) throws WriteException, InterruptedException {
    metrics.fenced();
    long began = System.nanoTime();
    metrics.outage(this, System.currentTimeMillis());
    try {
      KafkaSigns.Since since = signs.since();
      long answered = 0;
      long told = began;
      while (isOurs(batch)) {
        long now = System.nanoTime();
        if (answered == 0 && since.hasAnswered()) {
          answered = now;
        }
        if (answered != 0 && now - answered > LONGEST.toNanos()) {
          throw fenced;
        }
        if (now - told > LONGEST.toNanos()) {
          told = now;
          LOG.warn(
              "{}: another task has taken these partitions over, and Kafka hasn't told this one"
                  + " since {} s. It writes nothing and waits for Kafka to answer; if Kafka does,"
                  + " look for another connector of the same name with the same offsets.table",
              wording.place(batch.table()),
              Duration.ofNanos(now - began).toSeconds());
        }
        Thread.sleep(STEP_MILLIS);
      }
    } finally {
      metrics.ended(this);
    }
  }

  private static boolean isOurs(LaneBatch batch) {
    return batch.spans().stream().noneMatch(OffsetTracker.Span::isRevoked);
  }
}

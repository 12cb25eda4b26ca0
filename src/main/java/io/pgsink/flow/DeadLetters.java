// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Refusal;
import io.pgsink.metrics.SinkMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;

/**
 * Hands records that can't be stored to Connect's errant record reporter, which sends them to the
 * dead letter queue or fails the task, as {@code errors.tolerance} says. Without a reporter the
 * task fails: nothing is ever dropped in silence.
 *
 * <p>The reporter is only called on the task's thread. A lane hands its refusals over and waits
 * until all of them are acknowledged; only then may their offsets be committed.
 */
final class DeadLetters {
  private final ErrantRecordReporter reporter;
  private final Wording wording;
  private final SinkMetrics metrics;
  private final Progress progress;
  private final DeadLetterLog log;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

  /**
   * Dead letters.
   *
   * @param reporter Connect's reporter, null when there is none
   * @param wording how refusals are told
   * @param metrics counts them
   * @param progress wakes the task's thread when a lane has some to report
   */
  DeadLetters(
      ErrantRecordReporter reporter, Wording wording, SinkMetrics metrics, Progress progress) {
    this.reporter = reporter;
    this.wording = wording;
    this.metrics = metrics;
    this.progress = progress;
    this.log = new DeadLetterLog(wording);
  }

  private record Request(List<Refusal> refusals, CompletableFuture<List<Future<Void>>> reported) {}

  /**
   * Reports one record. Called on the task's thread.
   *
   * @return done when the dead letter is stored
   * @throws ConnectException when the task must fail because of this record
   */
  Future<Void> report(Refusal refusal) {
    metrics.deadLetter();
    if (reporter == null) {
      throw new ConnectException(
          wording.of(refusal)
              + ". To go on without such records, set errors.tolerance=all and"
              + " errors.deadletterqueue.topic.name");
    }
    try {
      Future<Void> stored =
          reporter.report(refusal.record(), new DataException(wording.of(refusal)));
      log.add(refusal, System.nanoTime());
      return stored;
    } catch (ConnectException notTolerated) {
      // its own message says only that the tolerance is exceeded
      throw new ConnectException(wording.of(refusal));
    }
  }

  /**
   * Reports records from a lane and waits until the dead letters are stored.
   *
   * @throws ConnectException when the task must fail because of one of them
   */
  void reportAndWait(List<Refusal> refusals) throws InterruptedException {
    if (refusals.isEmpty()) {
      return;
    }
    Request request = new Request(refusals, new CompletableFuture<>());
    requests.add(request);
    progress.signal();
    try {
      for (Future<Void> stored : request.reported().get()) {
        stored.get();
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof ConnectException known) {
        throw known;
      }
      throw notWritten(refusals.get(0));
    }
  }

  /**
   * Whether a dead letter is stored by now.
   *
   * @throws ConnectException when it can't be, so that the record would be lost
   */
  boolean isStored(OffsetTracker.Letter letter) {
    if (!letter.stored().isDone()) {
      return false;
    }
    try {
      letter.stored().get();
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | CancellationException failed) {
      throw notWritten(letter.refusal());
    }
  }

  /**
   * Waits until dead letters are stored. Called on a lane's thread.
   *
   * @throws ConnectException when one can't be, so that the record would be lost
   */
  void awaitStored(List<OffsetTracker.Letter> letters) throws InterruptedException {
    for (OffsetTracker.Letter letter : letters) {
      try {
        letter.stored().get();
      } catch (ExecutionException failed) {
        throw notWritten(letter.refusal());
      }
    }
  }

  private ConnectException notWritten(Refusal refusal) {
    return new ConnectException(
        wording.of(refusal)
            + "; and it could not be written to the dead letter queue. See the worker's log");
  }

  /** Whether a lane waits for the task's thread. */
  boolean isWaitedFor() {
    return !requests.isEmpty();
  }

  /** Reports what lanes have handed over. Called on the task's thread. */
  void reportWaiting() {
    Request request;
    while ((request = requests.poll()) != null) {
      List<Future<Void>> stored = new ArrayList<>();
      try {
        for (Refusal refusal : request.refusals()) {
          stored.add(report(refusal));
        }
        request.reported().complete(stored);
      } catch (RuntimeException failed) {
        request.reported().completeExceptionally(failed);
      }
    }
  }
}

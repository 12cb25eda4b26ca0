// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.EncodedBatch;
import io.pgsink.batch.RowBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.link.Refusal;
import io.pgsink.metrics.Flush;
import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.DefinitionCheck;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one batch at a time to the database, whatever happens on the way: encodes it, writes it,
 * repeats it, splits it, and reports what can't be stored. Used by one lane's thread.
 */
final class LaneWork implements WriterLane.Work {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWork.class);

  private static final Duration REVOCATION = Duration.ofSeconds(15);

  private static final long REVOCATION_STEP_MILLIS = 50;

  private final Database database;
  private final Logins logins;
  private final Delivery delivery;
  private final DeadLetters deadLetters;
  private final Relinker relinker;
  private final RetryPolicy policy;
  private final Wording wording;
  private final SinkMetrics metrics;
  private final KafkaSigns signs;
  private volatile boolean retrying;

  LaneWork(
      Database database,
      Logins logins,
      Delivery delivery,
      DeadLetters deadLetters,
      Relinker relinker,
      RetryPolicy policy,
      Wording wording,
      SinkMetrics metrics,
      KafkaSigns signs) {
    this.database = database;
    this.logins = logins;
    this.delivery = delivery;
    this.deadLetters = deadLetters;
    this.relinker = relinker;
    this.policy = policy;
    this.wording = wording;
    this.metrics = metrics;
    this.signs = signs;
  }

  @Override
  public boolean isRetrying() {
    return retrying;
  }

  @Override
  public void process(LaneBatch sealed) throws WriteException, InterruptedException {
    try {
      process(
          sealed, Collections.newSetFromMap(new IdentityHashMap<>()), Attempt.SLOW_BEFORE_HALVES);
    } finally {
      retrying = false;
    }
  }

  private void process(LaneBatch batch, Set<SinkRecord> reported, int slowAllowed)
      throws WriteException, InterruptedException {
    Retries retries = new Retries(policy, wording, metrics);
    try {
      repeat(batch, reported, slowAllowed, retries);
    } finally {
      retries.ended();
    }
  }

  private void repeat(LaneBatch sealed, Set<SinkRecord> reported, int slowAllowed, Retries retries)
      throws WriteException, InterruptedException {
    LaneBatch batch = sealed;
    Attempt attempt = Attempt.first(slowAllowed);
    while (true) {
      batch = batch.withoutRevoked();
      if (batch.spans().isEmpty()) {
        return;
      }
      try {
        if (attempt.unanswered() && delivery.isStored(database, batch.spans())) {
          written(batch, RowCounts.unanswered(batch.rows()), 0, System.nanoTime());
          return;
        }
        attempt = attempt.answered();
        if (attempt.stale()) {
          Relinker.Relinked now = relinker.relink(batch, reported);
          report(now.refusals(), reported);
          batch = now.batch();
          attempt = attempt.relinked(now.same());
        }
        if (attempt.isSplit()) {
          split(batch, reported);
        } else {
          write(batch, reported);
        }
        retries.healed();
        return;
      } catch (WriteException failure) {
        if (logins.mayHeal(failure)) {
          pause(retries, failure, batch);
          continue;
        }
        Attempt.Next next = attempt.next(failure);
        attempt = next.attempt();
        switch (next.step()) {
          case AT_ONCE -> {}
          case AFTER_BACKOFF -> pause(retries, failure, batch);
          case IN_HALVES -> {
            processHalves(batch, reported, failure);
            return;
          }
          case AFTER_REVOCATION -> awaitRevocation(batch, failure);
          case NEVER -> throw failure;
        }
      } catch (CancellationException lost) {
        // Connect gives up the dead letters of partitions that it has lost
        awaitRevocation(batch, lost);
      }
    }
  }

  /** Connect has given up dead letters: the task hears of its lost partitions in a moment. */
  private void awaitRevocation(LaneBatch batch, CancellationException lost)
      throws InterruptedException {
    long began = System.nanoTime();
    retrying = true;
    while (isOurs(batch)) {
      if (System.nanoTime() - began > REVOCATION.toNanos()) {
        throw lost;
      }
      Thread.sleep(REVOCATION_STEP_MILLIS);
    }
  }

  /**
   * Waits for the task to hear that a partition was taken away: of that, fencing may tell first. As
   * long as Kafka doesn't answer nobody can hear so, and the batch waits. When Kafka has answered
   * and it still isn't told, a second connector of the same name writes to the same table of
   * offsets.
   */
  private void awaitRevocation(LaneBatch batch, WriteException fenced)
      throws WriteException, InterruptedException {
    metrics.fenced();
    retrying = true;
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
        if (answered != 0 && now - answered > REVOCATION.toNanos()) {
          throw fenced;
        }
        if (now - told > REVOCATION.toNanos()) {
          told = now;
          LOG.warn(
              "{}: another task has taken these partitions over, and Kafka hasn't told this one"
                  + " since {} s. It writes nothing and waits for Kafka to answer; if Kafka does,"
                  + " look for another connector of the same name with the same offsets.table",
              wording.place(batch.table()),
              Duration.ofNanos(now - began).toSeconds());
        }
        Thread.sleep(REVOCATION_STEP_MILLIS);
      }
    } finally {
      metrics.ended(this);
    }
  }

  private static boolean isOurs(LaneBatch batch) {
    return batch.spans().stream().noneMatch(OffsetTracker.Span::isRevoked);
  }

  /** Writes a batch as a whole; what can't be encoded is reported first and left out. */
  private void write(LaneBatch batch, Set<SinkRecord> reported)
      throws WriteException, InterruptedException {
    long start = System.nanoTime();
    EncodedBatch encoded = batch.encoded();
    if (!encoded.refusals().isEmpty()) {
      database.requireCurrent(batch.rows().definitions());
    }
    report(encoded.refusals(), reported);
    LaneBatch left = batch.of(encoded.rows());
    if (encoded.apart()) {
      split(left, reported);
      return;
    }
    List<Statement> statements = checked(left.rows(), encoded.statements());
    addOffsets(batch, statements);
    if (!statements.isEmpty()) {
      // not the table of what is left: exactly once, the offset moves on even when nothing is
      long[] counts = database.write(batch.table(), statements);
      written(left, RowCounts.of(left.rows(), counts), 0, start);
    }
  }

  /**
   * Stores what can be stored of a batch that failed, and reports the rest.
   *
   * <p>With offsets in the same transaction the dead letters come first: once the offset is stored,
   * nobody would read the refused records again.
   */
  private void split(LaneBatch batch, Set<SinkRecord> reported)
      throws WriteException, InterruptedException {
    long start = System.nanoTime();
    BatchSplitter splitter;
    boolean offsetsBelong = delivery.advance(batch.spans()).isPresent();
    try (SplitTransaction transaction = database.split()) {
      splitter = new BatchSplitter(transaction, wording);
      splitter.split(batch.rows());
      transaction.check(batch.table(), DefinitionCheck.of(batch.rows().definitions()));
      if (!offsetsBelong) {
        transaction.commit(batch.table());
      }
    }
    metrics.batchSplit(splitter.attempts());
    report(splitter.refusals(), reported);
    if (offsetsBelong) {
      writeKept(batch, splitter);
    }
    written(batch, splitter.counts(), splitter.refusals().size(), start);
  }

  /**
   * Writes what a split has kept, and the offsets. One batch of it does the same as the many small
   * statements that were tried, unless rows stand in each other's way.
   */
  private void writeKept(LaneBatch batch, BatchSplitter splitter)
      throws WriteException, InterruptedException {
    EncodedBatch kept = EncodedBatch.of(batch.rows().without(splitter::isRefused));
    if (!kept.apart()) {
      List<Statement> statements = checked(batch.rows(), kept.statements());
      addOffsets(batch, statements);
      try {
        database.write(batch.table(), statements);
        return;
      } catch (WriteException failure) {
        switch (failure.kind()) {
          case RECORD, CLASH -> {}
          case TRANSIENT, SCHEMA, STALE, ENVIRONMENT, FENCED, UNKNOWN -> throw failure;
        }
      }
    }
    List<Statement> statements = checked(batch.rows(), splitter.stored());
    addOffsets(batch, statements);
    database.write(batch.table(), statements);
  }

  /** The statements, and behind them the check of what their values were converted for. */
  private static List<Statement> checked(RowBatch rows, List<Statement> writes) {
    List<Statement> statements = new ArrayList<>(writes);
    if (!writes.isEmpty()) {
      statements.add(DefinitionCheck.of(rows.definitions()));
    }
    return statements;
  }

  /**
   * With offsets in the same transaction no refused record may be left behind them whose dead
   * letter could still be lost, also of those that were refused before they came to a lane.
   */
  private void addOffsets(LaneBatch batch, List<Statement> statements) throws InterruptedException {
    Optional<Statement> step = delivery.advance(batch.spans());
    if (step.isPresent()) {
      for (OffsetTracker.Span span : batch.spans()) {
        deadLetters.awaitStored(span.letters());
      }
      statements.add(step.get());
    }
  }

  private void written(LaneBatch batch, RowCounts counts, int refused, long start) {
    List<Change> changes = batch.rows().changes();
    if (changes.isEmpty()) {
      return;
    }
    Long oldest = changes.get(0).record().timestamp();
    Flush flush =
        new Flush(
            Math.max(0, changes.size() - refused - counts.rows()),
            counts.written(),
            counts.deleted(),
            counts.unchanged(),
            batch.rows().bytes(),
            start - batch.sealedAt(),
            System.nanoTime() - start,
            oldest == null ? -1 : oldest);
    metrics.batchWritten(flush);
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "{}: {} changes, {} bytes, in {} statements: {} rows written, {} deleted, {}"
              + " unchanged, {} folded, {} refused; {} ms queued, {} ms to encode and write",
          wording.place(batch.table()),
          changes.size(),
          flush.bytes(),
          batch.rows().groups().size(),
          flush.written(),
          flush.deleted(),
          flush.unchanged(),
          flush.folded(),
          refused,
          TimeUnit.NANOSECONDS.toMillis(flush.queuedNanos()),
          TimeUnit.NANOSECONDS.toMillis(flush.flushNanos()));
    }
  }

  private void report(List<Refusal> refusals, Set<SinkRecord> reported)
      throws InterruptedException {
    List<Refusal> fresh = new ArrayList<>();
    for (Refusal refusal : refusals) {
      if (!reported.contains(refusal.record())) {
        fresh.add(refusal);
      }
    }
    deadLetters.reportAndWait(fresh);
    fresh.forEach(refusal -> reported.add(refusal.record()));
  }

  /**
   * The rows may be too many for {@code statement_timeout}: each half gets its own time, and its
   * own transaction, which takes the offsets as far as that half goes.
   */
  private void processHalves(LaneBatch batch, Set<SinkRecord> reported, WriteException failure)
      throws WriteException, InterruptedException {
    if (batch.rows().changes().size() <= 1) {
      throw new ConnectException(
          wording.of(failure)
              + (failure.isSlow()
                  ? ". A single row already takes too long: raise statement.timeout.ms or the"
                      + " role's statement_timeout, or look for a slow trigger"
                  : ". A single row is already too much"));
    }
    LOG.warn(
        "{}: {} changes are too many for one transaction, and are written in two",
        wording.place(batch.table()),
        batch.rows().changes().size());
    for (LaneBatch half : batch.halves()) {
      boolean one = half.rows().changes().size() == 1;
      process(half, reported, one ? Attempt.SLOW_BEFORE_HALVES : 1);
    }
  }

  private void pause(Retries retries, WriteException failure, LaneBatch batch)
      throws InterruptedException {
    retrying = true;
    Thread.sleep(retries.next(failure, wording.place(batch.table())).toMillis());
  }
}

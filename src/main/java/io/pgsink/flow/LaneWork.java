// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.EncodedBatch;
import io.pgsink.batch.RowBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.link.Refusal;
import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.DefinitionCheck;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
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

  private final Database database;
  private final Logins logins;
  private final Delivery delivery;
  private final DeadLetters deadLetters;
  private final Relinker relinker;
  private final RetryPolicy policy;
  private final WaitingRoom room;
  private final FlushReport flushes;
  private final Orphans orphans;

  /** Failures of foreign keys, whose orphans are looked for before the next attempt. */
  private final List<WriteException> foreignKeys = new ArrayList<>();

  private final Wording wording;
  private final SinkMetrics metrics;
  private final Revocation revocation;
  private volatile boolean retrying;

  LaneWork(
      Database database,
      Logins logins,
      Delivery delivery,
      DeadLetters deadLetters,
      Relinker relinker,
      RetryPolicy policy,
      WaitingRoom room,
      Wording wording,
      SinkMetrics metrics,
      KafkaSigns signs) {
    this.database = database;
    this.logins = logins;
    this.delivery = delivery;
    this.deadLetters = deadLetters;
    this.relinker = relinker;
    this.policy = policy;
    this.room = room;
    this.flushes = new FlushReport(wording, metrics);
    this.orphans = new Orphans(database);
    this.wording = wording;
    this.metrics = metrics;
    this.revocation = new Revocation(signs, wording, metrics);
  }

  @Override
  public boolean isRetrying() {
    return retrying;
  }

  @Override
  public void process(LaneBatch sealed) throws WriteException, InterruptedException {
    room.turn().lock();
    try {
      store(room.admit(sealed));
      tryDue();
    } finally {
      room.turn().unlock();
      retrying = false;
    }
  }

  @Override
  public Optional<WaitingRoom> room() {
    return Optional.of(room);
  }

  @Override
  public void tryWaiting() throws WriteException, InterruptedException {
    room.turn().lock();
    try {
      tryDue();
    } finally {
      room.turn().unlock();
      retrying = false;
    }
  }

  /** Tries again what waits and is due. */
  private void tryDue() throws WriteException, InterruptedException {
    if (room.pause() > 0) {
      return;
    }
    long began = System.nanoTime();
    List<OffsetTracker.Span> spans = new ArrayList<>();
    List<Change> due = room.due(spans, foreignKeys);
    if (due.isEmpty()) {
      return;
    }
    store(new LaneBatch(RowBatch.of(due), spans, began));
    room.tried(due, began);
  }

  private void store(LaneBatch batch) throws WriteException, InterruptedException {
    room.expect(batch);
    process(batch, Collections.newSetFromMap(new IdentityHashMap<>()), Attempt.SLOW_BEFORE_HALVES);
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
    Optional<WriteException> tooMuch = Optional.empty();
    while (true) {
      batch = batch.withoutRevoked();
      if (batch.spans().isEmpty()) {
        return;
      }
      if (tooMuch.isPresent() && !attempt.unanswered()) {
        processHalves(batch, reported, tooMuch.get());
        return;
      }
      try {
        if (attempt.unanswered() && delivery.isStored(database, batch.spans())) {
          flushes.written(batch, RowCounts.unanswered(batch.rows()), 0, System.nanoTime());
          return;
        }
        attempt = attempt.answered();
        if (tooMuch.isPresent()) {
          continue;
        }
        if (attempt.stale()) {
          Relinker.Relinked now = relinker.relink(batch, reported);
          report(now.refusals(), reported);
          batch = now.batch();
          attempt = attempt.relinked(now.same());
        }
        LaneBatch parented = withoutOrphans(batch, reported);
        if (!parented.equals(batch)) {
          batch = parented;
          attempt = Attempt.first(slowAllowed);
        }
        Optional<LaneBatch> rest =
            attempt.isSplit() ? split(batch, reported) : write(batch, reported);
        retries.healed();
        if (rest.isEmpty()) {
          return;
        }
        batch = rest.get();
        attempt = Attempt.first(slowAllowed);
      } catch (WriteException failure) {
        if (logins.mayHeal(failure)) {
          pause(retries, failure, batch);
          continue;
        }
        if (Waiting.isOfForeignKey(failure)) {
          foreignKeys.add(failure);
        }
        Attempt.Next next = attempt.next(failure);
        attempt = next.attempt();
        switch (next.step()) {
          case AT_ONCE -> {}
          case AFTER_BACKOFF -> pause(retries, failure, batch);
          // not before it is known whether it is stored: a session may also end behind its commit
          case IN_HALVES -> tooMuch = Optional.of(failure);
          case AFTER_REVOCATION -> {
            retrying = true;
            revocation.await(batch, failure);
          }
          case NEVER -> throw failure;
        }
      } catch (CancellationException lost) {
        // Connect gives up the dead letters of partitions that it has lost
        retrying = true;
        revocation.await(batch, lost);
      }
    }
  }

  /** Sets rows without a parent aside all at once, where a search would try each of them. */
  private LaneBatch withoutOrphans(LaneBatch batch, Set<SinkRecord> reported)
      throws WriteException, InterruptedException {
    if (foreignKeys.isEmpty()) {
      return batch;
    }
    IdentityHashMap<SinkRecord, WriteException> aside = new IdentityHashMap<>();
    IdentityHashMap<SinkRecord, Refusal> bad = new IdentityHashMap<>();
    for (WriteException failure : foreignKeys) {
      for (Change orphan : orphans.in(batch, failure)) {
        if (room.mayWait(orphan)) {
          aside.put(orphan.record(), failure);
        } else {
          bad.put(orphan.record(), Refusal.of(orphan, wording.of(failure)));
        }
      }
    }
    foreignKeys.clear();
    if (!bad.isEmpty()) {
      report(List.copyOf(bad.values()), reported);
      RowBatch left = batch.rows().without(change -> bad.containsKey(change.record()));
      return room.setAside(batch.of(left), aside);
    }
    return aside.isEmpty() ? batch : room.setAside(batch, aside);
  }

  /**
   * Writes a batch as a whole; what can't be encoded is reported first and left out.
   *
   * @return what is still to be written, if anything
   */
  private Optional<LaneBatch> write(LaneBatch batch, Set<SinkRecord> reported)
      throws WriteException, InterruptedException {
    long start = System.nanoTime();
    EncodedBatch encoded = batch.encoded();
    if (!encoded.refusals().isEmpty()) {
      database.requireCurrent(batch.rows().definitions());
    }
    report(encoded.refusals(), reported);
    LaneBatch left = batch.of(encoded.rows());
    if (encoded.apart()) {
      return split(left, reported);
    }
    List<Statement> statements = checked(left.rows(), encoded.statements());
    addOffsets(batch, statements);
    if (!statements.isEmpty()) {
      // not the table of what is left: exactly once, the offset moves on even when nothing is
      long[] counts = database.write(batch.table(), statements);
      flushes.written(left, RowCounts.of(left.rows(), counts), 0, start);
      room.helped(left.rows());
    }
    return Optional.empty();
  }

  /**
   * Stores what can be stored of a batch that failed, and reports the rest.
   *
   * <p>With offsets in the same transaction the dead letters come first: once the offset is stored,
   * nobody would read the refused records again. What waits for other changes takes everything
   * behind it in its partition with it then, so that the rest is written without it.
   *
   * @return what is still to be written, if anything
   */
  private Optional<LaneBatch> split(LaneBatch batch, Set<SinkRecord> reported)
      throws WriteException, InterruptedException {
    long start = System.nanoTime();
    BatchSplitter splitter;
    boolean offsetsBelong = delivery.advance(batch.spans()).isPresent();
    try (SplitTransaction transaction = database.split()) {
      splitter = new BatchSplitter(transaction, wording, room::mayWait);
      splitter.split(batch.rows());
      transaction.check(batch.table(), DefinitionCheck.of(batch.rows().definitions()));
      if (!offsetsBelong) {
        transaction.commit(batch.table());
      }
    }
    metrics.batchSplit(splitter.attempts());
    IdentityHashMap<SinkRecord, WriteException> aside = splitter.aside();
    if (offsetsBelong && !aside.isEmpty()) {
      return Optional.of(room.setAside(batch, aside));
    }
    report(splitter.refusals(), reported);
    if (offsetsBelong) {
      writeKept(batch, splitter);
    }
    LaneBatch kept = room.setAside(batch.of(batch.rows().without(splitter::isRefused)), aside);
    flushes.written(kept, splitter.counts(), 0, start);
    room.helped(kept.rows());
    return Optional.empty();
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

  private void report(List<Refusal> refusals, Set<SinkRecord> reported)
      throws InterruptedException {
    List<Refusal> fresh = new ArrayList<>();
    for (Refusal refusal : refusals) {
      if (!reported.contains(refusal.record())) {
        fresh.add(refusal);
      }
    }
    deadLetters.reportAndWait(fresh);
    for (Refusal refusal : fresh) {
      reported.add(refusal.record());
      room.giveUp(refusal.record());
    }
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
      // the second one stays behind what the first one leaves waiting
      process(
          room.setAside(half, new IdentityHashMap<>()),
          reported,
          one ? Attempt.SLOW_BEFORE_HALVES : 1);
    }
  }

  private void pause(Retries retries, WriteException failure, LaneBatch batch)
      throws InterruptedException {
    retrying = true;
    Thread.sleep(retries.next(failure, wording.place(batch.table())).toMillis());
  }
}

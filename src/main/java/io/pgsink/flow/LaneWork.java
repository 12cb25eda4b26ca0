package io.pgsink.flow;

import io.pgsink.batch.Change;
import io.pgsink.batch.RowBatch;
import io.pgsink.metrics.Flush;
import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.BatchWriter.Statement;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one batch at a time to the database, whatever happens on the way: encodes it, writes it,
 * repeats it, splits it, and reports what can't be stored. Used by one lane's thread.
 */
final class LaneWork {
  private static final Logger LOG = LoggerFactory.getLogger(LaneWork.class);

  /** A statement that ran out of time so often is tried with fewer rows. */
  private static final int TIMEOUTS_BEFORE_SPLIT = 3;

  /** Rows that pass alone and fail together this often are changed by somebody else meanwhile. */
  private static final int MAX_SPLITS = 3;

  private final Database database;
  private final Delivery delivery;
  private final DeadLetters deadLetters;
  private final Targets targets;
  private final RetryPolicy policy;
  private final SinkMetrics metrics;
  private volatile boolean retrying;

  LaneWork(
      Database database,
      Delivery delivery,
      DeadLetters deadLetters,
      Targets targets,
      RetryPolicy policy,
      SinkMetrics metrics) {
    this.database = database;
    this.delivery = delivery;
    this.deadLetters = deadLetters;
    this.targets = targets;
    this.policy = policy;
    this.metrics = metrics;
  }

  /** Whether a batch waits for the database to come back. */
  boolean isRetrying() {
    return retrying;
  }

  /**
   * Returns when every change of the batch is durable or reported, or belongs to a partition that
   * was taken away.
   *
   * @throws WriteException when no repetition helps
   * @throws ConnectException when the task must fail for another reason
   */
  void process(LaneBatch sealed) throws WriteException, InterruptedException {
    Retries retries = new Retries(policy, metrics);
    Set<SinkRecord> reported = Collections.newSetFromMap(new IdentityHashMap<>());
    LaneBatch batch = sealed;
    boolean unanswered = false;
    boolean refreshed = false;
    int timeouts = 0;
    int splits = 0;
    try {
      while (true) {
        batch = batch.withoutRevoked();
        if (batch.spans().isEmpty()) {
          return;
        }
        try {
          if (unanswered && delivery.isStored(database, batch.spans())) {
            written(batch, RowCounts.unanswered(batch.rows()), 0, System.nanoTime());
            return;
          }
          unanswered = false;
          if (splits > 0) {
            split(batch, reported);
          } else {
            write(batch, reported);
          }
          retries.healed();
          return;
        } catch (WriteException failure) {
          unanswered |= failure.evicts();
          switch (failure.kind()) {
            case TRANSIENT, UNKNOWN -> {
              timeouts = failure.isSlowStatement() ? timeouts + 1 : 0;
              if (timeouts >= TIMEOUTS_BEFORE_SPLIT) {
                processHalves(batch, failure);
                return;
              }
              pause(retries, failure, batch);
            }
            case SCHEMA -> {
              if (refreshed) {
                throw failure;
              }
              refreshed = true;
              batch = relink(batch);
            }
            case RECORD, CLASH -> {
              splits++;
              if (splits > MAX_SPLITS) {
                throw failure;
              }
            }
            case FENCED -> {
              metrics.fenced();
              throw failure;
            }
            case ENVIRONMENT -> throw failure;
          }
        }
      }
    } finally {
      retries.ended();
      retrying = false;
    }
  }

  /** Writes a batch as a whole; what can't be encoded is reported first and left out. */
  private void write(LaneBatch batch, Set<SinkRecord> reported)
      throws WriteException, InterruptedException {
    long start = System.nanoTime();
    Batches.Encoded encoded = Batches.encode(batch.rows());
    report(encoded.refusals(), reported);
    LaneBatch left = new LaneBatch(encoded.rows(), batch.spans(), batch.sealedAt());
    if (encoded.apart()) {
      split(left, reported);
      return;
    }
    List<Statement> statements = new ArrayList<>(encoded.statements());
    delivery.advance(batch.spans()).ifPresent(statements::add);
    if (!statements.isEmpty()) {
      // not the table of what is left: exactly once, the offset moves on even when nothing is
      long[] counts = database.write(batch.rows().table(), statements);
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
      splitter = new BatchSplitter(transaction);
      splitter.split(batch.rows());
      if (!offsetsBelong) {
        transaction.commit(batch.rows().table());
      }
    }
    metrics.batchSplit(splitter.attempts());
    report(splitter.refusals(), reported);
    if (offsetsBelong) {
      List<Statement> statements = splitter.stored();
      delivery.advance(batch.spans()).ifPresent(statements::add);
      database.write(batch.rows().table(), statements);
    }
    written(batch, splitter.counts(), splitter.refusals().size(), start);
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
          "Table {}: {} changes, {} bytes, in {} statements: {} rows written, {} deleted, {}"
              + " unchanged, {} folded, {} refused; {} ms queued, {} ms to encode and write",
          batch.rows().table(),
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

  /** The rows may be too many for {@code statement_timeout}: each half gets its own time. */
  private void processHalves(LaneBatch batch, WriteException failure)
      throws WriteException, InterruptedException {
    List<Change> changes = batch.rows().changes();
    boolean offsetsBelong = delivery.advance(batch.spans()).isPresent();
    if (changes.size() == 1 || offsetsBelong) {
      throw new ConnectException(
          failure.getMessage()
              + ". "
              + (changes.size() == 1
                  ? "A single row already takes too long: raise statement.timeout.ms or the role's"
                      + " statement_timeout, or look for a slow trigger"
                  : "Lower batch.size, or raise statement.timeout.ms or the role's"
                      + " statement_timeout"));
    }
    int middle = changes.size() / 2;
    for (List<Change> half :
        List.of(changes.subList(0, middle), changes.subList(middle, changes.size()))) {
      process(new LaneBatch(RowBatch.of(List.copyOf(half)), batch.spans(), batch.sealedAt()));
    }
  }

  private LaneBatch relink(LaneBatch batch) throws WriteException {
    List<Change> changes = new ArrayList<>(batch.rows().changes().size());
    for (Change change : batch.rows().changes()) {
      changes.add(targets.relink(change));
    }
    return new LaneBatch(RowBatch.of(changes), batch.spans(), batch.sealedAt());
  }

  private void pause(Retries retries, WriteException failure, LaneBatch batch)
      throws InterruptedException {
    retrying = true;
    Thread.sleep(retries.next(failure, "Table " + batch.rows().table()).toMillis());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.postgres.WriteException;
import io.pgsink.table.EnvironmentException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that writes batches, one after the other in the order in which they were handed over.
 *
 * <p><b>Invariant B.</b> All changes of one key go through one lane, so that they are written in
 * the order of arrival; a batch that has to be repeated holds back the ones behind it.
 *
 * <p>{@link #submit} and {@link #stop} are called by the task's thread; everything else may be
 * asked by any.
 */
final class WriterLane {
  /** What is done with the batches of one lane, on its thread. */
  interface Work {
    /**
     * Returns when every change of the batch is durable or reported, or belongs to a partition that
     * was taken away.
     *
     * @throws WriteException when no repetition helps
     * @throws ConnectException when the task must fail for another reason
     */
    void process(LaneBatch batch) throws WriteException, InterruptedException;

    /** Whether a batch waits for the database to come back. */
    boolean isRetrying();

    /** Tries again the changes that wait for others, as far as they are due. */
    default void tryWaiting() throws WriteException, InterruptedException {}

    /** What waits for other changes, where anything may. */
    default Optional<WaitingRoom> room() {
      return Optional.empty();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(WriterLane.class);

  private final Work work;
  private final Wording wording;
  private final Runnable onProgress;
  private final BlockingQueue<LaneBatch> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger backlog = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile ConnectException failure;

  /**
   * A lane, started at once. It logs in the context of the thread that makes it.
   *
   * @param name the thread's name
   * @param work what is done with a batch
   * @param wording how failures are told
   * @param onProgress called whenever a batch is done or the lane has failed
   */
  WriterLane(String name, Work work, Wording wording, Runnable onProgress) {
    this.work = work;
    this.wording = wording;
    this.onProgress = onProgress;
    this.thread = LogContext.current().thread(this::run, name);
    thread.start();
  }

  /**
   * Hands a batch over. Never waits: the task asks {@link #backlog} before it takes new records.
   */
  void submit(LaneBatch batch) {
    backlog.incrementAndGet();
    bytes.addAndGet(batch.rows().bytes());
    queue.add(batch);
  }

  /** How many batches wait or are being written. */
  int backlog() {
    return backlog.get();
  }

  /** Roughly what these hold in memory. */
  long bytes() {
    return bytes.get();
  }

  /** Whether the lane repeats a batch because the database can't be written now. */
  boolean isRetrying() {
    return work.isRetrying();
  }

  /** Why the task must fail, or null. */
  ConnectException failure() {
    if (failure == null && ended && !stopping) {
      // without memory not even the failure could be noted
      return new ConnectException(thread.getName() + " has ended; see the worker's log");
    }
    return failure;
  }

  private void run() {
    try {
      while (!stopping) {
        LaneBatch batch = next();
        if (batch == null) {
          work.tryWaiting();
          onProgress.run();
          continue;
        }
        work.process(batch);
        batch.complete();
        bytes.addAndGet(-batch.rows().bytes());
        backlog.decrementAndGet();
        onProgress.run();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ConnectException failed) {
      failure = failed;
    } catch (WriteException failed) {
      failure = new ConnectException(wording.of(failed));
    } catch (EnvironmentException failed) {
      failure = new ConnectException(failed.getMessage());
    } catch (RuntimeException | Error unexpected) {
      failure =
          new ConnectException(
              "unexpected " + unexpected.getClass().getName() + "; see the worker's log");
      LOG.error("{} failed unexpectedly", thread.getName(), wording.of(unexpected));
    } finally {
      ended = true;
      onProgress.run();
    }
  }

  private LaneBatch next() throws InterruptedException {
    long pause = work.room().map(WaitingRoom::pause).orElse(Long.MAX_VALUE);
    return pause == Long.MAX_VALUE ? queue.take() : queue.poll(pause, TimeUnit.NANOSECONDS);
  }

  /** What waits for changes that haven't come yet. */
  WaitingLoad load() {
    return work.room().map(WaitingRoom::load).orElse(WaitingLoad.NONE);
  }

  /** Where changes wait for others. */
  Optional<WaitingRoom> room() {
    return work.room();
  }

  /** Asks the thread to end; what it hasn't written is left to be read again. */
  void stop() {
    stopping = true;
    thread.interrupt();
  }

  /** Waits for the thread to end. */
  void join(long millis) throws InterruptedException {
    thread.join(Math.max(1, millis));
  }
}

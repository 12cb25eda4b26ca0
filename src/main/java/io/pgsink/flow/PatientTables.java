// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Tables;
import io.pgsink.postgres.TableManager;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.Definition;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables that a put waits for no longer than it may. What it asks runs on a thread of its own, and
 * goes on when the put has left: a change that rewrites a large table would never come to its end
 * if it began anew with every put. The next put waits for it again.
 *
 * <p>Lanes ask on their own threads and have all the time they need.
 */
final class PatientTables implements Tables, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PatientTables.class);

  private final Tables tables;
  private final Duration patience;
  private final ExecutorService thread;

  /** The thread that is in a put. */
  private volatile Thread putting;

  /** Only for the thread of the put: when it must leave, and what it has left unanswered. */
  private long deadline;

  private Optional<Question> late = Optional.empty();

  PatientTables(Tables tables, Duration patience, String name) {
    this.tables = tables;
    this.patience = patience;
    LogContext context = LogContext.current();
    this.thread = Executors.newSingleThreadExecutor(work -> context.thread(work, name + "-tables"));
  }

  /** A question that is being answered. */
  private record Question(String about, Future<?> answer) {}

  /** What a put does. */
  interface Reads<T> {
    T read() throws WriteException;
  }

  /** Does something in which this thread waits for tables only as long as a put may. */
  <T> T inPut(Reads<T> reads) throws WriteException {
    deadline = System.nanoTime() + patience.toNanos();
    putting = Thread.currentThread();
    try {
      return reads.read();
    } finally {
      putting = null;
    }
  }

  @Override
  public Optional<Table> evolve(TableId id, TableManager.Plan plan) throws WriteException {
    return isInPut() ? ask(id.toString(), () -> tables.evolve(id, plan)) : tables.evolve(id, plan);
  }

  @Override
  public Collection<TableId> existing(Collection<TableId> ids) throws WriteException {
    return isInPut() ? ask("names", () -> tables.existing(ids)) : tables.existing(ids);
  }

  @Override
  public boolean areCurrent(Collection<Definition> definitions) throws WriteException {
    return isInPut()
        ? ask("definitions", () -> tables.areCurrent(definitions))
        : tables.areCurrent(definitions);
  }

  private boolean isInPut() {
    return Thread.currentThread() == putting;
  }

  private <T> T ask(String about, Callable<T> question) throws WriteException {
    if (late.isPresent()) {
      hear(late.get(), about);
    }
    Future<T> answer = thread.submit(question);
    late = Optional.of(new Question(about, answer));
    return await(answer);
  }

  /** Waits for what an earlier put has left. Only that the database failed still matters. */
  private void hear(Question earlier, String about) throws WriteException {
    try {
      await(earlier.answer());
    } catch (WriteException failure) {
      if (late.isPresent() || earlier.about().equals(about)) {
        throw failure;
      }
      LOG.debug("{}: what was asked for has failed", earlier.about(), failure);
    } catch (RuntimeException aboutARecord) {
      LOG.debug("{}: what was asked for has failed", earlier.about(), aboutARecord);
    }
  }

  private <T> T await(Future<T> answer) throws WriteException {
    try {
      T result = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      late = Optional.empty();
      return result;
    } catch (TimeoutException notYet) {
      throw WriteException.unfinished();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw WriteException.unfinished();
    } catch (ExecutionException failed) {
      late = Optional.empty();
      throw cause(failed);
    }
  }

  /** What the question threw; only checked exceptions of one kind can be. */
  private static WriteException cause(ExecutionException failed) {
    if (failed.getCause() instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failed.getCause() instanceof Error error) {
      throw error;
    }
    return (WriteException) failed.getCause();
  }

  /** To be called when the connections are closed, which ends what hangs. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}

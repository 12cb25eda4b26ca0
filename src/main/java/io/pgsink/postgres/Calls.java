// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls of one task that the server hasn't answered yet. Thread-safe. */
final class Calls {
  /** So long the server is left alone before anybody asks what it does. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Set<Call> running = ConcurrentHashMap.newKeySet();

  /** What waits for an answer. */
  interface Work<T> {
    T run() throws SQLException, WriteException;
  }

  /**
   * Runs work that the server is to answer.
   *
   * @param connection the only connection that it uses
   * @param table what it is about, for messages
   * @param within its time limits: what it waits for must be known before they end it
   */
  <T> T watched(Connection connection, Optional<TableId> table, TimeLimits within, Work<T> work)
      throws SQLException, WriteException {
    long wait = Math.min(half(within.lock()), half(within.statement()));
    Call call = new Call(connection.unwrap(Session.class), table, wait);
    running.add(call);
    try {
      return work.run();
    } catch (WriteException failure) {
      throw call.explained(failure);
    } finally {
      call.end();
      running.remove(call);
    }
  }

  private static long half(Duration limit) {
    return Math.min(PATIENCE.toNanos(), limit.isZero() ? Long.MAX_VALUE : limit.toNanos() / 2);
  }

  /** Those that take long enough for a look at what the server does. */
  List<Call> due() {
    return running.stream().filter(Call::isDue).toList();
  }

  /** All that have had no answer yet. */
  List<Call> all() {
    return List.copyOf(running);
  }

  /** How long the oldest has waited for its answer, in milliseconds; 0 when there is none. */
  long oldestMillis() {
    long oldest = 0;
    for (Call call : running) {
      oldest = Math.max(oldest, call.ageNanos());
    }
    return Duration.ofNanos(oldest).toMillis();
  }
}

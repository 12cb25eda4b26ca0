// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * How long a round trip to the database takes. Whatever holds a measurement up makes it longer,
 * nothing makes it shorter; so a short one counts at once, a long one only when others confirm it.
 * Thread-safe.
 */
final class Distance {
  private static final long FIRST_INTERVAL = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_INTERVAL = Duration.ofMinutes(2).toNanos();
  private static final int FIRST_TRIES = 3;

  private long nanos;
  private long measuredAt;
  private long interval;

  /** The time of a round trip, in nanoseconds. */
  synchronized long nanos(Connection connection) throws SQLException {
    if (interval == 0) {
      // the first prepares the statement
      nanos = measure(connection);
      for (int i = 1; i < FIRST_TRIES; i++) {
        nanos = Math.min(nanos, measure(connection));
      }
      interval = FIRST_INTERVAL;
    } else if (System.nanoTime() - measuredAt > interval) {
      nanos = Math.min(2 * nanos, measure(connection));
      interval = Math.min(2 * interval, LONGEST_INTERVAL);
    }
    return nanos;
  }

  private long measure(Connection connection) throws SQLException {
    long start = System.nanoTime();
    new Pipeline().add("SELECT true").run(connection);
    measuredAt = System.nanoTime();
    return measuredAt - start;
  }
}

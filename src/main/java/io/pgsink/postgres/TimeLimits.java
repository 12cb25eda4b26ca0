// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.config.ConnectionConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * How long a statement of ours may take, and how long it may wait for a lock: settings of one
 * transaction, which leave no trace in a session that PgBouncer lends to others afterwards. A
 * duration of zero leaves the setting of the server or role.
 *
 * @param statement {@code statement_timeout}
 * @param lock {@code lock_timeout}
 */
record TimeLimits(Duration statement, Duration lock) {
  /**
   * Whoever waits to change a table makes everybody queue who comes behind, also for reading. So a
   * change asks for its lock only this long at a time, and again after a pause.
   */
  private static final Duration IN_FRONT_OF_OTHERS = Duration.ofSeconds(1);

  /** A put or a rebalance waits for it, and what it asks for is quick when nothing is wrong. */
  private static final Duration OF_CLAIMS = Duration.ofSeconds(2);

  static TimeLimits of(ConnectionConfig config) {
    return new TimeLimits(config.statementTimeout(), config.lockTimeout());
  }

  /** For changes of tables, and for what a put waits for. Rewriting a table may take its time. */
  TimeLimits whileOthersWait() {
    boolean shorter = !lock.isZero() && lock.compareTo(IN_FRONT_OF_OTHERS) < 0;
    return new TimeLimits(Duration.ZERO, shorter ? lock : IN_FRONT_OF_OTHERS);
  }

  /** For claims of partitions. */
  TimeLimits ofClaims() {
    boolean shorter = !statement.isZero() && statement.compareTo(OF_CLAIMS) < 0;
    return new TimeLimits(shorter ? statement : OF_CLAIMS, whileOthersWait().lock());
  }

  /**
   * SET LOCAL in a form that an implicit transaction accepts without a warning. A boolean answer,
   * because the driver waits for an answer before it sends a statement whose answer has no bounds.
   */
  Optional<String> sql() {
    StringJoiner settings = new StringJoiner(", ", "SELECT ", "");
    settings.setEmptyValue("");
    if (!statement.isZero()) {
      settings.add(local("statement_timeout", statement));
    }
    if (!lock.isZero()) {
      settings.add(local("lock_timeout", lock));
    }
    return Optional.of(settings.toString()).filter(text -> !text.isEmpty());
  }

  /** Sets the limits for the transaction that is open on a connection. */
  void set(Connection connection) throws SQLException {
    Optional<String> sql = sql();
    if (sql.isPresent()) {
      try (var settings = connection.createStatement()) {
        settings.execute(sql.get());
      }
    }
  }

  private static String local(String setting, Duration limit) {
    return "pg_catalog.set_config('" + setting + "', '" + limit.toMillis() + "', true) IS NULL";
  }
}

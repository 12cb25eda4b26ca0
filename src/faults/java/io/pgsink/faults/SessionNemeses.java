// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** What other sessions do to the connector's tables, and what limits they meet. */
final class SessionNemeses {
  private SessionNemeses() {}

  static List<Nemesis> all() {
    return List.of(
        Nemesis.of("F21", "rows locked for 8 s", SessionNemeses::lockRows)
            .with("lock.timeout.ms", "1000"),
        Nemesis.of("F22", "table locked for 8 s, no lock.timeout.ms", SessionNemeses::lockTable)
            .with("lock.timeout.ms", "0"),
        Nemesis.of("F22", "table locked for 5 min", SessionNemeses::lockTableForLong),
        Nemesis.of("F23", "deadlocks with another session", SessionNemeses::deadlock),
        Nemesis.of("F24", "4 tasks, 2 writers each, the same keys", SessionNemeses::overlap)
            .with("tasks.max", "4")
            .with("writers", "2"),
        Nemesis.of("F25", "serializable by default", SessionNemeses::serializable),
        Nemesis.of("F26", "statements slower than their time limit", SessionNemeses::slow)
            .with("statement.timeout.ms", "1000"),
        Nemesis.of("F27 F28", "idle and transaction timeouts of 1 s", SessionNemeses::timeouts));
  }

  private static void lockRows(TrialStage stage) throws SQLException {
    stage.hold(Duration.ofSeconds(8), "SELECT key FROM state FOR UPDATE");
  }

  private static void lockTable(TrialStage stage) throws SQLException {
    stage.hold(Duration.ofSeconds(8), "LOCK TABLE state IN ACCESS EXCLUSIVE MODE");
  }

  /** K7.4: whatever waits is given up by the server before anybody stops listening. */
  private static void lockTableForLong(TrialStage stage) throws SQLException {
    stage.hold(Duration.ofMinutes(5), "LOCK TABLE state IN ACCESS EXCLUSIVE MODE");
  }

  /** Locks rows one by one, against the order in which the connector writes them. */
  private static void deadlock(TrialStage stage) throws SQLException {
    long before = deadlocks(stage);
    try (Connection session = stage.database().connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      Await.until(
          "three deadlocks",
          () -> {
            try {
              for (int i = 299; i >= 0; i--) {
                statement.execute("SELECT n FROM counter WHERE key = 'k" + i + "' FOR UPDATE");
              }
            } catch (SQLException victim) {
              if (!"40P01".equals(victim.getSQLState())) {
                throw victim;
              }
            } finally {
              session.rollback();
            }
            return deadlocks(stage) >= before + 3;
          });
    }
  }

  private static long deadlocks(TrialStage stage) {
    return stage
        .database()
        .count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  }

  private static void overlap(TrialStage stage) {
    stage.duringSeconds(8);
    if (deadlocks(stage) > 0) {
      throw new AssertionError("tasks met in deadlocks");
    }
  }

  private static void serializable(TrialStage stage) {
    setForRole(stage, "default_transaction_isolation = 'serializable'");
    stage.forEachSession("pg_terminate_backend");
    stage.duringSeconds(6);
    resetRole(stage);
  }

  private static void timeouts(TrialStage stage) {
    setForRole(stage, "idle_in_transaction_session_timeout = '1s'");
    setForRole(stage, "transaction_timeout = '1s'");
    stage.forEachSession("pg_terminate_backend");
    stage.duringSeconds(5);
    resetRole(stage);
  }

  /** A batch takes 2 s and has 1 s; what would help is a smaller one. */
  private static void slow(TrialStage stage) {
    stage
        .database()
        .execute(
            """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$
            """,
            "CREATE TRIGGER dawdle BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION"
                + " dawdle()");
    stage.duringSeconds(10);
    stage.awaitRows(50);
    stage.database().execute("DROP TRIGGER dawdle ON journal");
  }

  private static void setForRole(TrialStage stage, String setting) {
    stage.database().execute("ALTER ROLE " + Tables.ROLE + " SET " + setting);
  }

  private static void resetRole(TrialStage stage) {
    stage.database().execute("ALTER ROLE " + Tables.ROLE + " RESET ALL");
    stage.forEachSession("pg_terminate_backend");
  }
}

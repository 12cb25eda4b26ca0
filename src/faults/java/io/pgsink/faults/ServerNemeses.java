// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Promise;
import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happens to a PostgreSQL server and its sessions. */
final class ServerNemeses {
  /** The long outage; {@code -Dpgsink.faults.outage=10} makes it shorter. */
  private static final int OUTAGE_SECONDS = Integer.getInteger("pgsink.faults.outage", 60);

  private ServerNemeses() {}

  static List<Nemesis> all() {
    return List.of(
        Nemesis.of("none", "no fault", stage -> stage.duringSeconds(3)),
        Nemesis.of("F02 F04", "crash and recovery of PostgreSQL", ServerNemeses::crash),
        Nemesis.of("F03", "fast restart of PostgreSQL", ServerNemeses::restart),
        Nemesis.of("F04 F53", "outage of " + OUTAGE_SECONDS + " s", ServerNemeses::outage),
        Nemesis.of("F05", "every session terminated, once a second", ServerNemeses::terminate),
        Nemesis.of("F06", "statements cancelled", ServerNemeses::cancel),
        Nemesis.of("F15", "the server turns read-only", ServerNemeses::readOnly),
        Nemesis.of("F16 F17", "the database goes back by some seconds", ServerNemeses::goBack)
            .promising(Promise.ROWS_MAY_BE_FORGOTTEN),
        Nemesis.of("F18", "connection slots exhausted", ServerNemeses::exhaustConnections),
        Nemesis.of("F20", "a backend is killed with SIGKILL", ServerNemeses::killBackend));
  }

  static void crash(TrialStage stage) {
    stage.postgres().kill();
    stage.duringSeconds(2);
    stage.postgres().startAgain();
  }

  private static void restart(TrialStage stage) {
    stage.postgres().stop();
    stage.postgres().startAgain();
  }

  private static void outage(TrialStage stage) {
    stage.postgres().stop();
    stage.duringSeconds(OUTAGE_SECONDS);
    stage.postgres().startAgain();
  }

  static void terminate(TrialStage stage) {
    stage.repeat(6, Duration.ofSeconds(1), () -> stage.forEachSession("pg_terminate_backend"));
  }

  private static void cancel(TrialStage stage) {
    stage.repeat(40, Duration.ofMillis(100), () -> stage.forEachSession("pg_cancel_backend"));
  }

  private static void readOnly(TrialStage stage) {
    TestDatabase server = stage.postgres().maintenance();
    server.execute(
        "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    stage.duringSeconds(5);
    server.execute("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()");
  }

  /**
   * The last commits are gone, as after a failover to a standby that lagged behind, or as after a
   * restore. With offsets in the database the connector goes back, too.
   */
  private static void goBack(TrialStage stage) throws Exception {
    TestDatabase server = stage.postgres().maintenance();
    String name = stage.database().name();
    String copy = name + "_copy";
    stage.unseen(
        () -> {
          stage.proxy().down();
          endSessions(server, name);
          server.execute("CREATE DATABASE " + copy + " TEMPLATE " + name);
          stage.proxy().up();
        });
    stage.awaitRows(300);
    stage.duringSeconds(2);
    stage.unseen(
        () -> {
          stage.proxy().down();
          endSessions(server, name);
          server.execute("DROP DATABASE " + name, "ALTER DATABASE " + copy + " RENAME TO " + name);
          stage.proxy().up();
        });
    if (stage.isExactlyOnce()) {
      stage.awaitFailed("the database has lost its last commits");
      stage.restart();
      stage.restartWhatFailed(Duration.ofSeconds(8));
    }
  }

  private static void endSessions(TestDatabase server, String database) {
    String sessions = " FROM pg_stat_activity WHERE datname = '" + database + "'";
    server.execute("SELECT pg_terminate_backend(pid)" + sessions);
    Await.until("sessions end", () -> server.count("SELECT count(*)" + sessions) == 0);
  }

  private static void exhaustConnections(TrialStage stage) throws SQLException {
    stage
        .database()
        .execute(
            "DO $$ BEGIN CREATE ROLE hog LOGIN PASSWORD 'hog'; EXCEPTION WHEN duplicate_object THEN"
                + " END $$");
    TestDatabase hog = stage.database().as("hog", "hog");
    List<Connection> taken = new ArrayList<>();
    try {
      for (int round = 0; round < 3; round++) {
        stage.forEachSession("pg_terminate_backend");
        takeAll(hog, taken);
        stage.duringSeconds(1);
      }
      stage.duringSeconds(3);
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
  }

  private static void takeAll(TestDatabase database, List<Connection> taken) {
    try {
      while (true) {
        taken.add(database.connect());
      }
    } catch (SQLException full) {
      if (!"53300".equals(full.getSQLState())) {
        throw new AssertionError(full);
      }
    }
  }

  /** The server ends all sessions and recovers, since shared memory may be damaged. */
  private static void killBackend(TrialStage stage) throws SQLException {
    try (Connection victim = stage.database().connect();
        Statement statement = victim.createStatement()) {
      var result = statement.executeQuery("SELECT pg_backend_pid()");
      result.next();
      ProcessHandle.of(result.getLong(1)).orElseThrow().destroyForcibly();
    }
    Await.until("the server is back", () -> stage.database().count("SELECT 1") == 1);
  }
}

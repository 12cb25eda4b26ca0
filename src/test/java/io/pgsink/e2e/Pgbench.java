// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The four tables of PostgreSQL's pgbench, and clients that work on them as it does (TPC-B). */
final class Pgbench {
  static final List<String> NAMES =
      List.of("pgbench_branches", "pgbench_tellers", "pgbench_accounts", "pgbench_history");

  /** As pgbench 18 creates them. */
  static final String[] TABLES = {
    "CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88))"
        + " WITH (fillfactor=100)",
    "CREATE TABLE pgbench_tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84))"
        + " WITH (fillfactor=100)",
    "CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84))"
        + " WITH (fillfactor=100)",
    "CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp,"
        + " filler char(22))"
  };

  private static final int TELLERS = 10;
  private static final int ACCOUNTS = 10_000;

  private final TestDatabase database;
  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong deleted = new AtomicLong();

  Pgbench(TestDatabase database) {
    this.database = database;
  }

  void createTables() {
    database.execute(TABLES);
  }

  void fill() {
    database.execute(
        "INSERT INTO pgbench_branches (bid, bbalance) VALUES (1, 0)",
        "INSERT INTO pgbench_tellers (tid, bid, tbalance) SELECT n, 1, 0 FROM generate_series(1, "
            + TELLERS
            + ") n",
        "INSERT INTO pgbench_accounts (aid, bid, abalance, filler) SELECT n, 1, 0, ''"
            + " FROM generate_series(1, "
            + ACCOUNTS
            + ") n");
  }

  /**
   * Runs clients side by side until each has done its transactions.
   *
   * @return how many rows they changed
   */
  long run(int clients, int transactions) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int client = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  client(client, transactions);
                } catch (SQLException | RuntimeException e) {
                  failure.set(e);
                }
              },
              "pgbench-" + i);
      threads.add(thread);
      thread.start();
    }
    Await.until("the clients finish", () -> threads.stream().noneMatch(thread -> thread.isAlive()));
    if (failure.get() != null) {
      throw new AssertionError("a client failed", failure.get());
    }
    return changes.get();
  }

  long deletedAccounts() {
    return deleted.get();
  }

  private void client(int number, int transactions) throws SQLException {
    Random random = new Random(number);
    int nextAccount = ACCOUNTS + 1 + number * 1_000_000;
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try (Statement begin = connection.createStatement()) {
        begin.execute("SET deadlock_timeout = '50ms'");
      }
      connection.commit();
      for (int i = 0; i < transactions; i++) {
        int account = 1 + random.nextInt(ACCOUNTS);
        int teller = 1 + random.nextInt(TELLERS);
        int delta = random.nextInt(10_001) - 5_000;
        transfer(connection, account, teller, delta);
        if (i % 5 == 0) {
          openAccount(connection, nextAccount++);
        }
        if (i % 7 == 0) {
          // Distinct per client, so that nobody waits for a deleted row.
          deleted.addAndGet(
              update(
                  connection,
                  "DELETE FROM pgbench_accounts WHERE aid = ?",
                  1 + number + 2 * random.nextInt(ACCOUNTS / 2)));
        }
        connection.commit();
      }
    }
  }

  private void transfer(Connection connection, int account, int teller, int delta)
      throws SQLException {
    update(
        connection,
        "UPDATE pgbench_accounts SET abalance = abalance + ? WHERE aid = ?",
        delta,
        account);
    update(
        connection,
        "UPDATE pgbench_tellers SET tbalance = tbalance + ? WHERE tid = ?",
        delta,
        teller);
    update(connection, "UPDATE pgbench_branches SET bbalance = bbalance + ? WHERE bid = 1", delta);
    update(
        connection,
        "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)"
            + " VALUES (?, 1, ?, ?, CURRENT_TIMESTAMP)",
        teller,
        account,
        delta);
    if (delta % 3 == 0) {
      // Written twice in one transaction, so that a batch holds a key more than once.
      update(
          connection,
          "UPDATE pgbench_accounts SET filler = 'delta ' || ? WHERE aid = ?",
          delta,
          account);
    }
  }

  private void openAccount(Connection connection, int account) throws SQLException {
    update(
        connection,
        "INSERT INTO pgbench_accounts (aid, bid, abalance, filler) VALUES (?, 1, 0, 'new')",
        account);
  }

  private int update(Connection connection, String sql, int... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setInt(i + 1, values[i]);
      }
      int rows = statement.executeUpdate();
      changes.addAndGet(rows);
      return rows;
    }
  }
}

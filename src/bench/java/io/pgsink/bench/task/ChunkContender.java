// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The server alone in statements of some 5,000 rows, each committed, from one or more sessions that
 * all write all rows. Shows what the order of a batch's rows does; a deadlock's loser tries again.
 *
 * @param name what it is called
 * @param order how a statement's rows are ordered: an expression of the source's columns and {@code
 *     $session}
 * @param sessions how many
 */
record ChunkContender(String name, String order, int sessions) implements Contender {
  private static final int ROWS = 5_000;
  private static final String DEADLOCK = "40P01";

  static final Contender AS_THEY_COME =
      new ChunkContender("server only, 5,000 rows a statement, as they come", "ctid", 1);
  static final Contender BY_KEY =
      new ChunkContender("server only, 5,000 rows a statement, by key", "id", 1);
  static final Contender TWO_AS_THEY_COME =
      new ChunkContender("two sessions, any order", "md5(id || '$session')", 2);
  static final Contender TWO_BY_KEY = new ChunkContender("two sessions, by key", "id", 2);

  @Override
  public Session open(TestDatabase database, Workload workload) throws Exception {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      connections.add(database.connect());
    }
    int pages = pages(connections.get(0));
    int step = Math.max(1, (int) ((long) pages * ROWS / workload.changes().size()));
    return new Session() {
      @Override
      public void write() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(sessions);
        try {
          List<Future<?>> all = new ArrayList<>();
          for (int i = 0; i < sessions; i++) {
            Connection connection = connections.get(i);
            String sql = sql(workload.shape(), i);
            all.add(threads.submit(() -> writeChunks(connection, sql, pages, step)));
          }
          for (Future<?> each : all) {
            each.get();
          }
        } finally {
          threads.shutdown();
        }
      }

      @Override
      public void close() throws Exception {
        for (Connection connection : connections) {
          connection.close();
        }
      }
    };
  }

  private String sql(WorkloadShape shape, int session) {
    return shape.insertInto(WorkloadTables.TARGET)
        + "SELECT "
        + shape.names()
        + " FROM "
        + WorkloadTables.SOURCE
        + " WHERE ctid >= ?::tid AND ctid < ?::tid ORDER BY "
        + order.replace("$session", Integer.toString(session))
        + shape.onConflict();
  }

  private static int pages(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT pg_relation_size('%s') / current_setting('block_size')::int"
                    .formatted(WorkloadTables.SOURCE))) {
      result.next();
      return result.getInt(1);
    }
  }

  private static Void writeChunks(Connection connection, String sql, int pages, int step)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int page = 0; page < pages; page += step) {
        statement.setString(1, "(" + page + ",0)");
        statement.setString(2, "(" + (page + step) + ",0)");
        while (!executed(statement)) {}
      }
    }
    return null;
  }

  private static boolean executed(PreparedStatement statement) throws SQLException {
    try {
      statement.executeUpdate();
      return true;
    } catch (SQLException e) {
      if (e.getSQLState().equals(DEADLOCK)) {
        return false;
      }
      throw e;
    }
  }
}

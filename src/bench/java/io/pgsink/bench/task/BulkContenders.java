// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The usual ways to upsert rows of (id, name) in bulk, each in one transaction on a connection with
 * prepared statements.
 */
final class BulkContenders {
  private static final String INSERT = "INSERT INTO target (id, name) VALUES (?, ?)";
  private static final String UPDATE = "UPDATE target SET name = ? WHERE id = ?";
  private static final int VALUES_ROWS = 1000;
  private static final int WARM_UP = 1000;

  private BulkContenders() {}

  /** One way. */
  private interface Way {
    void write(Connection connection, List<Workload.Change> changes) throws SQLException;
  }

  static List<Contender> all() {
    return List.of(
        contender("row-by-row merge", BulkContenders::merge),
        contender("split batches", BulkContenders::split),
        contender("delete, then insert", BulkContenders::deleteThenInsert),
        contender("multi-row VALUES", BulkContenders::values));
  }

  /** For each row a SELECT, then an UPDATE or an INSERT. */
  private static void merge(Connection connection, List<Workload.Change> changes)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT 1 FROM target WHERE id = ?");
        PreparedStatement update = connection.prepareStatement(UPDATE);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Workload.Change change : changes) {
        RowBatchContender.bind(select, 1, change.row()[0]);
        boolean present;
        try (ResultSet result = select.executeQuery()) {
          present = result.next();
        }
        if (present) {
          bindUpdate(update, change);
          update.executeUpdate();
        } else {
          RowBatchContender.bind(insert, change.row(), 2);
          insert.executeUpdate();
        }
      }
    }
  }

  private static void bindUpdate(PreparedStatement update, Workload.Change change)
      throws SQLException {
    RowBatchContender.bind(update, 1, change.row()[1]);
    RowBatchContender.bind(update, 2, change.row()[0]);
  }

  /** One SELECT of the keys that are present, then a batch of UPDATEs and a batch of INSERTs. */
  private static void split(Connection connection, List<Workload.Change> changes)
      throws SQLException {
    Set<Object> present = new HashSet<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id FROM target WHERE id = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("int8", ids(changes)));
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          present.add(result.getLong(1));
        }
      }
    }
    try (PreparedStatement update = connection.prepareStatement(UPDATE);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Workload.Change change : changes) {
        if (present.contains(change.row()[0])) {
          bindUpdate(update, change);
          update.addBatch();
        } else {
          RowBatchContender.bind(insert, change.row(), 2);
          insert.addBatch();
        }
      }
      update.executeBatch();
      insert.executeBatch();
    }
  }

  private static Object[] ids(List<Workload.Change> changes) {
    return changes.stream().map(change -> change.row()[0]).toArray();
  }

  private static void deleteThenInsert(Connection connection, List<Workload.Change> changes)
      throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM target WHERE id = ANY (?)");
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      delete.setArray(1, connection.createArrayOf("int8", ids(changes)));
      delete.executeUpdate();
      for (Workload.Change change : changes) {
        RowBatchContender.bind(insert, change.row(), 2);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Upserts of a thousand rows each. */
  private static void values(Connection connection, List<Workload.Change> changes)
      throws SQLException {
    for (int i = 0; i < changes.size(); i += VALUES_ROWS) {
      List<Workload.Change> part = changes.subList(i, Math.min(i + VALUES_ROWS, changes.size()));
      String rows = String.join(", ", Collections.nCopies(part.size(), "(?, ?)"));
      String sql =
          "INSERT INTO target (id, name) VALUES " + rows + WorkloadShape.NAMES.onConflict();
      try (PreparedStatement upsert = connection.prepareStatement(sql)) {
        int parameter = 1;
        for (Workload.Change change : part) {
          RowBatchContender.bind(upsert, parameter++, change.row()[0]);
          RowBatchContender.bind(upsert, parameter++, change.row()[1]);
        }
        upsert.executeUpdate();
      }
    }
  }

  private static Contender contender(String name, Way way) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Session open(TestDatabase database, Workload workload) throws Exception {
        Connection connection = RowBatchContender.connect(database, false);
        way.write(connection, workload.changes().subList(0, WARM_UP));
        connection.commit();
        return session(connection, way, workload.changes());
      }
    };
  }

  private static Contender.Session session(
      Connection connection, Way way, List<Workload.Change> changes) {
    return new Contender.Session() {
      @Override
      public void write() throws SQLException {
        way.write(connection, changes);
        connection.commit();
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }
}

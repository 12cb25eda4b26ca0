// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way of the JDBC sinks: one upsert per row, sent as a JDBC batch. Where keys repeat, a batch
 * is reduced to the last change of each key first, without which rewriting fails.
 *
 * @param name what it is called
 * @param rewrite whether the driver merges the statements of a batch: reWriteBatchedInserts
 */
record RowBatchContender(String name, boolean rewrite) implements Contender {
  private static final int BATCH = 5000;
  private static final int WARM_UP = 1000;

  @Override
  public Session open(TestDatabase database, Workload workload) throws Exception {
    Running running = new Running(connect(database, rewrite), workload);
    running.write(workload.changes().subList(0, Math.min(WARM_UP, workload.changes().size())));
    return running;
  }

  static Connection connect(TestDatabase database, boolean rewrite) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            database.url() + "?reWriteBatchedInserts=" + rewrite,
            database.user(),
            database.password());
    connection.setAutoCommit(false);
    return connection;
  }

  private static final class Running implements Session {
    private final Connection connection;
    private final Workload workload;
    private final boolean reduced;
    private final PreparedStatement upsert;
    private final PreparedStatement delete;

    Running(Connection connection, Workload workload) throws SQLException {
      WorkloadShape shape = workload.shape();
      this.connection = connection;
      this.workload = workload;
      this.reduced = !workload.hasDistinctKeys();
      this.upsert =
          connection.prepareStatement(
              shape.insertInto(WorkloadTables.TARGET)
                  + "VALUES "
                  + shape.placeholders()
                  + shape.onConflict());
      this.delete =
          connection.prepareStatement("DELETE FROM " + WorkloadTables.TARGET + shape.whereKey());
    }

    @Override
    public void write() throws SQLException {
      write(workload.changes());
    }

    void write(List<Workload.Change> changes) throws SQLException {
      for (int i = 0; i < changes.size(); i += BATCH) {
        List<Workload.Change> batch = changes.subList(i, Math.min(i + BATCH, changes.size()));
        writeBatch(reduced ? reduce(batch) : batch);
      }
    }

    private List<Workload.Change> reduce(List<Workload.Change> batch) {
      Map<Object, Workload.Change> last = new LinkedHashMap<>();
      for (Workload.Change change : batch) {
        Object key =
            workload.shape().keys() == 1 ? change.row()[0] : workload.shape().key(change.row());
        last.put(key, change);
      }
      return new ArrayList<>(last.values());
    }

    private void writeBatch(List<Workload.Change> batch) throws SQLException {
      boolean deletes = false;
      for (Workload.Change change : batch) {
        if (change.delete()) {
          bind(delete, change.row(), workload.shape().keys());
          delete.addBatch();
          deletes = true;
        } else {
          bind(upsert, change.row(), change.row().length);
          upsert.addBatch();
        }
      }
      if (deletes) {
        delete.executeBatch();
      }
      upsert.executeBatch();
      connection.commit();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** Binds the first values of a row. */
  static void bind(PreparedStatement statement, Object[] row, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      bind(statement, i + 1, row[i]);
    }
  }

  static void bind(PreparedStatement statement, int parameter, Object value) throws SQLException {
    if (value instanceof Long number) {
      statement.setLong(parameter, number);
    } else if (value instanceof String text) {
      statement.setString(parameter, text);
    } else if (value instanceof Integer number) {
      statement.setInt(parameter, number);
    } else if (value instanceof Double number) {
      statement.setDouble(parameter, number);
    } else if (value instanceof Boolean flag) {
      statement.setBoolean(parameter, flag);
    } else if (value instanceof java.math.BigDecimal decimal) {
      statement.setBigDecimal(parameter, decimal);
    } else if (value instanceof java.util.Date date) {
      statement.setTimestamp(parameter, new java.sql.Timestamp(date.getTime()));
    } else {
      throw new IllegalArgumentException("no way to bind a " + value.getClass());
    }
  }
}

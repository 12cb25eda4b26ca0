// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of a workload: {@code target}, which is written; {@code before}, what it holds at the
 * start; {@code source}, what is written, for the server alone.
 */
final class WorkloadTables {
  static final String TARGET = "target";
  static final String SOURCE = "source";
  private static final String BEFORE = "before";

  private final TestDatabase database;

  /** Sets up the tables of a workload; the source is only filled for the server alone. */
  static WorkloadTables of(TestDatabase database, Scenario scenario, Workload workload)
      throws SQLException {
    boolean serverAlone =
        scenario.contenders().stream()
            .anyMatch(each -> each instanceof FloorContender || each instanceof ChunkContender);
    List<Object[]> source =
        serverAlone ? workload.changes().stream().map(Workload.Change::row).toList() : List.of();
    return new WorkloadTables(database, workload, source);
  }

  private WorkloadTables(TestDatabase database, Workload workload, List<Object[]> source)
      throws SQLException {
    this.database = database;
    WorkloadShape shape = workload.shape();
    database.execute(
        "DROP TABLE IF EXISTS target, source, before",
        shape.createTable(TARGET, true),
        shape.createTable(SOURCE, false),
        shape.createTable(BEFORE, false));
    load(shape, BEFORE, workload.before());
    load(shape, SOURCE, source);
    database.execute("VACUUM ANALYZE source", "VACUUM ANALYZE before");
  }

  private void load(WorkloadShape shape, String table, List<Object[]> rows) throws SQLException {
    try (Connection connection = RowBatchContender.connect(database, true);
        PreparedStatement insert =
            connection.prepareStatement(
                shape.insertInto(table) + "VALUES " + shape.placeholders())) {
      for (Object[] row : rows) {
        RowBatchContender.bind(insert, row, row.length);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  /** Brings the target back to its start, with nothing left to do for the server. */
  void reset() {
    database.execute(
        "TRUNCATE target",
        "INSERT INTO target SELECT * FROM before",
        "VACUUM ANALYZE target",
        "CHECKPOINT");
  }

  /** Bytes of WAL written since the server was set up. */
  long wal() {
    return database.count("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
  }

  /** Rows of the target. */
  long rows() {
    return database.count("SELECT count(*) FROM target");
  }
}

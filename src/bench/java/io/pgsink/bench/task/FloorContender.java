// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;

/** What the server can do when nobody has to send it anything: one statement, from a table. */
record FloorContender() implements Contender {
  @Override
  public String name() {
    return "server only";
  }

  @Override
  public Session open(TestDatabase database, Workload workload) throws Exception {
    WorkloadShape shape = workload.shape();
    String sql =
        shape.insertInto(WorkloadTables.TARGET)
            + "SELECT "
            + shape.names()
            + " FROM "
            + WorkloadTables.SOURCE
            + shape.onConflict();
    Connection connection = database.connect();
    return new Session() {
      @Override
      public void write() throws Exception {
        try (Statement statement = connection.createStatement()) {
          statement.execute(sql);
        }
      }

      @Override
      public void close() throws Exception {
        connection.close();
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.config.ConnectionConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.rig.TestDatabase;
import io.pgsink.table.Column;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.WireType;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WritePlans;
import io.pgsink.table.WriteSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes rows given in PostgreSQL's own text, on one connection: reads the table, resolves the
 * plan, lets the server encode the values, runs the statement.
 */
final class TestWriter implements AutoCloseable {
  private final TestDatabase database;
  private final Connection connection;
  private final BatchWriter writer;

  TestWriter(TestDatabase database) {
    this.database = database;
    try {
      connection = ConnectionFactory.open(config(database), "test");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    writer = new BatchWriter(config(database));
  }

  static ConnectionConfig config(TestDatabase database, String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("name", "test");
    options.put("topics", "t");
    options.put("connection.url", database.url());
    options.put("connection.user", database.user());
    options.put("connection.password", database.password());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return ConnectorOptions.parse(options).connection();
  }

  Connection connection() {
    return connection;
  }

  TestDatabase database() {
    return database;
  }

  /** The server's major version. */
  long version() {
    return database.count("SELECT current_setting('server_version_num')::int / 10000");
  }

  Table table(String name) {
    try {
      return new TableReader()
          .read(connection, TableId.parse(name))
          .orElseThrow(() -> new AssertionError("no table " + name));
    } catch (WriteException e) {
      throw new AssertionError(e);
    }
  }

  WritePlan plan(String table, TestOptions options) {
    return WritePlans.resolve(table(table), options.build());
  }

  /** Runs the plan's upsert; columns are comma separated. */
  long upsert(WritePlan plan, String columns, String[]... rows) throws WriteException {
    List<Column> list = columns(plan.table(), columns);
    return run(plan, WriteSql.upsert(plan, list), list, rows);
  }

  long delete(WritePlan plan, String[]... keys) throws WriteException {
    return run(plan, WriteSql.delete(plan), plan.target().columns(), keys);
  }

  Statement statement(String sql, List<Column> columns, String[]... rows) {
    return new Statement(sql, batch(columns, rows));
  }

  long[] write(WritePlan plan, Statement... statements) throws WriteException {
    return writer.write(connection, plan.table().id(), List.of(statements));
  }

  static String[] row(String... values) {
    return values;
  }

  static List<Column> columns(Table table, String names) {
    List<Column> columns = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      columns.add(table.column(name).orElseThrow(() -> new AssertionError("no column " + name)));
    }
    return columns;
  }

  private long run(WritePlan plan, String sql, List<Column> columns, String[]... rows)
      throws WriteException {
    return write(plan, statement(sql, columns, rows))[0];
  }

  private ColumnBatch batch(List<Column> columns, String[]... rows) {
    ColumnBatch batch = new ColumnBatch(columns, 0);
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        add(batch.array(i), row[i]);
      }
    }
    return batch;
  }

  private void add(BinaryArray array, String value) {
    if (value == null) {
      array.addNull();
      return;
    }
    int mark = array.begin();
    array.putBytes(encoded(array.type(), value));
    array.end(mark);
  }

  /** The server's own binary form of a value. */
  private byte[] encoded(WireType type, String value) {
    String function =
        switch (type) {
          case NUMERIC, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, UUID -> type.sqlName() + "_send";
          default -> type.sqlName() + "send";
        };
    try (PreparedStatement query =
        connection.prepareStatement("SELECT " + function + "(?::text::" + type.sqlName() + ")")) {
      query.setString(1, value);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getBytes(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.mirror;

import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Changes the tables of {@link EveryType} in rounds, each table in a transaction of its own. */
final class RoundsOfChanges {
  private static final int ROWS = 20;
  private static final long FAR = 1_000_000_000L;

  private final TestDatabase source;
  private final List<TypedTable> tables = new ArrayList<>(EveryType.TABLES);
  private long nextId = 1;
  private long changes;

  RoundsOfChanges(TestDatabase source) {
    this.source = source;
  }

  /** Fills the tables, for a snapshot to read. */
  void fill() throws SQLException {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      for (TypedTable table : tables) {
        run(statement, table.insert(nextId, 2 * ROWS));
      }
      nextId += 2 * ROWS;
    }
  }

  /** From now on in its new shape. */
  void change() {
    source.execute(EveryType.CHANGES);
    tables.set(tables.indexOf(EveryType.CHANGING), EveryType.CHANGED);
  }

  void rounds(int count) throws SQLException {
    try (Connection connection = source.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int round = 0; round < count; round++) {
        for (TypedTable table : tables) {
          round(statement, table, round);
          connection.commit();
        }
        nextId += ROWS;
      }
    }
  }

  private void round(Statement statement, TypedTable table, int round) throws SQLException {
    run(statement, table.insert(nextId, ROWS));
    if (table.equals(EveryType.LONG_VALUES)) {
      run(statement, table.update(3 * ROWS, table.columns().subList(0, 1)));
      run(statement, table.update(2, table.columns().subList(0, table.columns().size() / 2)));
    } else {
      run(statement, table.update(2 * ROWS));
      // the same rows once more, so that one poll holds a key several times
      run(statement, table.update(ROWS));
    }
    if (table.equals(EveryType.MOVING)) {
      run(statement, table.moveKeys(ROWS, FAR));
      run(statement, table.moveKeys(ROWS / 2, -FAR / 1000));
    }
    run(statement, table.delete(ROWS / 2));
    if (table.equals(EveryType.EMPTIED) && round % 3 == 1) {
      run(statement, "TRUNCATE " + table.name());
      run(statement, table.insert(nextId + ROWS - 5, 5));
      changes++;
    }
  }

  private void run(Statement statement, String sql) throws SQLException {
    changes += statement.executeUpdate(sql);
  }

  /** How many rows were inserted, changed or deleted, and tables truncated. */
  long changes() {
    return changes;
  }
}

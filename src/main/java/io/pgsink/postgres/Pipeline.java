// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.CachedQuery;
import org.postgresql.core.Field;
import org.postgresql.core.Oid;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.postgresql.util.ByteConverter;

/**
 * Statements that go to the server in one round trip: the driver sends them one behind the other,
 * each parsed and bound by itself, with a single Sync at the end. After an error the server skips
 * the rest. Used once, by one thread.
 *
 * <p>Speaks to the driver's executor, because a {@code PreparedStatement} that fails doesn't tell
 * how far it has come.
 */
final class Pipeline {
  private final List<String> texts = new ArrayList<>();
  private final List<ColumnBatch> parameters = new ArrayList<>();
  private final Answers answers = new Answers();

  /** A statement without parameters. */
  Pipeline add(String sql) {
    texts.add(sql);
    return this;
  }

  /** A statement with its parameters. */
  Pipeline add(Statement statement) {
    return add(statement.sql(), statement.columns());
  }

  /** A statement whose parameters are some rows, and behind them those of others. */
  Pipeline add(String sql, ColumnBatch... rows) {
    for (ColumnBatch columns : rows) {
      columns.checkLengths();
      parameters.add(columns);
    }
    return add(sql);
  }

  /** How many statements there are. */
  int size() {
    return texts.size();
  }

  /**
   * Runs the statements: in the transaction that is open, in a new one that stays open, or in
   * autocommit mode in one of their own.
   *
   * @throws SQLException when one failed; {@link #done} tells which
   */
  void run(Connection connection) throws SQLException {
    BaseConnection driver = connection.unwrap(BaseConnection.class);
    QueryExecutor executor = driver.getQueryExecutor();
    CachedQuery cached = executor.borrowQuery(String.join(";\n", texts));
    try {
      cached.increaseExecuteCount();
      int flags = 0;
      int threshold = driver.getPrepareThreshold();
      if (threshold == 0 || cached.getExecuteCount() < threshold) {
        flags |= QueryExecutor.QUERY_ONESHOT;
      }
      if (driver.getAutoCommit()) {
        flags |= QueryExecutor.QUERY_SUPPRESS_BEGIN;
      }
      executor.execute(cached.query, bind(cached.query), answers, 0, 0, flags);
    } catch (SQLException e) {
      throw answers.done < texts.size() ? DefinitionCheck.told(e, texts.get(answers.done)) : e;
    } finally {
      executor.releaseQuery(cached);
    }
  }

  private ParameterList bind(Query query) throws SQLException {
    ParameterList bound = query.createParameterList();
    int parameter = 0;
    for (ColumnBatch columns : parameters) {
      for (int i = 0; i < columns.columns().size(); i++) {
        BinaryArray array = columns.array(i);
        parameter++;
        bound.setBinaryParameter(parameter, array.toBytes(), array.type().arrayOid());
      }
    }
    return bound;
  }

  /** How many statements have succeeded. */
  int done() {
    return answers.done;
  }

  /** How many rows a statement that has succeeded changed. */
  long changed(int statement) {
    return answers.changed[statement];
  }

  /** The numbers that a query that has succeeded answered with, a small one in each row. */
  int[] numbers(int statement) {
    return answers.numbers.getOrDefault(statement, new int[0]);
  }

  /** Counts what the server answers, one answer per statement until the first error. */
  private static final class Answers extends ResultHandlerBase {
    private final Map<Integer, int[]> numbers = new HashMap<>();
    private long[] changed = new long[8];
    private int done;

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertedOid) {
      succeeded(updateCount);
    }

    @Override
    public void handleResultRows(
        Query from, Field[] fields, List<Tuple> tuples, ResultCursor cursor) {
      if (fields.length == 1 && fields[0].getOID() == Oid.INT8) {
        numbers.put(done, numbers(fields[0], tuples));
      }
      succeeded(0);
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      // a trigger's notices are for people at a terminal
    }

    private static int[] numbers(Field field, List<Tuple> rows) {
      int[] numbers = new int[rows.size()];
      for (int i = 0; i < numbers.length; i++) {
        byte[] value = rows.get(i).get(0);
        numbers[i] =
            field.getFormat() == Field.BINARY_FORMAT
                ? (int) ByteConverter.int8(value, 0)
                : Integer.parseInt(new String(value, StandardCharsets.US_ASCII));
      }
      return numbers;
    }

    private void succeeded(long rows) {
      if (getException() != null) {
        return;
      }
      if (done == changed.length) {
        changed = Arrays.copyOf(changed, 2 * done);
      }
      changed[done++] = rows;
    }
  }
}

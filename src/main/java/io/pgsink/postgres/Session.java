// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;

/**
 * A connection of the driver as the pool sees it, with the {@link Backend} behind it.
 *
 * <p>The pool asks its first connection for the isolation level, and when that one breaks meanwhile
 * sets level -1 on every later one, which the driver refuses. Here it is answered without the
 * server, and the level stays what the role or database is set to.
 *
 * <p>The pool also asks a connection that was idle whether it is alive, and sets its time limit
 * back afterwards. When that throws, because the server has ended the session, the pool logs advice
 * about an option of its own that no user of ours can set.
 */
final class Session implements InvocationHandler {
  private final Connection connection;
  private final Backend backend;

  private Session(Connection connection, Backend backend) {
    this.connection = connection;
    this.backend = backend;
  }

  static Connection of(Connection connection, Backend backend) {
    return (Connection)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Session(connection, backend));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "getTransactionIsolation" -> {
        return Connection.TRANSACTION_READ_COMMITTED;
      }
      case "setTransactionIsolation" -> {
        return null;
      }
      case "setNetworkTimeout" -> {
        if (connection.isClosed()) {
          return null;
        }
      }
      case "unwrap" -> {
        if (arguments[0] == Session.class) {
          return this;
        }
      }
      default -> {}
    }
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  @Override
  public String toString() {
    return connection.toString();
  }

  Backend backend() {
    return backend;
  }

  /** Closes the socket: whoever waits for an answer gets an error instead. Any thread may call. */
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }

  /** Asks the server, over a connection of its own, to cancel what it does. Any thread may call. */
  void cancel() throws SQLException {
    connection.unwrap(BaseConnection.class).cancelQuery();
  }
}

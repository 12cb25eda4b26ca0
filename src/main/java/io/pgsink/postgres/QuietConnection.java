package io.pgsink.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/**
 * A connection that takes no time limit any more once it is closed, instead of throwing.
 *
 * <p>The pool asks a connection that was idle whether it is alive and sets the limit back
 * afterwards. When that throws, because the server has ended the session, the pool logs advice
 * about an option of its own that no user of ours can set.
 */
final class QuietConnection implements InvocationHandler {
  private final Connection connection;

  private QuietConnection(Connection connection) {
    this.connection = connection;
  }

  static Connection of(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            QuietConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new QuietConnection(connection));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("setNetworkTimeout") && connection.isClosed()) {
      return null;
    }
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}

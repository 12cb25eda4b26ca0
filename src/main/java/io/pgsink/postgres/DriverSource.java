package io.pgsink.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.Driver;

/**
 * Where the pool gets its connections: the driver, asked directly. Given the driver's properties
 * itself, the pool would log them, passwords of keys included; and in Connect's isolated class
 * loader the driver manager doesn't know the driver.
 */
final class DriverSource implements DataSource {
  private static final int SECONDS_WAITED_ON_CLOSE = 1;

  private final String url;
  private final Properties properties;

  /**
   * A source.
   *
   * @param url the JDBC URL
   * @param properties the driver's properties, with user and password
   */
  DriverSource(String url, Properties properties) {
    this.url = url;
    this.properties = properties;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = new Driver().connect(url, properties);
    try {
      int usual = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, loginMillis());
      Backend backend = Backend.prepare(connection);
      connection.setNetworkTimeout(Runnable::run, usual);
      return Session.of(connection, backend);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** One connection is made at a time: one that dies meanwhile must not hold up the next. */
  private int loginMillis() {
    return 1000 * Integer.parseInt(properties.getProperty("loginTimeout", "0"));
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  /** Asked when the pool is closed: so long it waits for a connection that is being opened. */
  @Override
  public int getLoginTimeout() {
    return SECONDS_WAITED_ON_CLOSE;
  }

  /** How long a connection may take is one of the driver's properties. */
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}

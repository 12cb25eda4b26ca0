// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.config.ConnectionConfig;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the pool gets its connections: the driver, asked directly. Given the driver's properties
 * itself, the pool would log them, passwords of keys included; and in Connect's isolated class
 * loader the driver manager doesn't know the driver.
 */
final class DriverSource implements DataSource {
  private static final String CONNECTION_FAILURE = "08006";
  private static final Logger LOG = LoggerFactory.getLogger(DriverSource.class);
  private static final int SECONDS_WAITED_ON_CLOSE = 1;

  private volatile Access access;
  private volatile boolean loggedIn;
  private volatile boolean refused;
  private volatile boolean greeted;

  /** Where to connect to, and as whom. */
  private record Access(ConnectionConfig config, Properties properties, Tokens tokens) {}

  /**
   * A source.
   *
   * @param config the address, and the files to look at before the driver does
   * @param properties the driver's properties, with user and password
   */
  DriverSource(ConnectionConfig config, Properties properties) {
    use(config, properties);
  }

  /** Makes new connections like this from now on. */
  void use(ConnectionConfig config, Properties properties) {
    access = new Access(config, properties, Tokens.of(config));
    refused = false;
  }

  /** Whether the server has refused the last login. */
  boolean isRefused() {
    return refused;
  }

  /** Whether a login has ever succeeded. */
  boolean hasLoggedIn() {
    return loggedIn;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Access used = access;
    Connection connection = connect(used);
    try {
      int usual = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, loginMillis(used));
      Backend backend = Backend.prepare(connection);
      greet(backend.server());
      connection.setNetworkTimeout(Runnable::run, usual);
      return Session.of(connection, backend);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Says once what kind of server it is, where that isn't one of those that tests run on. */
  private void greet(ServerProduct server) {
    if (greeted) {
      return;
    }
    greeted = true;
    boolean untried = server.fitness() == ServerProduct.Fitness.UNTRIED;
    server.sentence().ifPresent(untried ? LOG::warn : LOG::info);
  }

  private Connection connect(Access used) throws SQLException {
    try {
      for (String fault : TlsFiles.faults(used.config).values()) {
        throw new SQLException(fault, CONNECTION_FAILURE);
      }
      Connection connection =
          new Driver().connect(used.config.url(), used.tokens.addedTo(used.properties));
      loggedIn = true;
      refused = false;
      return connection;
    } catch (SQLException e) {
      if (WriteException.isLogin(e) && access.equals(used)) {
        refused = true;
      }
      throw e;
    }
  }

  /** One connection is made at a time: one that dies meanwhile must not hold up the next. */
  private static int loginMillis(Access used) {
    return 1000 * Integer.parseInt(used.properties.getProperty("loginTimeout", "0"));
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
  public java.util.logging.Logger getParentLogger() throws SQLFeatureNotSupportedException {
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

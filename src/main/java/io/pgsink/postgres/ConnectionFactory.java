// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import io.pgsink.config.ConnectionConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one task. Thread-safe.
 *
 * <p>Connections are in autocommit mode: {@link BatchWriter} sends a whole transaction in one go.
 * None is opened before it is asked for, so that a task starts while the database is down.
 */
public final class ConnectionFactory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);
  private static final long KEEPALIVE_MILLIS = 60_000;
  private static final int QUESTION_MILLIS = 3_000;
  private static final long ASKING_MILLIS = 1_000;
  private static final long VALIDATION_MILLIS = 2_000;

  private final DriverSource source;
  private final String applicationName;
  private final long idleNanos;
  private final HikariPool pool;
  private volatile long lastUsed = System.nanoTime();
  private volatile boolean closed;

  /** The server's processes of connections that were taken out of the pool. */
  private final Queue<Backend> leftBehind = new ConcurrentLinkedQueue<>();

  /**
   * A pool that is still empty.
   *
   * @param config how to reach the database
   * @param poolSize the most connections at a time
   * @param applicationName what the pool's threads and, unless {@code connection.url} says
   *     otherwise, its sessions are called
   */
  public ConnectionFactory(ConnectionConfig config, int poolSize, String applicationName) {
    this.applicationName = applicationName;
    this.idleNanos = config.idleTimeout().toNanos();
    this.source = new DriverSource(config, properties(config, applicationName));
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName(applicationName);
    hikari.setDataSource(source);
    hikari.setMaximumPoolSize(poolSize);
    hikari.setMinimumIdle(idleNanos == 0 ? 1 : 0);
    hikari.setAutoCommit(true);
    hikari.setInitializationFailTimeout(-1);
    hikari.setConnectionTimeout(config.connectTimeout().toMillis());
    hikari.setValidationTimeout(
        config.connectTimeout().isZero()
            ? VALIDATION_MILLIS
            : Math.min(VALIDATION_MILLIS, config.connectTimeout().toMillis()));
    hikari.setKeepaliveTime(KEEPALIVE_MILLIS);
    hikari.setExceptionOverride(new EvictionPolicy());
    hikari.validate();
    // not as a HikariDataSource, which logs at INFO when it comes and goes
    this.pool = new HikariPool(hikari);
  }

  /**
   * A connection of its own, outside of any pool: fails at once, with the server's reason.
   *
   * @throws SQLException to be turned into a {@link WriteException} before anybody sees it
   */
  public static Connection open(ConnectionConfig config, String applicationName)
      throws SQLException {
    return new DriverSource(config, properties(config, applicationName)).getConnection();
  }

  /**
   * A connection of the pool, in autocommit mode; closing it gives it back. Before it is used, what
   * connections that broke may have left behind in the server is ended: else a statement that
   * nobody waits for any more could still commit.
   *
   * @throws SQLException when none could be had within {@code connection.timeout.ms}
   */
  public Connection connection() throws SQLException {
    if (closed) {
      throw new SQLException("the pool is closed", "08003");
    }
    return prepared(pool.getConnection());
  }

  /** The same for a look at what others do, which must not wait long for its turn. */
  Connection connectionToAsk() throws SQLException {
    return prepared(pool.getConnection(ASKING_MILLIS));
  }

  private Connection prepared(Connection connection) throws SQLException {
    lastUsed = System.nanoTime();
    Backend left;
    while ((left = leftBehind.poll()) != null) {
      Backend gone = left;
      try {
        asking(connection, () -> gone.end(connection));
      } catch (SQLException broken) {
        leftBehind.add(left);
        connection.close();
        throw broken;
      }
    }
    return connection;
  }

  /** A short question. */
  interface Question {
    void ask() throws SQLException;
  }

  /**
   * Asks the server something that takes it no time. The connection may be dead like the one that
   * the question is about, so it is given up soon.
   */
  void asking(Connection connection, Question question) throws SQLException {
    try {
      int usual = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, QUESTION_MILLIS);
      question.ask();
      connection.setNetworkTimeout(Runnable::run, usual);
    } catch (SQLException failure) {
      evict(connection);
      throw failure;
    }
  }

  /** Takes a connection out of the pool for good. */
  public void evict(Connection connection) {
    try {
      Backend backend = connection.unwrap(Session.class).backend();
      if (backend.isOurs()) {
        leftBehind.add(backend);
      }
    } catch (SQLException closed) {
      LOG.debug("A connection was evicted that is closed already", closed);
    }
    pool.evictConnection(connection);
  }

  /** Logs new connections in with these credentials from now on. */
  public void use(ConnectionConfig config) {
    source.use(config, properties(config, applicationName));
  }

  /** Whether the server has refused the last login. */
  public boolean isLoginRefused() {
    return source.isRefused();
  }

  /** Whether a login has ever succeeded. */
  public boolean hasLoggedIn() {
    return source.hasLoggedIn();
  }

  /**
   * Closes all connections when none was used for {@code connection.idle.timeout.ms}, so that a
   * database that costs by the hour can sleep. Called again and again.
   */
  void closeIdle() {
    if (idleNanos == 0) {
      return;
    }
    long now = System.nanoTime();
    if (pool.getActiveConnections() > 0 || pool.getThreadsAwaitingConnection() > 0) {
      lastUsed = now;
    } else if (now - lastUsed > idleNanos && pool.getTotalConnections() > 0) {
      pool.softEvictConnections();
    }
  }

  /** How many connections are lent out. */
  public int active() {
    return pool.getActiveConnections();
  }

  /** How many connections wait to be lent out. */
  public int idle() {
    return pool.getIdleConnections();
  }

  /** How many threads wait for a connection. */
  public int waiting() {
    return pool.getThreadsAwaitingConnection();
  }

  /** Ends all connections, also those that are lent out: a write that hangs is cut off. */
  @Override
  public void close() {
    closed = true;
    try {
      pool.shutdown();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static Properties properties(ConnectionConfig config, String applicationName) {
    Properties properties = config.driverProperties();
    if (properties.getProperty("ApplicationName", "pgsink").equals("pgsink")) {
      properties.setProperty("ApplicationName", applicationName);
    }
    config.user().ifPresent(user -> properties.setProperty("user", user));
    // without any the driver looks for one in PGPASSFILE and the home of the worker's user
    properties.setProperty(
        "password", config.password().map(password -> password.value()).orElse(""));
    return properties;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy's faults, as a PostgreSQL client sees them. */
final class FaultProxyTest {
  private TestDatabase database;
  private FaultProxy proxy;

  @BeforeEach
  void open() {
    database = TestPostgres.shared().createDatabase("proxy");
    database.execute("CREATE TABLE t (n int)");
    proxy = new FaultProxy(database.host(), database.port());
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void aHealthyProxyIsNotNoticed() throws SQLException {
    try (Connection connection = connect(60)) {
      assertEquals("1", value(connection, "SELECT 1"));
      assertEquals(200_000, value(connection, "SELECT repeat('x', 200000)").length());
    }
    Await.until("the link ends with its client", () -> proxy.connections() == 0);
  }

  private boolean isRefused() {
    try (Connection connection = connect(60)) {
      return connection.isClosed();
    } catch (SQLException refused) {
      return true;
    }
  }

  @Test
  void aProxyThatIsDownRefusesUntilItIsUp() throws SQLException {
    Connection old = connect(60);
    proxy.down();
    assertThrows(SQLException.class, () -> value(old, "SELECT 1"));
    // the kernel may take one more in while the listener closes
    Await.until("connections are refused", this::isRefused);
    proxy.up();
    try (Connection connection = connect(60)) {
      assertEquals("1", value(connection, "SELECT 1"));
    }
  }

  @Test
  void whatIsWrittenIsCommittedThoughTheAnswerIsCut() throws SQLException {
    try (Connection connection = connect(60)) {
      proxy.cutAnswers(1);
      assertEquals("1", value(connection, "SELECT 1"));
      assertThrows(SQLException.class, () -> execute(connection, "INSERT INTO t VALUES (1)"));
    }
    assertEquals(0, proxy.answersToCut());
    assertEquals("1", database.value("SELECT count(*) FROM t"));
  }

  @Test
  void aBlackHoleLetsTheClientWaitUntilItsTimeout() throws SQLException {
    Connection connection = connect(1);
    proxy.blackHole();
    assertThrows(SQLException.class, () -> execute(connection, "INSERT INTO t VALUES (1)"));
    proxy.healByReset();
    assertEquals("0", database.value("SELECT count(*) FROM t"));
  }

  @Test
  void aBlackHoleMayDeliverTheWriteOfAClientThatGaveUp() throws SQLException {
    Connection connection = connect(1);
    proxy.blackHole();
    assertThrows(SQLException.class, () -> execute(connection, "INSERT INTO t VALUES (1)"));
    proxy.healByDelivering();
    Await.until("the row arrives", () -> database.count("SELECT count(*) FROM t") == 1);
  }

  @Test
  void forgottenConnectionsAreDeadAndNewOnesLive() throws SQLException {
    Connection forgotten = connect(1);
    proxy.forget();
    assertThrows(SQLException.class, () -> value(forgotten, "SELECT 1"));
    try (Connection connection = connect(60)) {
      assertEquals("1", value(connection, "SELECT 1"));
    }
  }

  @Test
  void slicesAndDelaysSlowBytesDownAndKeepThem() throws SQLException {
    try (Connection connection = connect(60)) {
      proxy.slice(3, Duration.ofNanos(1));
      assertEquals("abcdefghij", value(connection, "SELECT 'abcdefghij'"));
      proxy.fast();
      proxy.delay(Duration.ofMillis(200));
      long start = System.nanoTime();
      value(connection, "SELECT 1");
      assertEquals(1, Math.min(1, Duration.ofNanos(System.nanoTime() - start).toMillis() / 400));
    }
  }

  @Test
  void aResetEndsAStatementThatWaits() throws SQLException {
    try (Connection connection = connect(60)) {
      CompletableFuture<Void> sleeping =
          CompletableFuture.runAsync(
              () ->
                  assertThrows(
                      SQLException.class, () -> value(connection, "SELECT pg_sleep(30)::text")));
      Await.until(
          "the statement waits",
          () ->
              database.count("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                  > 0);
      proxy.reset();
      sleeping.join();
    }
  }

  private Connection connect(int timeoutSeconds) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%d/%s?socketTimeout=%d"
            .formatted(proxy.port(), database.name(), timeoutSeconds),
        database.user(),
        database.password());
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

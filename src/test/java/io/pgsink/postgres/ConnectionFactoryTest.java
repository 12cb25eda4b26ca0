// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.CapturedLog;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ConnectionFactoryTest {
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("pool");
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
  }

  private static ConnectionFactory factory(int size, String... options) {
    return new ConnectionFactory(TestWriter.config(database, options), size, "pgsink-test-0");
  }

  @Test
  void sessionsAreNamedInUtcAndInAutocommitMode() throws SQLException {
    try (ConnectionFactory factory = factory(1);
        Connection connection = factory.connection()) {
      assertTrue(connection.getAutoCommit());
      assertEquals("UTC", value(connection, "SHOW TimeZone"));
      assertEquals("pgsink-test-0", value(connection, "SHOW application_name"));
      assertTrue(
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().startsWith("pgsink-test-0")));
    }
  }

  @Test
  void connectionsAreLentOutAndCounted() throws SQLException {
    try (ConnectionFactory factory = factory(2)) {
      try (Connection one = factory.connection();
          Connection two = factory.connection()) {
        assertNotEquals(pid(one), pid(two));
        assertEquals(2, factory.active());
        assertEquals(0, factory.waiting());
      }
      assertEquals(0, factory.active());
      assertEquals(2, factory.idle());
    }
  }

  @Test
  void aDatabaseThatIsDownFailsTheRequestAndNotTheStart() {
    TestDatabase nowhere =
        new TestDatabase("localhost", 1, "none", database.user(), database.password());
    try (ConnectionFactory factory =
        new ConnectionFactory(
            TestWriter.config(nowhere, "connection.timeout.ms", "500"), 1, "down")) {
      WriteException failure =
          WriteException.of(assertThrows(SQLException.class, factory::connection));
      assertEquals(WriteException.Kind.TRANSIENT, failure.kind(), failure.getMessage());
      assertEquals("08001", failure.sqlState());
    }
  }

  @Test
  void aWrongPasswordIsAMatterOfTheEnvironment() {
    TestDatabase stranger = database.as("nobody", "s3cret-marker");
    try (ConnectionFactory factory =
        new ConnectionFactory(
            TestWriter.config(stranger, "connection.timeout.ms", "2000"), 1, "stranger")) {
      WriteException failure =
          WriteException.of(assertThrows(SQLException.class, factory::connection));
      assertEquals(WriteException.Kind.ENVIRONMENT, failure.kind(), failure.getMessage());
      assertFalse(failure.getMessage().contains("s3cret-marker"));
      WriteException direct =
          WriteException.of(
              assertThrows(
                  SQLException.class,
                  () -> ConnectionFactory.open(TestWriter.config(stranger), "stranger")));
      assertEquals(WriteException.Kind.ENVIRONMENT, direct.kind());
    }
  }

  /** F05 */
  @Test
  void aTerminatedConnectionIsReplaced() throws SQLException {
    try (ConnectionFactory factory = factory(1)) {
      String killed;
      try (Connection connection = factory.connection()) {
        killed = pid(connection);
        database.execute("SELECT pg_terminate_backend(" + killed + ")");
        SQLException failure = assertThrows(SQLException.class, () -> pid(connection));
        assertEquals(WriteException.Kind.TRANSIENT, WriteException.of(failure).kind());
      }
      try (Connection connection = factory.connection()) {
        assertNotEquals(killed, pid(connection));
        assertEquals(1, factory.active());
      }
    }
  }

  /** The pool has advice about options that users of ours don't have. */
  @Test
  void aConnectionThatDiedWhileItWasIdleIsReplacedWithoutAWord() throws SQLException {
    try (ConnectionFactory factory = factory(1);
        CapturedLog log = new CapturedLog()) {
      String killed;
      try (Connection connection = factory.connection()) {
        killed = pid(connection);
      }
      database.execute("SELECT pg_terminate_backend(" + killed + ")");
      long given = System.nanoTime();
      // the pool asks only a connection that has been idle for half a second
      Await.until("it was idle for a second", () -> System.nanoTime() - given > 1_000_000_000L);
      try (Connection connection = factory.connection()) {
        assertNotEquals(killed, pid(connection));
      }
      assertEquals(List.of(), log.lines("maxLifetime"));
      assertEquals(List.of(), log.lines("Failed to validate"));
    }
  }

  /** F15 */
  @Test
  void aReadOnlyServerCostsTheConnection() throws SQLException {
    try (ConnectionFactory factory = factory(1)) {
      String before;
      try (Connection connection = factory.connection();
          Statement statement = connection.createStatement()) {
        before = pid(connection);
        statement.execute("SET default_transaction_read_only = on");
        SQLException failure =
            assertThrows(SQLException.class, () -> statement.execute("INSERT INTO t VALUES (1)"));
        WriteException meaning = WriteException.of(failure);
        assertEquals("25006", meaning.sqlState());
        assertTrue(meaning.evicts());
      }
      try (Connection connection = factory.connection()) {
        assertNotEquals(before, pid(connection));
      }
    }
  }

  /** B098: the pool's own rule would drop it. */
  @Test
  void anUnsupportedFeatureDoesNotCostTheConnection() throws SQLException {
    try (ConnectionFactory factory = factory(1)) {
      String before;
      try (Connection connection = factory.connection();
          Statement statement = connection.createStatement()) {
        before = pid(connection);
        SQLException failure =
            assertThrows(
                SQLException.class,
                () -> statement.execute("SELECT * FROM pg_class FOR UPDATE SKIP LOCKED NOWAIT"));
        assertFalse(failure.getSQLState().startsWith("08"));
        SQLException unsupported =
            assertThrows(
                SQLException.class,
                () -> statement.execute("SELECT DISTINCT id FROM t FOR UPDATE"));
        assertEquals("0A000", unsupported.getSQLState());
      }
      try (Connection connection = factory.connection()) {
        assertEquals(before, pid(connection));
      }
    }
  }

  /** K7.1: a pool whose first connection breaks anywhere in its start goes on with the next. */
  @Test
  void aConnectionCutAtAnyMessageOfItsStartIsReplaced() throws Exception {
    try (ProtocolTap tap = new ProtocolTap(database.host(), database.port())) {
      TestDatabase tapped =
          new TestDatabase(
              "localhost", tap.port(), database.name(), database.user(), database.password());
      for (int message = 1; message <= 45; message++) {
        tap.cutOnce(message);
        int failures = 0;
        try (ConnectionFactory factory =
            new ConnectionFactory(
                TestWriter.config(tapped, "connection.sslmode", "disable"), 1, "pgsink-cut")) {
          for (int i = 0; i < 12; i++) {
            try (Connection connection = factory.connection()) {
              assertEquals("UTC", value(connection, "SHOW TimeZone"));
            } catch (SQLException broken) {
              failures++;
              assertEquals(
                  WriteException.Kind.TRANSIENT, WriteException.of(broken).kind(), "" + message);
            }
          }
        }
        assertTrue(tap.hasCut(), "" + message);
        assertTrue(failures <= 1, message + ": " + failures);
      }
    }
  }

  /** K7.1: a role's own isolation level stays. */
  @Test
  void theIsolationLevelIsTheRolesOwn() throws SQLException {
    database.execute(
        "ALTER DATABASE \"%s\" SET default_transaction_isolation = 'repeatable read'"
            .formatted(database.name()));
    try (ConnectionFactory factory = factory(1);
        Connection connection = factory.connection()) {
      assertEquals("repeatable read", value(connection, "SHOW transaction_isolation"));
    } finally {
      database.execute(
          "ALTER DATABASE \"%s\" RESET default_transaction_isolation".formatted(database.name()));
    }
  }

  /** K7.4: when nobody waits any more, the statement ends in the server too. */
  @Test
  void theServerLooksWhetherAnybodyStillWaits() throws SQLException {
    try (ConnectionFactory factory = factory(1);
        Connection connection = factory.connection()) {
      assertEquals("5s", value(connection, "SHOW client_connection_check_interval"));
    }
  }

  /** F59 */
  @Test
  void closingCutsOffAWriteThatHangs() throws Exception {
    ConnectionFactory factory = factory(1);
    Connection connection = factory.connection();
    CompletableFuture<String> hanging =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return value(connection, "SELECT pg_sleep(60)");
              } catch (SQLException e) {
                return WriteException.of(e).kind().name();
              }
            });
    Await.until(
        "the query runs",
        () ->
            database.count(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)'"
                        + " AND state = 'active' AND pid <> pg_backend_pid()")
                == 1);
    long started = System.nanoTime();
    factory.close();
    assertEquals("TRANSIENT", hanging.join());
    assertTrue(System.nanoTime() - started < 15_000_000_000L);
    Await.until(
        "the pool's threads are gone",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("pgsink-test-0")));
  }

  private static String pid(Connection connection) throws SQLException {
    return value(connection, "SELECT pg_backend_pid()");
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}

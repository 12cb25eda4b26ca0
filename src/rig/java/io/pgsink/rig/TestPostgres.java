// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for tests: embedded by default, in a container when the system property {@code
 * pgsink.rig} is {@code containers}.
 *
 * <p>{@link #shared} is one server for the whole JVM, in which each test class creates its own
 * database. Tests that stop or kill a server {@link #start} their own. Everything ends with the
 * JVM.
 */
public final class TestPostgres implements AutoCloseable {
  /** Name and password of the superuser. */
  public static final String SUPERUSER = "postgres";

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final PostgresServer server;

  private TestPostgres(PostgresServer server) {
    this.server = server;
  }

  /** The server that all test classes share; it is never stopped. */
  public static TestPostgres shared() {
    return Shared.INSTANCE;
  }

  /**
   * Starts a server of its own.
   *
   * @param settings server settings as {@code name=value}. A test's server does without fsync, with
   *     300 connections, in UTC, unless said otherwise
   */
  public static TestPostgres start(String... settings) {
    Map<String, String> merged = withDefaults(settings);
    return started(
        Backend.isContainers()
            ? new ContainerPostgresServer(merged)
            : new EmbeddedPostgresServer(Optional.empty(), merged));
  }

  /**
   * Starts an embedded server of another version.
   *
   * @param binaries the artifact with its binaries
   */
  public static TestPostgres startFrom(Path binaries, String... settings) {
    return started(new EmbeddedPostgresServer(Optional.of(binaries), withDefaults(settings)));
  }

  private static Map<String, String> withDefaults(String... settings) {
    Map<String, String> merged = new LinkedHashMap<>();
    // A killed server keeps what it committed: the kernel holds it. The embedded library's default,
    // synchronous_commit=off, would lose it.
    merged.put("fsync", "off");
    merged.put("synchronous_commit", "on");
    merged.put("max_connections", "300");
    merged.put("timezone", "UTC");
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      merged.put(setting.substring(0, equals).strip(), setting.substring(equals + 1).strip());
    }
    return merged;
  }

  private static TestPostgres started(PostgresServer server) {
    server.start();
    return new TestPostgres(server);
  }

  /**
   * Creates an empty database, whose name begins with the given one and is new on this server. It
   * belongs to the superuser.
   */
  public TestDatabase createDatabase(String name) {
    String unique = name + "_" + DATABASES.incrementAndGet();
    maintenance().execute("CREATE DATABASE \"" + unique + "\"");
    return database(unique);
  }

  /** An existing database, as the superuser sees it. */
  public TestDatabase database(String name) {
    return new TestDatabase(server.host(), server.port(), name, SUPERUSER, SUPERUSER);
  }

  /** The database that every server has, for statements about the server. */
  public TestDatabase maintenance() {
    return database("postgres");
  }

  /** Stops the server with a fast shutdown; its sessions end with 57P01. */
  public void stop() {
    server.stop();
  }

  /** Kills the server with SIGKILL. */
  public void kill() {
    server.kill();
  }

  /** Starts the server again on the same port with the same data. */
  public void startAgain() {
    server.start();
  }

  public String host() {
    return server.host();
  }

  public int port() {
    return server.port();
  }

  /** Stops the server and removes its data. */
  @Override
  public void close() {
    server.discard();
  }

  static boolean accepts(PostgresServer server) throws SQLException {
    TestDatabase database =
        new TestDatabase(server.host(), server.port(), "postgres", SUPERUSER, SUPERUSER);
    try (Connection connection = database.connect()) {
      return connection.isValid(5);
    }
  }

  private static final class Shared {
    static final TestPostgres INSTANCE = start();
  }
}

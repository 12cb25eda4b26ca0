// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.login.Login;
import io.pgsink.login.TokenSource;
import io.pgsink.rig.Certificates;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens instead of passwords, against a server whose password changes with each token. */
class TokensTest {
  @TempDir private static Path folder;

  private static TestPostgres server;

  /** Stands where an add-on would: the test's resources name it as a service. */
  public static final class Source implements TokenSource {
    private static final AtomicInteger TOKENS = new AtomicInteger();
    private static String refusal = "";

    /** Found by the service loader. */
    public Source() {}

    @Override
    public String name() {
      return "gcp";
    }

    @Override
    public String token(Login login) throws IOException {
      if (!refusal.isEmpty()) {
        throw new IOException(refusal);
      }
      String token = "token-" + TOKENS.incrementAndGet();
      server.maintenance().execute("ALTER ROLE %s PASSWORD '%s'".formatted(login.user(), token));
      return token;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Certificates.Server shown = new Certificates(folder, "authority").sign("localhost");
    Path certificate = folder.resolve("shown.crt");
    Path key = folder.resolve("shown.key");
    Files.copy(shown.certificate(), certificate);
    Files.copy(shown.key(), key, StandardCopyOption.COPY_ATTRIBUTES);
    server = TestPostgres.start("ssl=on", "ssl_cert_file=" + certificate, "ssl_key_file=" + key);
    server.maintenance().execute("CREATE ROLE tokened LOGIN");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ConnectionFactory pool(String method) {
    TestDatabase database = server.maintenance();
    return new ConnectionFactory(
        TestWriter.config(
            database,
            "connection.user",
            "tokened",
            "connection.password",
            "",
            "connection.sslmode",
            "require",
            "connection.timeout.ms",
            "2000",
            "connection.auth",
            method),
        2,
        "tokens");
  }

  @Test
  void eachLoginHasATokenOfItsOwn() throws SQLException {
    int before = Source.TOKENS.get();
    try (ConnectionFactory pool = pool("gcp");
        Connection first = pool.connection();
        Connection second = pool.connection()) {
      assertTrue(first.isValid(1) && second.isValid(1));
    }
    assertTrue(Source.TOKENS.get() >= before + 2);
  }

  @Test
  void withoutTheAddOnTheArchiveIsNamed() {
    try (ConnectionFactory pool = pool("azure")) {
      WriteException failure = failure(pool);
      assertEquals(WriteException.Kind.ENVIRONMENT, failure.kind(), failure.getMessage());
      assertTrue(failure.getMessage().contains("pgsink-azure-<version>.zip"), failure.getMessage());
      assertTrue(pool.isLoginRefused());
    }
  }

  @Test
  void aCloudThatDoesNotAnswerIsAskedAgain() throws SQLException {
    try (ConnectionFactory pool = pool("gcp")) {
      Source.refusal = "the metadata service answers 503";
      WriteException failure = failure(pool);
      assertEquals(WriteException.Kind.TRANSIENT, failure.kind(), failure.getMessage());
      assertTrue(failure.getMessage().contains("answers 503"), failure.getMessage());
      Source.refusal = "";
      try (Connection connection = pool.connection()) {
        assertTrue(connection.isValid(1));
      }
    } finally {
      Source.refusal = "";
    }
  }

  private static WriteException failure(ConnectionFactory pool) {
    return WriteException.of(assertThrows(SQLException.class, () -> pool.connection().close()));
  }
}

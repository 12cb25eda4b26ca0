// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.Certificates;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F30, F31: TLS with certificates that are right and wrong, on a real server. */
class TlsTest {
  @TempDir private static Path folder;

  private static Certificates authority;
  private static Certificates stranger;
  private static Certificates.Server right;
  private static TestPostgres server;

  @BeforeAll
  static void start() throws IOException {
    authority = new Certificates(folder, "authority");
    stranger = new Certificates(folder, "stranger");
    right = authority.sign("localhost");
    Files.copy(right.certificate(), presented("crt"));
    Files.copy(right.key(), presented("key"), StandardCopyOption.COPY_ATTRIBUTES);
    server =
        TestPostgres.start(
            "ssl=on", "ssl_cert_file=" + presented("crt"), "ssl_key_file=" + presented("key"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static boolean isEncrypted(TestDatabase database, String... options) throws SQLException {
    try (Connection connection =
            ConnectionFactory.open(TestWriter.config(database, options), "tls");
        Statement statement = connection.createStatement();
        var result =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      result.next();
      return result.getBoolean(1);
    }
  }

  private static WriteException refusal(TestDatabase database, String... options) {
    return WriteException.of(
        assertThrows(SQLException.class, () -> isEncrypted(database, options)));
  }

  private static String[] verified(String mode, Certificates root) {
    return new String[] {
      "connection.sslmode", mode, "connection.sslrootcert", root.root().toString()
    };
  }

  /** The server's certificate is another one from now on. */
  private static void present(Certificates.Server other) throws IOException {
    Files.copy(other.certificate(), presented("crt"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        other.key(),
        presented("key"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    String before = server.maintenance().value("SELECT pg_conf_load_time()");
    server.maintenance().execute("SELECT pg_reload_conf()");
    Await.until(
        "the server has loaded it",
        () -> !server.maintenance().value("SELECT pg_conf_load_time()").equals(before));
  }

  private static Path presented(String kind) {
    return folder.resolve("presented." + kind);
  }

  @Test
  void theRightCertificateIsAccepted() throws SQLException, IOException {
    present(right);
    assertTrue(isEncrypted(server.maintenance(), verified("verify-full", authority)));
    assertTrue(isEncrypted(server.maintenance(), "connection.sslmode", "require"));
  }

  @Test
  void aCertificateOfAStrangerFailsAndNamesTheOption() throws SQLException, IOException {
    present(right);
    WriteException failure = refusal(server.maintenance(), verified("verify-ca", stranger));
    assertEquals(WriteException.Kind.ENVIRONMENT, failure.kind(), failure.getMessage());
    assertTrue(failure.getMessage().contains("connection.sslrootcert"), failure.getMessage());
  }

  @Test
  void aCertificateForAnotherHostFailsVerifyFullOnly() throws SQLException, IOException {
    present(authority.sign("elsewhere.example"));
    WriteException failure = refusal(server.maintenance(), verified("verify-full", authority));
    assertEquals(WriteException.Kind.ENVIRONMENT, failure.kind(), failure.getMessage());
    assertTrue(isEncrypted(server.maintenance(), verified("verify-ca", authority)));
  }

  @Test
  void anExpiredCertificateFails() throws SQLException, IOException {
    present(authority.signExpired("localhost"));
    WriteException failure = refusal(server.maintenance(), verified("verify-full", authority));
    assertEquals(WriteException.Kind.ENVIRONMENT, failure.kind(), failure.getMessage());
    assertTrue(failure.getMessage().contains("certificate"), failure.getMessage());
  }

  /** F31 */
  @Test
  void aServerWithoutTlsIsNeverUsedInPlainText() {
    TestDatabase plain = TestPostgres.shared().maintenance();
    for (String mode : new String[] {"require", "verify-full"}) {
      WriteException failure = refusal(plain, verified(mode, authority));
      assertEquals(WriteException.Kind.ENVIRONMENT, failure.kind(), failure.getMessage());
      assertTrue(failure.getMessage().contains("connection.sslmode"), failure.getMessage());
    }
  }
}

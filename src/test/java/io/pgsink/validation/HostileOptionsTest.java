// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S6 and K17.1: options that open nothing, send nothing and hang nothing. */
class HostileOptionsTest {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static TestDatabase database;

  @TempDir private Path folder;

  @BeforeAll
  static void createTables() {
    database = TestPostgres.shared().createDatabase("hostile_options");
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
  }

  /** S6.2. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection.user",
        "connection.password",
        "connection.sslrootcert",
        "table.name.format",
        "topics.to.tables",
        "topic.t.fields.exclude",
        "offsets.table"
      })
  void controlCharactersAreRefusedWithoutAWord(String option) {
    Map<String, List<String>> findings = findings(option, "a\0options\0-c x=replica");

    assertEquals(List.of(option), List.copyOf(findings.keySet()));
    assertTrue(findings.toString().contains("control character"), findings::toString);
    assertFalse(findings.toString().contains("replica"), findings::toString);
  }

  /** S6.3. */
  @Test
  void filesOfTlsAreRegularReadableAndSmall() throws Exception {
    Path large = folder.resolve("large.pem");
    Files.write(large, new byte[(1 << 20) + 1]);
    Path fifo = folder.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), Path.of("/dev/zero"));
    String[] files = {
      "/dev/zero",
      large.toString(),
      fifo.toString(),
      linked.toString(),
      folder.toString(),
      "/proc/self/environ",
      folder.resolve("missing").toString()
    };
    for (String option :
        List.of("connection.sslrootcert", "connection.sslcert", "connection.sslkey")) {
      List<List<String>> answers =
          List.of(files).stream().map(file -> findings(option, file).get(option)).toList();

      assertEquals(1, answers.stream().distinct().count(), "one answer for all, not which exist");
      assertTrue(answers.get(0).get(0).contains("regular file"), answers::toString);
    }
  }

  /** S6.5 and siblings. */
  @Test
  void patternsAndNamesDontHangValidation() {
    assertFast("topic." + "a.".repeat(3_000), "x");
    assertFast("topic." + "a.".repeat(3_000) + "insert.mod", "x");
    assertFast("conflict." + "k".repeat(500_000), "x");
    assertFast("topics.to.tables", "(.*a){15}b->t", "topics", "a".repeat(60));
    assertFast("topics.to.tables", "(a+)+b->t", "topics", "a".repeat(200));
    assertFast("topics.to.tables", "(".repeat(20_000) + ")".repeat(20_000) + "->t");
    assertFast("topics.to.tables", "(a|b|ab)*c->t", "topics", "ab".repeat(100));
    assertFast("fields.exclude", "*a".repeat(10_000));
    assertFast("table.name.format", "${".repeat(30_000));
    assertFast("update.rules", "a:b,".repeat(1_000_000));
  }

  private static void assertFast(String... options) {
    long start = System.nanoTime();
    findings(options);
    assertTrue(System.nanoTime() - start < LIMIT.toNanos(), options[0]);
  }

  /** S6.1: a password file in the worker's home is nobody's business. */
  @Test
  void noPasswordIsTakenFromAFile() throws Exception {
    Path file = folder.resolve("pgpass");
    Files.writeString(file, "*:*:*:*:from-a-file\n");
    System.setProperty("org.postgresql.pgpassfile", file.toString());
    try {
      assertEquals("", answerTo("requireAuth=password", ""));
    } finally {
      System.clearProperty("org.postgresql.pgpassfile");
    }
  }

  @Test
  void aPasswordIsNotSentInClearUnlessAnOptionSaysSo() throws Exception {
    assertEquals("", answerTo("", "s3kr3t-marker"));
    assertEquals("s3kr3t-marker", answerTo("requireAuth=password", "s3kr3t-marker"));
  }

  /** What a server gets that asks for a password in clear. */
  private static String answerTo(String parameters, String password) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Future<String> answer = CompletableFuture.supplyAsync(() -> askForPassword(server));
      Map<String, List<String>> findings =
          findings(
              "connection.url",
              "jdbc:postgresql://localhost:%d/x%s"
                  .formatted(server.getLocalPort(), parameters.isEmpty() ? "" : "?" + parameters),
              "connection.sslmode",
              "disable",
              "connection.password",
              password);
      assertFalse(findings.isEmpty());
      assertFalse(findings.toString().contains("marker"), findings::toString);
      return answer.get();
    }
  }

  private static String askForPassword(ServerSocket server) {
    try (Socket client = server.accept()) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      in.readNBytes(in.readInt() - 4);
      out.writeByte('R');
      out.writeInt(8);
      out.writeInt(3);
      out.flush();
      int type = in.read();
      return type == 'p'
          ? new String(in.readNBytes(in.readInt() - 4), UTF_8).replace("\0", "")
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** K17.1. */
  @Test
  void aReferenceThatWasntResolvedIsNamedAndTheRestIsChecked() {
    Map<String, List<String>> findings =
        findings("connection.password", "${vault:secret/data/pg:passwrd}", "topics", "missing");

    assertTrue(findings.get("connection.password").get(0).contains("\"vault\""));
    assertTrue(findings.get("connection.password").get(0).contains("\"passwrd\""));
    assertFalse(findings.toString().contains("secret/data"), findings::toString);
    assertEquals(
        List.of("connection.password", "table.name.format"),
        findings.keySet().stream().sorted().toList(),
        findings::toString);
    assertTrue(
        findings("connection.user", "${env:NOPE}").get("connection.user").get(0).contains("NOPE"));
    assertEquals(
        List.of("topic.t.conflict.where"),
        List.copyOf(findings("topic.t.conflict.where", "${file:/x:y}").keySet()));
    assertEquals(Map.of(), findings("table.name.format", "${header.a:b}"));
  }

  private static Map<String, List<String>> findings(String... namesAndValues) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("name", "hostile");
    options.put("connector.class", "io.pgsink.PostgresSinkConnector");
    options.put("topics", "t");
    options.put("connection.url", database.url());
    options.put("connection.user", database.user());
    options.put("connection.password", database.password());
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      options.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    Map<String, List<String>> findings = new LinkedHashMap<>();
    for (ConfigValue value : ConnectorValidation.validate(options).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        findings.put(value.name(), value.errorMessages());
      }
    }
    return findings;
  }
}

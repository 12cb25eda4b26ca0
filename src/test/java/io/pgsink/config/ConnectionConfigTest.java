// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

class ConnectionConfigTest {

  @Test
  void hasDefaults() {
    ConnectionConfig connection = Options.parse().connection();

    assertEquals("jdbc:postgresql://localhost:5432/shop", connection.url());
    assertEquals(Optional.empty(), connection.user());
    assertEquals(Optional.empty(), connection.password());
    assertEquals(Duration.ofSeconds(10), connection.connectTimeout());
    assertEquals(Duration.ofSeconds(60), connection.socketTimeout());
    assertEquals(Duration.ZERO, connection.statementTimeout());
    assertEquals(Duration.ofSeconds(30), connection.lockTimeout());
    assertEquals(1, connection.prepareThreshold());
    Map<String, String> expected =
        new TreeMap<>(
            Map.of(
                "ApplicationName", "pgsink",
                "requireAuth", "!password",
                "sslcert", "",
                "sslkey", "",
                "tcpKeepAlive", "true",
                "logServerErrorDetail", "false",
                "connectTimeout", "10",
                "loginTimeout", "10",
                "socketTimeout", "60",
                "prepareThreshold", "1"));
    expected.put("cancelSignalTimeout", "3");
    assertEquals(expected, sorted(connection.driverProperties()));
  }

  @Test
  void takesEveryOption() {
    ConnectionConfig connection =
        Options.parse(
                "connection.url", "jdbc:postgresql://a:1,b:2/shop?currentSchema=sales",
                "connection.user", "sink",
                "connection.password", "hunter2",
                "connection.sslmode", "verify-full",
                "connection.sslrootcert", "/certs/ca.pem",
                "connection.sslcert", "/certs/sink.pem",
                "connection.sslkey", "/certs/sink.pk8",
                "connection.sslpassword", "swordfish",
                "connection.timeout.ms", "1",
                "socket.timeout.ms", "1001",
                "statement.timeout.ms", "3",
                "lock.timeout.ms", "4",
                "connection.prepare.threshold", "0")
            .connection();

    assertEquals("jdbc:postgresql://a:1,b:2/shop", connection.url());
    assertEquals(Optional.of("sink"), connection.user());
    assertEquals(Optional.of(new Password("hunter2")), connection.password());
    assertEquals(Duration.ofMillis(3), connection.statementTimeout());
    assertEquals(Duration.ofMillis(4), connection.lockTimeout());
    assertEquals(
        new TreeMap<>(
            Map.ofEntries(
                Map.entry("ApplicationName", "pgsink"),
                Map.entry("tcpKeepAlive", "true"),
                Map.entry("logServerErrorDetail", "false"),
                Map.entry("cancelSignalTimeout", "3"),
                Map.entry("connectTimeout", "1"),
                Map.entry("loginTimeout", "1"),
                Map.entry("socketTimeout", "2"),
                Map.entry("prepareThreshold", "0"),
                Map.entry("targetServerType", "primary"),
                Map.entry("currentSchema", "sales"),
                Map.entry("sslmode", "verify-full"),
                Map.entry("sslrootcert", "/certs/ca.pem"),
                Map.entry("sslcert", "/certs/sink.pem"),
                Map.entry("sslkey", "/certs/sink.pk8"),
                Map.entry("sslpassword", "swordfish"))),
        sorted(connection.driverProperties()));
  }

  @Test
  void zeroStaysNoLimitAndPartsOfASecondAreWholeOnes() {
    Properties driver =
        Options.parse("socket.timeout.ms", "0", "connection.timeout.ms", "9999")
            .connection()
            .driverProperties();

    assertEquals("0", driver.getProperty("socketTimeout"));
    assertEquals("10", driver.getProperty("connectTimeout"));
  }

  @Test
  void urlParametersAreUsedWhereNoOptionIsSet() {
    ConnectionConfig connection =
        Options.parse(
                "connection.url",
                Options.URL
                    + "?connectTimeout=3&socketTimeout=4&prepareThreshold=0&applicationname=a%20b"
                    + "&targetServerType=any&tcpKeepAlive=false")
            .connection();

    assertEquals(Duration.ofSeconds(3), connection.connectTimeout());
    assertEquals(Duration.ofSeconds(4), connection.socketTimeout());
    assertEquals(0, connection.prepareThreshold());
    Properties driver = connection.driverProperties();
    assertEquals("a b", driver.getProperty("ApplicationName"));
    assertEquals("any", driver.getProperty("targetServerType"));
    assertEquals("false", driver.getProperty("tcpKeepAlive"));
    assertEquals("3", driver.getProperty("loginTimeout"));
  }

  @Test
  void parametersOfOtherSinksAreIgnoredWithANotice() {
    SinkConfig config =
        Options.parse(
            "connection.url", Options.URL + "?reWriteBatchedInserts=true&stringtype=unspecified");

    Properties driver = config.connection().driverProperties();
    assertFalse(driver.containsKey("reWriteBatchedInserts"));
    assertFalse(driver.containsKey("stringtype"));
    assertEquals(
        List.of(
            "connection.url: parameter reWriteBatchedInserts has no effect here",
            "connection.url: parameter stringtype has no effect here"),
        config.notices());
  }

  @Test
  void sameSettingInUrlAndOptionIsRefusedNamingBoth_B138() {
    String message =
        Options.refusal(
            "connection.sslmode",
            "connection.url",
            Options.URL + "?sslmode=require",
            "connection.sslmode",
            "verify-full");

    assertTrue(message.contains("connection.url"), message);
  }

  @Test
  void certificatesWithoutTlsAreRefused_B138() {
    Options.refusal(
        "connection.sslmode", "connection.sslmode", "disable", "connection.sslrootcert", "/ca.pem");
  }

  @Test
  void keyPasswordWithoutKeyIsRefused_B138() {
    Options.refusal("connection.sslpassword", "connection.sslpassword", "swordfish");
  }

  @Test
  void passwordWithoutUserIsRefused_B138() {
    String message = Options.refusal("connection.password", "connection.password", "hunter2");

    assertTrue(message.contains("connection.user"), message);
    assertFalse(message.contains("hunter2"), message);
  }

  private static Map<Object, Object> sorted(Properties properties) {
    return new TreeMap<>(properties);
  }

  /** K7.4: the server gives up waiting before the driver gives up the server. */
  @Test
  void waitingForALockEndsBeforeTheConnectionIsGivenUp() {
    assertEquals(
        Duration.ofSeconds(10),
        Options.parse("socket.timeout.ms", "20000").connection().lockTimeout());
    assertEquals(
        Duration.ofSeconds(30), Options.parse("socket.timeout.ms", "0").connection().lockTimeout());
    assertEquals(Duration.ZERO, Options.parse("lock.timeout.ms", "0").connection().lockTimeout());
    ConfigException refused =
        assertThrows(ConfigException.class, () -> Options.parse("lock.timeout.ms", "60000"));
    assertTrue(refused.getMessage().contains("socket.timeout.ms=60000"), refused.getMessage());
  }

  @Test
  void tokensNeedTls() {
    String[] aws = {"connection.auth", "aws", "connection.user", "writer"};
    refusal("connection.sslmode", aws);
    for (String mode : List.of("disable", "allow", "prefer")) {
      String message = refusal("connection.sslmode", aws, "connection.sslmode", mode);
      assertTrue(message.contains("connection.sslmode=verify-full"), message);
    }
    refusal("connection.sslmode", aws, "connection.url", Options.URL + "?sslmode=prefer");
    for (String mode : List.of("require", "verify-ca", "verify-full")) {
      assertEquals(
          LoginMethod.AWS,
          Options.parse(with(aws, "connection.sslmode", mode)).connection().auth());
    }
  }

  @Test
  void tokensNeedAUserAndNoPassword() {
    String[] azure = {"connection.auth", "Azure", "connection.sslmode", "verify-full"};
    refusal("connection.user", azure);
    String[] complete = with(azure, "connection.user", "writer");
    refusal("connection.password", complete, "connection.password", "hunter2");
  }

  @Test
  void aTokenOfAmazonIsForOneHost() {
    String[] aws = {
      "connection.auth", "aws", "connection.sslmode", "require", "connection.user", "writer"
    };
    refusal("connection.url", aws, "connection.url", "jdbc:postgresql://a,b/shop");
  }

  private static String refusal(String option, String[] options, String... more) {
    return Options.refusal(option, with(options, more));
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConnectorValidationTest {
  private static final String PASSWORD = "s3kr3t-marker";
  private static TestDatabase database;

  @BeforeAll
  static void createTables() {
    database = TestPostgres.shared().createDatabase("validation");
    database.execute(
        "CREATE SCHEMA sales",
        "CREATE TABLE sales.orders (id int PRIMARY KEY, name text, gone boolean)",
        "CREATE TABLE sales.log (at timestamptz, line text)",
        "CREATE TABLE sales.deferred (id int PRIMARY KEY DEFERRABLE)",
        "CREATE TABLE sales.mine (id int PRIMARY KEY, name text)",
        "CREATE ROLE validation_writer LOGIN PASSWORD '" + PASSWORD + "'",
        "GRANT USAGE ON SCHEMA sales TO validation_writer",
        "GRANT INSERT ON sales.orders TO validation_writer",
        "ALTER TABLE sales.mine OWNER TO validation_writer");
  }

  @AfterAll
  static void dropRole() {
    database.execute("DROP OWNED BY validation_writer", "DROP ROLE validation_writer");
  }

  @Test
  void aConnectorThatIsFineHasNoFindings() {
    assertEquals(
        Map.of(),
        findings(
            "topics", "sales.orders,sales.mine",
            "delete.mode", "hard",
            "topic.sales.orders.delete.mode", "soft:gone",
            "update.when", "newer:name",
            "delivery.guarantee", "exactly_once",
            "consumer.override.isolation.level", "read_committed",
            "truncate.enabled", "true"));
  }

  @Test
  void optionsAreCheckedBeforeTheDatabaseIsAsked() {
    Map<String, List<String>> findings =
        findings("topics", "missing", "insert.mod", "upsert", "batch.size", "0");

    assertEquals(List.of("batch.size", "insert.mod"), sorted(findings));
  }

  @Test
  void wrongOrMissingPasswordIsOnThePassword() {
    database.execute("CREATE ROLE validation_locked LOGIN PASSWORD 'x'");
    demandPassword("validation_locked");
    try {
      Map<String, List<String>> wrong =
          findings("connection.user", "validation_locked", "connection.password", "wrong-s3kr3t");
      Map<String, String> options = options("connection.user", "validation_locked");
      options.remove("connection.password");
      Map<String, List<String>> none = findings(options);

      assertEquals(List.of("connection.password"), sorted(wrong));
      assertTrue(wrong.toString().contains("28P01"), wrong::toString);
      assertFalse(wrong.toString().contains("wrong-s3kr3t"), wrong::toString);
      assertEquals(List.of("connection.password"), sorted(none));
      assertTrue(none.toString().contains("asks for a password; set connection.password"));
    } finally {
      database.execute("DROP ROLE validation_locked");
    }
  }

  /** The server of the tests trusts everybody else. */
  private static void demandPassword(String role) {
    String file = database.value("SHOW hba_file");
    database.execute(
        """
        CREATE TEMP TABLE lines AS
        SELECT 0 AS n, 'host all %s all scram-sha-256' AS line
        UNION ALL
        SELECT n, replace(line, E'\\t', ' ')
        FROM regexp_split_to_table(pg_read_file('%s'), E'\\n') WITH ORDINALITY AS old(line, n)\
        """
            .formatted(role, file),
        "COPY (SELECT line FROM lines ORDER BY n) TO '%s'".formatted(file),
        "SELECT pg_reload_conf()");
  }

  @Test
  void aRuleThatDoesNotSuitItsColumnIsFoundBeforeTheTaskIsStarted() {
    Map<String, List<String>> findings =
        findings("topics", "sales.orders", "update.rules", "name:add");

    assertEquals(List.of("update.rules"), sorted(findings));
    assertTrue(findings.toString().contains("column \"name\" is text"), findings::toString);
    assertEquals(
        List.of("delete.mode"),
        sorted(findings("topics", "sales.orders", "delete.mode", "soft:name")));
  }

  @Test
  void theTableOfATopicWithDotsIsShownAsItIsQuoted() {
    String findings = findings("topics", "sales.orders.v1").toString();

    assertTrue(findings.contains("table \"sales\".\"orders.v1\" (the first dot"), findings);
  }

  @Test
  void missingDatabaseIsOnTheUrl() {
    Map<String, List<String>> findings =
        findings("connection.url", database.url().replace("/" + database.name(), "/nowhere"));

    assertEquals(List.of("connection.url"), sorted(findings));
    assertTrue(findings.toString().contains("3D000"), findings::toString);
  }

  @Test
  void unreachableServerIsOnTheUrl() {
    Map<String, List<String>> findings =
        findings("connection.url", "jdbc:postgresql://localhost:1/x");

    assertEquals(List.of("connection.url"), sorted(findings));
    assertTrue(findings.toString().contains("08001, connection refused"), findings::toString);
  }

  @Test
  void unknownHostIsToldFromOneThatRefuses() {
    Map<String, List<String>> findings =
        findings("connection.url", "jdbc:postgresql://nowhere.invalid/x");

    assertEquals(List.of("connection.url"), sorted(findings));
    assertTrue(findings.toString().contains("08001, unknown host"), findings::toString);
  }

  /** F18: the tasks would wait, so that creating the connector need not. */
  @Test
  void serverThatIsOnlyBusyIsNoFinding() {
    database.execute("CREATE ROLE validation_busy LOGIN PASSWORD 'x' CONNECTION LIMIT 0");
    try {
      assertEquals(
          Map.of(), findings("connection.user", "validation_busy", "connection.password", "x"));
    } finally {
      database.execute("DROP ROLE validation_busy");
    }
  }

  @Test
  void serverThatNeverAnswersIsGivenUpWithinFifteenSeconds() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String host = "127.0.0.1:" + silent.getLocalPort();
      long start = System.nanoTime();

      Map<String, List<String>> findings =
          findings("connection.url", "jdbc:postgresql://" + host + "," + host + "/x");

      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertEquals(List.of("connection.url"), sorted(findings));
      assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, took::toString);
    }
  }

  @Test
  void missingTableIsOnTheOptionThatNamesIt() {
    Map<String, List<String>> findings =
        findings(
            "topics", "a,b,c",
            "topics.to.tables", "b:sales.nothing",
            "topic.c.table.name.format", "sales.neither");

    assertEquals(
        List.of("table.name.format", "topic.c.table.name.format", "topics.to.tables"),
        sorted(findings));
    assertTrue(findings.toString().contains("auto.create=true"), findings::toString);
  }

  @Test
  void tablesOfRenamedTopicsAreNotGuessed() {
    assertEquals(
        Map.of(),
        findings(
            "topics", "missing",
            "transforms", "unwrap,route",
            "transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState",
            "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter"));
    assertEquals(
        List.of("table.name.format"),
        sorted(
            findings(
                "topics", "missing",
                "transforms", "cast",
                "transforms.cast.type", "org.apache.kafka.connect.transforms.Cast$Value")));
    assertEquals(Map.of(), findings("topics", "x", "table.name.format", "${header.table}"));
  }

  @Test
  void missingPrivilegesComeWithTheGrant() {
    Map<String, List<String>> findings =
        asWriter("topics", "sales.orders", "delete.mode", "hard", "truncate.enabled", "true");

    assertEquals(List.of("delete.mode", "insert.mode", "truncate.enabled"), sorted(findings));
    assertTrue(
        findings
            .get("insert.mode")
            .get(0)
            .contains("GRANT SELECT, UPDATE ON \"sales\".\"orders\" TO \"validation_writer\""),
        findings::toString);
    assertEquals(Map.of(), asWriter("topics", "sales.orders", "insert.mode", "insert"));
  }

  @Test
  void changingTablesNeedsTheOwner() {
    Map<String, List<String>> findings =
        asWriter(
            "topics", "sales.orders,sales.mine",
            "insert.mode", "insert",
            "auto.evolve", "true");

    assertEquals(List.of("auto.evolve"), sorted(findings));
    assertTrue(findings.toString().contains("OWNER TO"), findings::toString);
  }

  @Test
  void creatingTablesNeedsTheSchema() {
    Map<String, List<String>> inSales = asWriter("topics", "sales.fresh", "auto.create", "true");
    Map<String, List<String>> inNowhere = findings("topics", "nowhere.x", "auto.create", "true");

    assertEquals(List.of("auto.create"), sorted(inSales));
    assertTrue(
        inSales.toString().contains("GRANT USAGE, CREATE ON SCHEMA \"sales\""), inSales::toString);
    assertTrue(inNowhere.toString().contains("CREATE SCHEMA \"nowhere\""), inNowhere::toString);
    assertEquals(Map.of(), findings("topics", "sales.fresh", "auto.create", "true"));
  }

  @Test
  void offsetsTableNeedsASchemaToo() {
    Map<String, List<String>> findings =
        asWriter(
            "topics", "sales.mine",
            "delivery.guarantee", "exactly_once",
            "offsets.table", "sales.offsets");

    assertEquals(List.of("offsets.table"), sorted(findings));
  }

  @Test
  void unusableConflictTargetComesWithTheStatement() {
    assertTrue(
        findings("topics", "sales.log").get("conflict.keys").get(0).contains("ADD PRIMARY KEY"));
    assertTrue(
        findings("topics", "sales.deferred")
            .get("conflict.keys")
            .get(0)
            .contains("DROP CONSTRAINT"));
    assertTrue(
        findings("topics", "sales.orders", "conflict.constraint", "nothing")
            .get("conflict.constraint")
            .get(0)
            .contains("ADD CONSTRAINT"));
    assertTrue(
        findings(
                "topics", "sales.orders",
                "pk.mode", "record_key",
                "pk.fields", "name",
                "insert.mode", "upsert",
                "quote.sql.identifiers", "always")
            .get("pk.fields")
            .get(0)
            .contains("ADD UNIQUE (\"name\")"));
  }

  @Test
  void columnsThatOptionsNameHaveToBeThere() {
    Map<String, List<String>> findings =
        findings(
            "topics", "sales.orders",
            "update.columns", "*,-created",
            "update.rules", "hits:add",
            "update.when", "newer:version",
            "delete.mode", "soft:deleted",
            "metadata.columns", "offset:kafka_offset");

    assertEquals(
        List.of("delete.mode", "metadata.columns", "update.columns", "update.rules", "update.when"),
        sorted(findings));
  }

  @Test
  void filesForTlsHaveToBeReadable() {
    assertEquals(
        List.of("connection.sslrootcert"),
        sorted(findings("connection.sslrootcert", "/nowhere/ca.pem")));
  }

  @Test
  void readOnlyRoleIsToldApart() {
    database.execute(
        "CREATE ROLE validation_reader LOGIN PASSWORD 'x'",
        "ALTER ROLE validation_reader SET default_transaction_read_only = on");
    try {
      Map<String, List<String>> findings =
          findings("connection.user", "validation_reader", "connection.password", "x");

      assertEquals(List.of("connection.user"), sorted(findings));
    } finally {
      database.execute("DROP ROLE validation_reader");
    }
  }

  @Test
  void noFindingHoldsThePassword_B137() {
    assertFalse(
        asWriter("topics", "sales.orders,missing,sales.log", "delete.mode", "hard")
            .toString()
            .contains(PASSWORD));
  }

  private static Map<String, List<String>> asWriter(String... namesAndValues) {
    Map<String, String> options = options(namesAndValues);
    options.put("connection.user", "validation_writer");
    options.put("connection.password", PASSWORD);
    return findings(options);
  }

  private static Map<String, List<String>> findings(String... namesAndValues) {
    return findings(options(namesAndValues));
  }

  private static Map<String, String> options(String... namesAndValues) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("name", "validated");
    options.put("connector.class", "io.pgsink.PostgresSinkConnector");
    options.put("topics", "sales.orders");
    options.put("connection.url", database.url());
    options.put("connection.user", database.user());
    options.put("connection.password", database.password());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return options;
  }

  private static Map<String, List<String>> findings(Map<String, String> options) {
    Map<String, List<String>> findings = new LinkedHashMap<>();
    for (ConfigValue value : ConnectorValidation.validate(options).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        findings.put(value.name(), value.errorMessages());
      }
    }
    return findings;
  }

  private static List<String> sorted(Map<String, List<String>> findings) {
    return findings.keySet().stream().sorted().toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgsink.config.SinkOptions;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a connector UI gets from a real worker: the form, and what is wrong with what is in it. */
@ExtendWith(FailureLogs.class)
final class ValidationIT {
  private static final String SECRET = "marker-s3cret";

  private static TestDatabase database;
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();

  @BeforeAll
  static void createTables() {
    database = TestPostgres.shared().createDatabase("validation_it");
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, status text)",
        "CREATE TABLE log (line text)",
        "CREATE ROLE validation_reader LOGIN PASSWORD 'x'",
        "GRANT SELECT ON orders TO validation_reader");
  }

  /** Forms show the groups in the order in which they come, and options in the order of each. */
  @Test
  void theFormComesInGroupsWithLabelsAndAnOrder() {
    List<String> groups = new ArrayList<>();
    int order = 0;
    for (JsonNode option : rest.definition("io.pgsink.PostgresSinkConnector")) {
      if (SinkOptions.definition().names().contains(option.get("name").asText())) {
        String group = option.get("group").asText();
        if (groups.isEmpty() || !groups.get(groups.size() - 1).equals(group)) {
          groups.add(group);
          order = 0;
        }
        order++;
        assertEquals(order, option.get("order_in_group").asInt(), option.toString());
        for (String hint : List.of("display_name", "documentation", "width", "importance")) {
          assertFalse(option.get(hint).asText().isBlank(), option.toString());
        }
      }
    }
    assertEquals(
        List.of(
            "Connection", "Tables", "Conflicts", "Fields", "Table changes", "Writing", "Errors"),
        groups);
  }

  @Test
  void optionsWithoutEffectAreHidden() {
    assertTrue(hidden().containsAll(Set.of("offsets.table")));
    assertTrue(
        hidden("insert.mode=insert", "auto.evolve=true", "connection.sslmode=disable")
            .containsAll(
                Set.of(
                    "update.columns", "update.rules", "unknown.fields", "connection.sslrootcert")));
    assertFalse(hidden("delivery.guarantee=exactly_once").contains("offsets.table"));
  }

  @Test
  void aMisspeltOptionIsNamedWithTheOneThatWasMeant() {
    Map<String, List<String>> errors = errors("insert.mod=ignore", "conflict.key=id");
    assertEquals(Set.of("insert.mod", "conflict.key"), errors.keySet());
    assertNamed(errors, "insert.mod", "did you mean insert.mode?");
    assertNamed(errors, "conflict.key", "did you mean conflict.keys?");
  }

  @Test
  void missingPrivilegesAndIndexesComeWithTheStatementToRun() {
    Map<String, List<String>> errors =
        errors(
            "topics=orders,log",
            "connection.user=validation_reader",
            "connection.password=x",
            "delete.mode=hard");
    assertNamed(
        errors, "insert.mode", "GRANT INSERT, UPDATE ON \"orders\" TO \"validation_reader\"");
    assertNamed(errors, "delete.mode", "GRANT DELETE ON \"orders\"");
    assertNamed(errors, "conflict.keys", "ALTER TABLE \"public\".\"log\" ADD");
  }

  @Test
  void aMissingTableIsOnTheOptionThatNamesIt() {
    Map<String, List<String>> errors = errors("topics=nowhere");
    assertEquals(Set.of("table.name.format"), errors.keySet());
    assertNamed(errors, "table.name.format", "auto.create=true");
  }

  /** Connect's own limit for a request is 90 seconds; people wait for less. */
  @Test
  void aHostThatNeverAnswersIsGivenUpWithinFifteenSeconds() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      Map<String, List<String>> errors =
          errors("connection.url=jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x");
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertEquals(Set.of("connection.url"), errors.keySet());
      assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, took::toString);
    }
  }

  @Test
  void thePasswordIsNeverInTheAnswer() {
    for (String wrong : List.of("topics=nowhere", "insert.mode=sideways", "batch.size=x")) {
      JsonNode answer =
          rest.validate(config("connection.password=" + SECRET, "log.record.values=true", wrong));
      assertTrue(answer.get("error_count").asInt() > 0);
      assertFalse(answer.toString().contains(SECRET), answer::toString);
    }
  }

  @Test
  void aPasswordInTheUrlIsRefusedAndNeverEchoed() throws IOException {
    Map<String, String> config =
        config("connection.url=" + database.url() + "?user=u&password=" + SECRET);
    assertTrue(rest.validationErrors(config).containsKey("connection.url"));
    String answer = rest.validationErrors(config).toString();
    assertFalse(answer.contains(SECRET), answer);
    String refusal = rest.refusal("password-in-url", config);
    assertFalse(refusal.contains(SECRET), refusal);
    assertFalse(Files.readString(worker.log()).contains(SECRET), "the secret is in the log");
  }

  @Test
  void urlParametersThatLoadClassesAreRefused() {
    String evil = database.url() + "?%73ocketFactory=com.example.Evil";
    assertTrue(errors("connection.url=" + evil).containsKey("connection.url"));
  }

  @Test
  void whatIsMissingIsNamed() {
    Map<String, String> config = config();
    config.remove("connection.url");
    assertTrue(rest.validationErrors(config).containsKey("connection.url"));
  }

  private static void assertNamed(Map<String, List<String>> errors, String option, String text) {
    assertTrue(errors.getOrDefault(option, List.of()).toString().contains(text), errors::toString);
  }

  private Map<String, List<String>> errors(String... options) {
    return rest.validationErrors(config(options));
  }

  private Set<String> hidden(String... options) {
    Set<String> hidden = new TreeSet<>();
    for (JsonNode option : rest.validate(config(options)).get("configs")) {
      if (!option.get("value").get("visible").asBoolean()) {
        hidden.add(option.get("value").get("name").asText());
      }
    }
    return hidden;
  }

  private static Map<String, String> config(String... options) {
    Map<String, String> config = Sinks.of(database, "orders", options);
    config.put("name", "validated");
    return config;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Slips that nothing but the tables and the topics can tell, found before a task meets them. */
class SlipsInOptionsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("slips");

  @BeforeAll
  static void createTable() {
    DATABASE.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, status text, ver int, at timestamptz, doc"
            + " jsonb)");
  }

  private static Map<String, String> options(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("name", "slips");
    options.put("connection.url", DATABASE.url());
    options.put("connection.user", DATABASE.user());
    options.put("connection.password", DATABASE.password());
    options.put("topics", "orders");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static Map<String, List<String>> findings(String... more) {
    Map<String, List<String>> findings = new TreeMap<>();
    for (ConfigValue value : ConnectorValidation.validate(options(more)).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        findings.put(value.name(), value.errorMessages());
      }
    }
    return findings;
  }

  private static void assertFinding(String option, String words, String... more) {
    Map<String, List<String>> findings = findings(more);
    assertEquals(List.of(option), List.copyOf(findings.keySet()), findings::toString);
    assertTrue(findings.toString().contains(words), findings::toString);
  }

  private static void assertWarning(String words, String... more) {
    List<String> warnings = ConnectorOptions.parse(options(more)).warnings();
    assertTrue(warnings.stream().anyMatch(text -> text.contains(words)), warnings::toString);
  }

  @Test
  void theUnitOfAColumnThatIsNotThere() {
    assertFinding("timestamp.units", "\"seen\"", "timestamp.units", "at:us,seen:s,*:ms");
    assertEquals(Map.of(), findings("timestamp.units", "AT:us"));
  }

  /** K15.1 */
  @Test
  void headersThatTheUsualConverterWouldChange() {
    String words = "header.converter=org.apache.kafka.connect.storage.StringConverter";
    assertWarning(words, "metadata.columns", "header.h:h");
    assertWarning(words, "table.name.format", "${header.t}");
    assertWarning(words, "topic.orders.metadata.columns", "header.h:h");
    assertWarning(
        words,
        "metadata.columns",
        "header.h:h",
        "header.converter",
        "org.apache.kafka.connect.storage.SimpleHeaderConverter");
    assertEquals(
        List.of(),
        ConnectorOptions.parse(
                options(
                    "metadata.columns", "header.h:h",
                    "header.converter", "org.apache.kafka.connect.storage.StringConverter"))
            .warnings());
  }
}

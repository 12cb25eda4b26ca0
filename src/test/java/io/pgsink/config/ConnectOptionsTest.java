// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.migration.ConnectorOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Options of Connect that don't do what their user believes. */
class ConnectOptionsTest {
  private static Map<String, String> options(String... pairs) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("name", "c");
    options.put("connection.url", "jdbc:postgresql://localhost/x");
    options.put("topics", "orders, customers");
    for (int i = 0; i < pairs.length; i += 2) {
      options.put(pairs[i], pairs[i + 1]);
    }
    return options;
  }

  private static List<String> warnings(String... pairs) {
    return ConnectorOptions.parse(options(pairs)).warnings();
  }

  @Test
  void optionsOfAConverterWithoutItsClassAreWarnedOf() {
    List<String> warnings = warnings("value.converter.schemas.enable", "false");
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(
        warnings
            .get(0)
            .startsWith("value.converter.schemas.enable has no effect without value.conv"),
        warnings::toString);
    assertEquals(
        List.of(),
        warnings(
            "value.converter",
            "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.schemas.enable",
            "false"));
  }

  @Test
  void aMisspeltTopicOfATopicsOptionIsFound() {
    assertEquals(
        Map.of(
            "topic.oders.insert.mode",
            List.of(
                "topic.oders.insert.mode is for topic \"oders\", which topics doesn't list; did you"
                    + " mean \"orders\"?")),
        ConnectorOptions.check(options("topic.oders.insert.mode", "ignore")));
    assertTrue(
        warnings("topic.payments.insert.mode", "ignore").get(0).contains("so it has no effect"));
    assertEquals(List.of(), warnings("topic.customers.insert.mode", "ignore"));
  }

  @Test
  void aTransformMayRenameTopics() {
    assertEquals(
        Map.of(),
        ConnectorOptions.check(
            options("topic.oders.insert.mode", "ignore", "transforms", "route")));
  }

  @Test
  void theModeThatWasGivenIsNamed() {
    String message =
        ConnectorOptions.check(options("connection.sslmode", "verify"))
            .get("connection.sslmode")
            .get(0);
    assertTrue(message.endsWith("not \"verify\""), message);
  }

  @Test
  void aSinkReadsNoShareGroup() {
    String option = "consumer.override.group.protocol";
    String message = ConnectorOptions.check(options(option, "share")).get(option).get(0);
    assertTrue(message.contains("must be classic or consumer, not \"share\""), message);
    assertEquals(Map.of(), ConnectorOptions.check(options(option, "CONSUMER")));
    assertEquals(Map.of(), ConnectorOptions.check(options(option, "classic")));
  }

  @Test
  void whatTheBrokerDecidesIsNotForTheConsumer() {
    String option = "consumer.override.session.timeout.ms";
    assertEquals(Map.of(), ConnectorOptions.check(options(option, "10000")));
    String message =
        ConnectorOptions.check(
                options(option, "10000", "consumer.override.group.protocol", "consumer"))
            .get(option)
            .get(0);
    assertTrue(message.contains("the broker decides it"), message);
  }
}

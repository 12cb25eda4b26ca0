// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.config.migration.ConnectorOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Assertions;

/** Options of a connector that is fine, plus those of a test. */
public final class Options {
  static final String URL = "jdbc:postgresql://localhost/shop";

  private Options() {}

  public static Map<String, String> with(String... namesAndValues) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("name", "orders-sink");
    options.put("connector.class", "io.pgsink.PostgresSinkConnector");
    options.put("topics", "orders");
    options.put("connection.url", URL);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return options;
  }

  public static SinkConfig parse(String... namesAndValues) {
    return ConnectorOptions.parse(with(namesAndValues));
  }

  public static TableConfig table(String... namesAndValues) {
    return parse(namesAndValues).table("orders");
  }

  /** The only finding on the option, which also makes {@link ConnectorOptions#parse} fail. */
  public static String refusal(String option, String... namesAndValues) {
    Map<String, String> options = with(namesAndValues);
    Map<String, List<String>> findings = ConnectorOptions.check(options);
    Assertions.assertEquals(List.of(option), List.copyOf(findings.keySet()), findings::toString);
    Assertions.assertEquals(1, findings.get(option).size(), findings::toString);
    String message = findings.get(option).get(0);
    ConfigException thrown =
        Assertions.assertThrows(ConfigException.class, () -> ConnectorOptions.parse(options));
    Assertions.assertEquals(message, thrown.getMessage());
    Assertions.assertTrue(message.contains(option), message);
    return message;
  }
}

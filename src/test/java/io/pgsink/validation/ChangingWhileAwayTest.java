// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.PostgresSinkConnector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** PUT …/config of a connector whose database doesn't answer. */
class ChangingWhileAwayTest {
  private final PostgresSinkConnector connector = new PostgresSinkConnector();

  private static Map<String, String> options(String name, String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("name", name);
    options.put("connector.class", PostgresSinkConnector.class.getName());
    options.put("topics", "t");
    options.put("connection.url", "jdbc:postgresql://localhost:1/nowhere");
    options.put("connection.timeout.ms", "1000");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private List<String> errors(Map<String, String> options) {
    return connector.validate(options).configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .map(value -> value.name())
        .toList();
  }

  @Test
  void onlyWhatNeedsNoDatabaseMayChangeWithoutIt() {
    assertEquals(List.of("connection.url"), errors(options("away")), "a new one may be misspelt");
    connector.start(options("away"));
    assertEquals(List.of(), errors(options("away")));
    assertEquals(List.of(), errors(options("away", "batch.size", "10", "errors.tolerance", "all")));
    assertEquals(List.of("connection.url"), errors(options("away", "conflict.keys", "id")));
    assertEquals(List.of("connection.url"), errors(options("other")));
  }
}

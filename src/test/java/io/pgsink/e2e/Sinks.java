// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import io.pgsink.rig.TestDatabase;
import java.util.LinkedHashMap;
import java.util.Map;

/** Connector configurations for end-to-end tests. */
final class Sinks {
  static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

  private Sinks() {}

  /** A sink of one topic, JSON with schemas, into a database. */
  static Map<String, String> of(TestDatabase database, String topic, String... more) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "io.pgsink.PostgresSinkConnector");
    config.put("tasks.max", "1");
    config.put("topics", topic);
    config.put("key.converter", JSON);
    config.put("value.converter", JSON);
    config.put("consumer.override.auto.offset.reset", "earliest");
    config.putAll(connection(database));
    for (String option : more) {
      int equals = option.indexOf('=');
      config.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return config;
  }

  static Map<String, String> connection(TestDatabase database) {
    return Map.of(
        "connection.url",
        database.url(),
        "connection.user",
        database.user(),
        "connection.password",
        database.password());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.docs.ShownConfig;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every connector JSON of {@code config/}, of {@code docker/} and of the documentation, put to a
 * real worker's validate endpoint. What a reader has to bring is replaced: the database, its
 * certificates, and converters that aren't Kafka's.
 */
@ExtendWith(FailureLogs.class)
final class ConfigFilesIT {
  private static TestDatabase database;
  private final ConnectRest rest = TestWorker.shared().rest();

  @BeforeAll
  static void createTables() {
    database = TestPostgres.shared().createDatabase("config_files");
    database.execute(
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text)", "CREATE SCHEMA shop");
  }

  static List<ShownConfig> shown() {
    return ShownConfig.all();
  }

  @ParameterizedTest
  @MethodSource("shown")
  void everyConnectorShownValidates(ShownConfig shown) {
    Map<String, String> config = new LinkedHashMap<>(Map.of("auto.create", "true"));
    config.putAll(shown.options());
    config.keySet().removeIf(option -> option.startsWith("connection.ssl"));
    config.remove("connection.auth");
    config.remove("connector.plugin.version");
    config.values().removeIf(value -> value.startsWith("io.confluent."));
    config.putAll(Sinks.connection(database));
    assertEquals(Map.of(), rest.validationErrors(config));
  }
}

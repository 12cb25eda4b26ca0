// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.config.migration.ConnectorOptions;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class SecretsTest {
  private static final String MARKER = "s3kr3t-marker";

  @Test
  void noTextOfAConfigurationHoldsASecret() {
    SinkConfig config = ConnectorOptions.parse(secretive());

    for (Object part :
        List.of(
            config,
            config.connection(),
            config.connection().address(),
            config.connection().tls(),
            config.connection().user(),
            config.connection().password(),
            config.write(),
            config.errors(),
            config.table("orders"),
            config.notices(),
            config.warnings())) {
      assertFalse(part.toString().contains(MARKER), part.getClass().getName());
    }
    assertEquals(MARKER, config.connection().password().orElseThrow().value());
  }

  @Test
  void noFindingHoldsASecret_B137() {
    Map<String, String> options = secretive();
    options.remove("connection.user");
    options.remove("connection.sslkey");
    options.put("insert.mode", "wrong");
    options.put("connection.passwort", MARKER);
    options.put("connection.pass", MARKER);
    options.put("topic.orders.connection.password", MARKER);
    options.put("pk.mode", "record_key");
    options.put("jdbc.credentials.provider.password", MARKER);
    options.put("hibernate.connection.password", MARKER);

    Map<String, List<String>> findings = ConnectorOptions.check(options);
    assertFalse(findings.isEmpty());
    assertFalse(findings.toString().contains(MARKER), findings::toString);
    ConfigException thrown =
        assertThrows(ConfigException.class, () -> ConnectorOptions.parse(options));
    assertFalse(thrown.getMessage().contains(MARKER), thrown.getMessage());
  }

  @Test
  void validationMasksSecrets() {
    for (ConfigValue value : ConnectorOptions.validate(secretive())) {
      assertFalse(String.valueOf(value.value()).contains(MARKER), value.name());
      assertFalse(value.errorMessages().toString().contains(MARKER), value.name());
    }
  }

  private static Map<String, String> secretive() {
    return Options.with(
        "connection.user",
        "sink",
        "connection.password",
        MARKER,
        "connection.sslkey",
        "/certs/key.p12",
        "connection.sslpassword",
        MARKER);
  }
}

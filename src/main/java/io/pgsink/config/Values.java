// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

/** The options of one definition, each checked alone, as typed values. */
final class Values {
  private final Map<String, ConfigValue> values;

  private Values(Map<String, ConfigValue> values) {
    this.values = values;
  }

  /** Reads and checks every option of the definition; none of the findings is thrown. */
  static Values of(ConfigDef definition, Map<String, String> options) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    definition.validateAll(options).forEach(values::put);
    values.keySet().retainAll(definition.names());
    return new Values(values);
  }

  /** What is wrong with single options, by option; empty when all can be used. */
  Map<String, List<String>> errors() {
    Map<String, List<String>> errors = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (!value.errorMessages().isEmpty()) {
            errors.put(name, value.errorMessages());
          }
        });
    return errors;
  }

  String text(String name) {
    return textIfSet(name).orElseThrow(() -> new ConfigException(name + " is missing"));
  }

  /** An option's text, or empty when it isn't set or blank. */
  Optional<String> textIfSet(String name) {
    return Optional.ofNullable((String) value(name)).map(String::trim).filter(t -> !t.isEmpty());
  }

  int integer(String name) {
    return (Integer) value(name);
  }

  Duration milliseconds(String name) {
    return Duration.ofMillis((Long) value(name));
  }

  boolean flag(String name) {
    return (Boolean) value(name);
  }

  Optional<Password> password(String name) {
    return Optional.ofNullable((Password) value(name));
  }

  <E extends Enum<E>> E choice(String name, Class<E> constants) {
    return Option.choice(constants, name, text(name));
  }

  private Object value(String name) {
    return values.get(name).value();
  }
}

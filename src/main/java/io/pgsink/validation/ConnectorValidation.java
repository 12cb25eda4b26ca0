// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import io.pgsink.config.migration.ConnectorOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;

/**
 * What Connect asks before it creates or changes a connector: first the options alone, then, if
 * they can be used, the database. Every finding is on one option and says how to mend it.
 */
public final class ConnectorValidation {
  private ConnectorValidation() {}

  /**
   * Looks at the options and, if they can be used, at the database.
   *
   * @param options the connector's options as Connect hands them over
   * @return every option with its value, what it may be, and what is wrong with it
   */
  public static Config validate(Map<String, String> options) {
    List<ConfigValue> values = new ArrayList<>(ConnectorOptions.validate(options));
    Map<String, String> unresolved = ConnectorOptions.unresolved(options);
    Map<String, List<String>> references = new LinkedHashMap<>();
    unresolved.forEach((option, message) -> references.put(option, List.of(message)));
    add(values, references);
    Map<String, String> resolved = new LinkedHashMap<>(options);
    resolved.keySet().removeAll(unresolved.keySet());
    if (ConnectorOptions.check(resolved).isEmpty()) {
      Map<String, List<String>> findings =
          DatabaseValidation.check(ConnectorOptions.parse(resolved), resolved);
      // what an option lacks that could not be resolved is its only finding
      findings.keySet().removeIf(name -> options.containsKey(name) && !resolved.containsKey(name));
      add(values, findings);
    }
    return new Config(values);
  }

  private static void add(List<ConfigValue> values, Map<String, List<String>> findings) {
    Map<String, ConfigValue> byName = new LinkedHashMap<>();
    values.forEach(value -> byName.put(value.name(), value));
    findings.forEach(
        (option, messages) -> {
          ConfigValue value = byName.get(option);
          if (value == null) {
            value = new ConfigValue(option);
            values.add(value);
          }
          messages.forEach(value::addErrorMessage);
        });
  }
}

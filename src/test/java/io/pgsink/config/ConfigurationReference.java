package io.pgsink.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** Writes {@code docs/configuration.md} from the definition of the options. */
final class ConfigurationReference {
  private static final String INTRODUCTION =
      """
      # Configuration reference

      Generated from the connector's own definition; `mvn test -Dtest=ConfigurationReferenceTest
      -Dpgsink.docs.write=true` writes it again.

      Only `connection.url` is required, besides Connect's own `name`, `connector.class`
      (`io.pgsink.PostgresSinkConnector`), `tasks.max` and `topics` or `topics.regex`. Converters,
      transforms, predicates, `errors.*` and `consumer.override.*` are Connect's and work as with
      every sink. Words such as `upsert` may be written in any case.

      A misspelt option is refused with the one that was probably meant. Options that contradict
      each other are refused naming both.

      **▲ Per topic.** Options marked ▲ can be set for one topic with the prefix
      `topic.<topic name>.`, for example `topic.shop.orders.conflict.keys=id` for the topic
      `shop.orders`. The topic is the one that records carry after the transforms.

      The option names of the JDBC sinks that people move in from are understood too, see
      [Migrating](migrating.md).
      """;

  private ConfigurationReference() {}

  static String text() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    groups()
        .forEach(
            (group, keys) -> {
              text.append("\n## ").append(group).append('\n');
              keys.forEach(key -> append(text, key));
            });
    return text.toString();
  }

  private static Map<String, List<ConfigDef.ConfigKey>> groups() {
    Map<String, List<ConfigDef.ConfigKey>> groups = new LinkedHashMap<>();
    for (String group : SinkConfig.definition().groups()) {
      groups.put(group, new ArrayList<>());
    }
    for (ConfigDef.ConfigKey key : SinkConfig.definition().configKeys().values()) {
      groups.get(key.group).add(key);
    }
    groups.values().forEach(keys -> keys.sort((a, b) -> a.orderInGroup - b.orderInGroup));
    return groups;
  }

  private static void append(StringBuilder text, ConfigDef.ConfigKey key) {
    String mark = TableOptions.names().contains(key.name) ? " ▲" : "";
    text.append("\n### `").append(key.name).append('`').append(mark).append("\n\n");
    text.append(key.documentation).append("\n\n");
    text.append("- Type: ").append(key.type.name().toLowerCase(Locale.ROOT)).append('\n');
    text.append("- Default: ").append(defaultText(key)).append('\n');
    if (key.validator != null) {
      text.append("- Valid values: ").append(code(key.validator.toString())).append('\n');
    }
    text.append("- Importance: ")
        .append(key.importance.name().toLowerCase(Locale.ROOT))
        .append('\n');
  }

  private static String defaultText(ConfigDef.ConfigKey key) {
    if (!key.hasDefault()) {
      return "none, it is required";
    }
    return key.defaultValue == null ? "none" : '`' + key.defaultValue.toString() + '`';
  }

  /** Angle brackets are markup outside of code. */
  private static String code(String validValues) {
    return validValues.indexOf('<') < 0 ? validValues : '`' + validValues + '`';
  }
}

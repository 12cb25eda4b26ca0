// SPDX-License-Identifier: Apache-2.0
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
      <!-- Written by mvn test -Dtest=ConfigurationReferenceTest -Dpgsink.docs.write=true -->
      # Configuration reference

      Only `connection.url` is required, besides Connect's own `name`, `connector.class`
      (`io.pgsink.PostgresSinkConnector`), `tasks.max` and `topics` or `topics.regex`. Converters,
      transforms, predicates, `errors.*` and `consumer.override.*` are Connect's and work as with
      every sink. Words such as `upsert` may be written in any case.

      Options marked ▲ can be set for one topic, too: `topic.shop.orders.conflict.keys=id` holds for
      the topic `shop.orders`. The topic is the one that records carry after the transforms.

      A misspelt option is refused with the one that was probably meant. Options that contradict
      each other are refused naming both. The option names of the JDBC sinks that people move in
      from are understood, see [Migrating](migrating.md).
      """;

  /** Where options are shown at work. */
  private static final Map<String, String> HOW_TO =
      Map.ofEntries(
          Map.entry("connection.url", "[Security](security.md#url-parameters)"),
          Map.entry("connection.password", "[Security](security.md#secrets)"),
          Map.entry("connection.auth", "[Cloud logins](how-to/cloud-logins.md)"),
          Map.entry("connection.sslmode", "[TLS](how-to/tls.md)"),
          Map.entry("connection.prepare.threshold", "[PgBouncer](how-to/pgbouncer.md)"),
          Map.entry("topics.to.tables", "[Routing](how-to/routing.md)"),
          Map.entry("table.name.format", "[Routing](how-to/routing.md)"),
          Map.entry(
              "insert.mode",
              "[Conflict rules](how-to/conflict-rules.md#insert-only-ignore-update-only)"),
          Map.entry("delete.mode", "[Deletes](how-to/deletes.md)"),
          Map.entry("truncate.enabled", "[Deletes](how-to/deletes.md#truncate)"),
          Map.entry("conflict.keys", "[Composite keys](how-to/composite-keys.md)"),
          Map.entry(
              "conflict.where",
              "[Conflict rules](how-to/conflict-rules.md#choose-the-conflict-target)"),
          Map.entry("update.columns", "[Conflict rules](how-to/conflict-rules.md)"),
          Map.entry("update.rules", "[Conflict rules](how-to/conflict-rules.md)"),
          Map.entry("update.when", "[Conflict rules](how-to/conflict-rules.md)"),
          Map.entry("value.column", "[Whole values](how-to/avro-and-protobuf.md#whole-values)"),
          Map.entry(
              "unavailable.value.placeholder",
              "[Debezium](how-to/debezium.md#values-that-were-not-sent)"),
          Map.entry("timestamp.timezone", "[Types](types.md#dates-and-times)"),
          Map.entry("auto.create", "[Tables that follow the stream](how-to/evolving-tables.md)"),
          Map.entry("auto.evolve", "[Tables that follow the stream](how-to/evolving-tables.md)"),
          Map.entry("batch.size", "[Tuning](tuning.md)"),
          Map.entry("writers", "[Tuning](tuning.md)"),
          Map.entry("delivery.guarantee", "[Exactly-once delivery](how-to/exactly-once.md)"),
          Map.entry("max.retries", "[Errors by SQLSTATE](errors.md)"),
          Map.entry("log.record.values", "[Security](security.md#secrets)"));

  private ConfigurationReference() {}

  static String text() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    index(text);
    groups()
        .forEach(
            (group, keys) -> {
              text.append("\n## ").append(group).append('\n');
              keys.forEach(key -> append(text, key));
            });
    return text.toString();
  }

  private static void index(StringBuilder text) {
    text.append("\n| option | | default | what it is |\n|---|---|---|---|\n");
    groups()
        .forEach(
            (group, keys) -> {
              text.append("| **").append(group).append("** | | | |\n");
              for (ConfigDef.ConfigKey key : keys) {
                text.append(
                    "| [`%s`](#%s) | %s | %s | %s |\n"
                        .formatted(
                            key.name,
                            key.name.replace(".", "") + (isPerTopic(key) ? "-" : ""),
                            isPerTopic(key) ? "▲" : "",
                            key.hasDefault() ? shortDefault(key) : "required",
                            firstWords(key.documentation)));
              }
            });
  }

  private static boolean isPerTopic(ConfigDef.ConfigKey key) {
    return TableDefinition.names().contains(key.name);
  }

  private static String shortDefault(ConfigDef.ConfigKey key) {
    return key.defaultValue == null ? "" : '`' + key.defaultValue.toString() + '`';
  }

  /** What stands in front of the first full stop, colon or semicolon outside of code. */
  private static String firstWords(String documentation) {
    boolean code = false;
    for (int i = 0; i < documentation.length(); i++) {
      char letter = documentation.charAt(i);
      code ^= letter == '`';
      boolean last = i + 1 == documentation.length() || documentation.charAt(i + 1) == ' ';
      if (!code && last && ".:;".indexOf(letter) >= 0) {
        return documentation.substring(0, i).replace("|", "\\|");
      }
    }
    return documentation;
  }

  private static Map<String, List<ConfigDef.ConfigKey>> groups() {
    Map<String, List<ConfigDef.ConfigKey>> groups = new LinkedHashMap<>();
    for (String group : SinkOptions.definition().groups()) {
      groups.put(group, new ArrayList<>());
    }
    for (ConfigDef.ConfigKey key : SinkOptions.definition().configKeys().values()) {
      groups.get(key.group).add(key);
    }
    groups.values().forEach(keys -> keys.sort((a, b) -> a.orderInGroup - b.orderInGroup));
    return groups;
  }

  private static void append(StringBuilder text, ConfigDef.ConfigKey key) {
    String mark = isPerTopic(key) ? " ▲" : "";
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
    if (HOW_TO.containsKey(key.name)) {
      text.append("- See: ").append(HOW_TO.get(key.name)).append('\n');
    }
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

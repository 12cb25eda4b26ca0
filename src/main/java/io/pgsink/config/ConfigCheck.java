// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.OneLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Reads options in three steps, each on what the last one left: check each option alone, look for
 * contradictions, read the options of single topics.
 */
public final class ConfigCheck {
  private final Translation translation;
  private final Map<String, String> options;
  private final Findings findings = new Findings();
  private final List<String> notices = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Optional<SinkConfig> config = Optional.empty();

  private ConfigCheck(Translation translation) {
    this.translation = translation;
    this.options = translation.options();
  }

  /** Reads a connector's or a task's options. */
  public static ConfigCheck of(Translation translation) {
    ConfigCheck check = new ConfigCheck(translation);
    check.notices.addAll(translation.notices());
    check.run();
    return check;
  }

  /** The configuration, if nothing is wrong with it. */
  public Optional<SinkConfig> config() {
    return errors().isEmpty() ? config : Optional.empty();
  }

  /** What is wrong, by the option that the user wrote. */
  public Map<String, List<String>> errors() {
    Findings errors = new Findings();
    errors.errors(translation.refusals());
    findings
        .errors()
        .forEach(
            (option, messages) -> {
              String origin = translation.origin(option);
              String prefix = origin.equals(option) ? "" : origin + ": ";
              messages.forEach(message -> errors.error(origin, OneLine.of(prefix + message)));
            });
    return errors.errors();
  }

  /** Every option with its value and what is wrong with it. */
  public List<ConfigValue> values() {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    Map<String, String> sound = new LinkedHashMap<>(options);
    Set<String> unusable = OptionTexts.unusable(sound);
    sound.keySet().removeAll(unusable);
    Map<String, ConfigValue> read = SinkOptions.definition().validateAll(sound);
    SinkOptions.definition()
        .names()
        .forEach(
            name ->
                values.put(name, unusable.contains(name) ? new ConfigValue(name) : read.get(name)));
    errors()
        .forEach(
            (option, messages) -> {
              ConfigValue value = values.computeIfAbsent(option, name -> new ConfigValue(name));
              messages.stream()
                  .filter(message -> !value.errorMessages().contains(message))
                  .forEach(value::addErrorMessage);
            });
    return List.copyOf(values.values());
  }

  /** What to say of references that nothing has resolved, by the option that the user wrote. */
  public static Map<String, String> unresolved(Translation translation) {
    Map<String, String> written = new LinkedHashMap<>();
    OptionTexts.unresolved(translation.options())
        .forEach((option, message) -> written.put(translation.origin(option), message));
    return written;
  }

  private void run() {
    OptionTexts.check(options, findings);
    if (!findings.errors().isEmpty()) {
      return;
    }
    checkNames();
    Map<String, Map<String, String>> topicOptions = TopicOptions.read(options, findings);
    Values values = Values.of(SinkOptions.definition(), options);
    if (!values.errors().isEmpty()) {
      findings.errors(values.errors());
      return;
    }
    ConnectorConfig connector = ConnectorConfig.parse(values);
    connector.connection().check(findings, options);
    for (String parameter : connector.connection().address().ignored()) {
      notices.add("connection.url: parameter " + parameter + " has no effect here");
    }
    connector.errors().check(findings);
    ConnectOptions connect = new ConnectOptions(options, findings, warnings);
    connect.check(connector.write(), topicOptions.keySet());
    List<TopicMapping> mappings =
        TopicMapping.parseList(
            SinkOptions.TOPICS_TO_TABLES,
            values.textIfSet(SinkOptions.TOPICS_TO_TABLES).orElse(""));
    TableConfig table = TableConfig.parse(values, mappings);
    TableContradictions.check(table, findings);
    Map<String, TableConfig> topics = new LinkedHashMap<>();
    topicOptions.forEach(
        (topic, own) -> topic(topic, own, mappings).ifPresent(config -> topics.put(topic, config)));
    connect.checkHeaders(table, topics.values());
    if (findings.errors().isEmpty()) {
      config =
          Optional.of(
              new SinkConfig(
                  translation,
                  connector,
                  table,
                  topics,
                  new Notes(List.copyOf(notices), List.copyOf(warnings))));
    }
  }

  private void checkNames() {
    for (String option : options.keySet()) {
      if (TopicOptions.isTopicOption(option) || UnknownOptions.isKnown(option)) {
        continue;
      }
      UnknownOptions.refusal(option)
          .ifPresentOrElse(
              message -> findings.error(option, message),
              () -> warnings.add(option + " is unknown and has no effect"));
    }
  }

  private Optional<TableConfig> topic(
      String topic, Map<String, String> own, List<TopicMapping> mappings) {
    Map<String, String> merged = new LinkedHashMap<>(options);
    merged.putAll(own);
    Values values = Values.of(TableDefinition.definition(), merged);
    Findings found = new Findings();
    found.errors(values.errors());
    Optional<TableConfig> table = Optional.empty();
    if (values.errors().isEmpty()) {
      boolean named = own.containsKey(TableOptions.NAME_FORMAT);
      table = Optional.of(TableConfig.parse(values, named ? List.of() : mappings));
      TableContradictions.check(table.get(), found);
    }
    String prefix = TopicOptions.PREFIX + topic + '.';
    found
        .errors()
        .forEach(
            (option, messages) -> {
              String name = own.containsKey(option) ? option : own.keySet().iterator().next();
              messages.forEach(
                  message -> findings.error(prefix + name, prefix + name + ": " + message));
            });
    return table;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.OneLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads options in four steps, each on what the last one left: translate, check each option alone,
 * look for contradictions, read the options of single topics.
 */
final class ConfigCheck {
  private final ConfigTranslation translation;
  private final Map<String, String> options;
  private final Findings findings = new Findings();
  private final List<String> notices = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Optional<SinkConfig> config = Optional.empty();

  private ConfigCheck(ConfigTranslation translation) {
    this.translation = translation;
    this.options = translation.options();
  }

  static ConfigCheck of(Map<String, String> given) {
    ConfigTranslation translation = ConfigTranslation.of(given);
    ConfigCheck check = new ConfigCheck(translation);
    check.notices.addAll(translation.notices());
    check.run();
    return check;
  }

  /** The configuration, if nothing is wrong with it. */
  Optional<SinkConfig> config() {
    return errors().isEmpty() ? config : Optional.empty();
  }

  /** What is wrong, by the option that the user wrote. */
  Map<String, List<String>> errors() {
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

  /** The options as they are read, those of other sinks replaced. */
  Map<String, String> options() {
    return options;
  }

  private void run() {
    OptionTexts.check(options, findings);
    if (!findings.errors().isEmpty()) {
      return;
    }
    checkNames();
    Map<String, Map<String, String>> topicOptions = TopicOptions.read(options, findings);
    Values values = Values.of(SinkConfig.definition(), options);
    if (!values.errors().isEmpty()) {
      findings.errors(values.errors());
      return;
    }
    ConnectionConfig connection = ConnectionConfig.parse(values);
    connection.check(findings, options);
    for (String parameter : connection.address().ignored()) {
      notices.add("connection.url: parameter " + parameter + " has no effect here");
    }
    ErrorConfig.parse(values).check(findings);
    ConnectOptions connect = new ConnectOptions(options, findings, warnings);
    connect.check(WriteConfig.parse(values), topicOptions.keySet());
    List<TopicMapping> mappings =
        TopicMapping.parseList(
            SinkConfig.TOPICS_TO_TABLES, values.textIfSet(SinkConfig.TOPICS_TO_TABLES).orElse(""));
    TableConfig table = TableConfig.parse(values, mappings);
    table.check(findings);
    Map<String, TableConfig> topics = new LinkedHashMap<>();
    topicOptions.forEach(
        (topic, own) -> topic(topic, own, mappings).ifPresent(config -> topics.put(topic, config)));
    connect.checkHeaders(table, topics.values());
    if (findings.errors().isEmpty()) {
      config =
          Optional.of(
              new SinkConfig(
                  translation,
                  values,
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
    Values values = Values.of(TableOptions.definition(), merged);
    Findings found = new Findings();
    found.errors(values.errors());
    Optional<TableConfig> table = Optional.empty();
    if (values.errors().isEmpty()) {
      boolean named = own.containsKey(TableOptions.NAME_FORMAT);
      table = Optional.of(TableConfig.parse(values, named ? List.of() : mappings));
      table.get().check(found);
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

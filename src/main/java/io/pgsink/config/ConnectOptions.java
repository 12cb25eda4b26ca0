// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Connect's own options have to say for this connector's to work. */
final class ConnectOptions {
  private static final String CONVERTER = "value.converter";
  private static final String SCHEMAS = "value.converter.schemas.enable";

  private static final String HEADERS = "header.converter";
  private static final String SIMPLE_HEADERS = "SimpleHeaderConverter";

  private static final String GROUP_PROTOCOL = "consumer.override.group.protocol";
  private static final List<String> CLASSIC_ONLY =
      List.of(
          "consumer.override.session.timeout.ms",
          "consumer.override.heartbeat.interval.ms",
          "consumer.override.partition.assignment.strategy");

  private final Map<String, String> options;
  private final Findings findings;
  private final List<String> warnings;

  ConnectOptions(Map<String, String> options, Findings findings, List<String> warnings) {
    this.options = options;
    this.findings = findings;
    this.warnings = warnings;
  }

  void check(WriteConfig write, Set<String> topicsWithOptions) {
    isolation(write);
    groups();
    deadLetters();
    converters();
    topics(topicsWithOptions);
  }

  /** What the converter of headers makes of them before this connector sees them. */
  void checkHeaders(TableConfig table, Collection<TableConfig> topics) {
    boolean reads = readsHeaders(table) || topics.stream().anyMatch(ConnectOptions::readsHeaders);
    String converter = options.getOrDefault(HEADERS, SIMPLE_HEADERS).trim();
    if (reads && converter.endsWith(SIMPLE_HEADERS)) {
      warnings.add(
          ("record headers are read by %s, unless the worker names another: it makes numbers, lists"
                  + " and so on of what looks like them, so that 00123 becomes 123; to keep texts set"
                  + " %s=org.apache.kafka.connect.storage.StringConverter")
              .formatted(SIMPLE_HEADERS, HEADERS));
    }
  }

  private static boolean readsHeaders(TableConfig table) {
    return table.naming().format().text().contains("${header.")
        || table.fields().metadataColumns().stream()
            .anyMatch(column -> column.source() instanceof MetadataColumn.Source.Header);
  }

  private void isolation(WriteConfig write) {
    if (write.deliveryGuarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
      return;
    }
    String isolation = options.get("consumer.override.isolation.level");
    if (isolation == null) {
      warnings.add(
          "delivery.guarantee=exactly_once reads aborted transactions of producers too, unless"
              + " consumer.override.isolation.level=read_committed is set");
    } else if (!isolation.trim().toLowerCase(Locale.ROOT).equals("read_committed")) {
      findings.error(
          WriteConfig.DELIVERY_GUARANTEE,
          "delivery.guarantee=exactly_once contradicts consumer.override.isolation.level="
              + isolation
              + "; set it to read_committed");
    }
  }

  /**
   * Connect's consumer fails on what is refused here only when the task starts, or stays silent.
   */
  private void groups() {
    String protocol = options.getOrDefault(GROUP_PROTOCOL, "classic").trim();
    if (protocol.equalsIgnoreCase("consumer")) {
      CLASSIC_ONLY.stream()
          .filter(options::containsKey)
          .forEach(
              option ->
                  findings.error(
                      option,
                      "%s has no place with %s=consumer, where the broker decides it; take it away"
                          .formatted(option, GROUP_PROTOCOL)));
    } else if (!protocol.equalsIgnoreCase("classic")) {
      findings.error(
          GROUP_PROTOCOL,
          ("%s must be classic or consumer, not \"%s\": a sink's positions are offsets of"
                  + " partitions, which share groups don't have")
              .formatted(GROUP_PROTOCOL, protocol));
    }
  }

  private void deadLetters() {
    String deadLetters = options.getOrDefault("errors.deadletterqueue.topic.name", "");
    String tolerance = options.getOrDefault("errors.tolerance", "none");
    if (!deadLetters.isBlank() && tolerance.trim().equalsIgnoreCase("none")) {
      warnings.add(
          "errors.deadletterqueue.topic.name is set, but errors.tolerance=none fails the task at"
              + " the first bad record; set errors.tolerance=all to go on");
    }
  }

  /** The commonest mistake: Connect takes options of a converter only together with its class. */
  private void converters() {
    if (options.containsKey(SCHEMAS) && !options.containsKey(CONVERTER)) {
      warnings.add(
          "%s has no effect without %s: the worker's converter is used as the worker configures it; set %s too"
              .formatted(SCHEMAS, CONVERTER, CONVERTER));
    }
  }

  /** With a list of topics and no transform that renames them, every topic is known. */
  private void topics(Set<String> topicsWithOptions) {
    String listed = options.getOrDefault("topics", "");
    if (listed.isBlank() || !options.getOrDefault("transforms", "").isBlank()) {
      return;
    }
    List<String> topics = new ArrayList<>();
    Arrays.stream(listed.split(",", -1)).map(String::trim).forEach(topics::add);
    for (String topic : topicsWithOptions) {
      if (topics.contains(topic)) {
        continue;
      }
      String prefix = TopicOptions.PREFIX + topic + '.';
      String option =
          options.keySet().stream().filter(name -> name.startsWith(prefix)).findFirst().orElse("");
      Optional<String> meant = Suggestions.nearest(topic, topics);
      String message = "%s is for topic \"%s\", which topics doesn't list".formatted(option, topic);
      meant.ifPresentOrElse(
          other -> findings.error(option, message + "; did you mean \"" + other + "\"?"),
          () -> warnings.add(message + ", so it has no effect"));
    }
  }
}

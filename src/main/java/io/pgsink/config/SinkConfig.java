// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A connector's options, read and checked. Immutable.
 *
 * <p>Option names of other JDBC sinks are replaced before, see {@link Translation}.
 */
public final class SinkConfig {

  private final Translation translation;
  private final ConnectorConfig connector;
  private final TableConfig table;
  private final Map<String, TableConfig> topics;
  private final List<String> notices;
  private final List<String> warnings;

  SinkConfig(
      Translation translation,
      ConnectorConfig connector,
      TableConfig table,
      Map<String, TableConfig> topics,
      Notes notes) {
    this.translation = translation;
    this.connector = connector;
    this.table = table;
    this.topics = Map.copyOf(topics);
    this.notices = notes.notices();
    this.warnings = notes.warnings();
  }

  /** The connector's name. */
  public String connectorName() {
    return translation.options().getOrDefault("name", "pgsink");
  }

  /** The task's number within its connector, 0 in the connector itself. */
  public int taskId() {
    return Integer.parseInt(translation.options().getOrDefault(SinkOptions.TASK_ID, "0"));
  }

  /** How to reach the database. */
  public ConnectionConfig connection() {
    return connector.connection();
  }

  /** How batches are made and written. */
  public WriteConfig write() {
    return connector.write();
  }

  /** What happens when a write fails. */
  public ErrorConfig errors() {
    return connector.errors();
  }

  /** The tables that records may be routed to. */
  public AllowedTables allowedTables() {
    return connector.allowedTables();
  }

  /**
   * How a topic's records become rows.
   *
   * @param topic the name as records carry it, so after the transforms
   */
  public TableConfig table(String topic) {
    return topics.getOrDefault(topic, table);
  }

  /**
   * The name under which the user set an option for a topic: its own, one with the topic's prefix,
   * or that of another sink. Findings belong there.
   */
  public String written(String topic, String option) {
    String ofTopic = TopicOptions.PREFIX + topic + '.' + option;
    return translation.origin(translation.options().containsKey(ofTopic) ? ofTopic : option);
  }

  /** Facts to log once at INFO: options translated or without effect. */
  public List<String> notices() {
    return notices;
  }

  /** Doubts to log once at WARN: unknown options, combinations that seldom are meant. */
  public List<String> warnings() {
    return warnings;
  }

  /** Never a secret. */
  @Override
  public String toString() {
    return "SinkConfig["
        + connector
        + ", "
        + table
        + ", topics="
        + new LinkedHashMap<>(topics)
        + ']';
  }
}

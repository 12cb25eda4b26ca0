// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/**
 * A connector's options, read and checked. Immutable.
 *
 * <p>Option names of other JDBC sinks are understood, see {@link ConfigTranslation}.
 */
public final class SinkConfig {
  /** The number of a task within its connector, put in for each task. */
  public static final String TASK_ID = "pgsink.task.id";

  static final String TOPICS_TO_TABLES = "topics.to.tables";
  private static final ConfigDef DEFINITION = define();

  private final ConfigTranslation translation;
  private final ConnectionConfig connection;
  private final WriteConfig write;
  private final ErrorConfig errors;
  private final AllowedTables allowedTables;
  private final TableConfig table;
  private final Map<String, TableConfig> topics;
  private final List<String> notices;
  private final List<String> warnings;

  SinkConfig(
      ConfigTranslation translation,
      Values values,
      TableConfig table,
      Map<String, TableConfig> topics,
      Notes notes) {
    this.translation = translation;
    this.connection = ConnectionConfig.parse(values);
    this.write = WriteConfig.parse(values);
    this.errors = ErrorConfig.parse(values);
    this.allowedTables = AllowedTables.parse(values);
    this.table = table;
    this.topics = Map.copyOf(topics);
    this.notices = notes.notices();
    this.warnings = notes.warnings();
  }

  /** All options with their types, defaults, checks and what a form needs to show them. */
  public static ConfigDef definition() {
    return DEFINITION;
  }

  /**
   * Reads a connector's or a task's options.
   *
   * @throws ConfigException with every finding, each naming its option and the fix; never a secret
   */
  public static SinkConfig parse(Map<String, String> options) {
    ConfigCheck check = ConfigCheck.of(options);
    if (check.config().isPresent()) {
      return check.config().get();
    }
    List<String> messages = new ArrayList<>();
    check.errors().values().forEach(messages::addAll);
    throw new ConfigException(String.join("\n", messages));
  }

  /**
   * What is wrong with a set of options, by option; empty when {@link #parse} takes them. Unknown
   * options that resemble one of this connector's are among them.
   */
  public static Map<String, List<String>> check(Map<String, String> options) {
    return ConfigCheck.of(options).errors();
  }

  /**
   * Every option of this connector with its value and what is wrong with it, as Connect's
   * validation wants it: those of other sinks are replaced, and each finding is on the option that
   * the user wrote.
   */
  public static List<ConfigValue> validate(Map<String, String> options) {
    ConfigCheck check = ConfigCheck.of(options);
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    Map<String, String> sound = new LinkedHashMap<>(check.options());
    Set<String> unusable = OptionTexts.unusable(sound);
    sound.keySet().removeAll(unusable);
    Map<String, ConfigValue> read = DEFINITION.validateAll(sound);
    DEFINITION
        .names()
        .forEach(
            name ->
                values.put(name, unusable.contains(name) ? new ConfigValue(name) : read.get(name)));
    check
        .errors()
        .forEach(
            (option, messages) -> {
              ConfigValue value = values.computeIfAbsent(option, name -> new ConfigValue(name));
              messages.stream()
                  .filter(message -> !value.errorMessages().contains(message))
                  .forEach(value::addErrorMessage);
            });
    return List.copyOf(values.values());
  }

  /**
   * What to say of options whose value is a reference that Connect's config providers didn't
   * resolve, by option. On a worker nothing resolves them later.
   */
  public static Map<String, String> unresolved(Map<String, String> options) {
    ConfigTranslation translation = ConfigTranslation.of(options);
    Map<String, String> written = new LinkedHashMap<>();
    OptionTexts.unresolved(translation.options())
        .forEach((option, message) -> written.put(translation.origin(option), message));
    return written;
  }

  /**
   * {@link #parse} for a worker, where every reference must have been resolved.
   *
   * @throws ConfigException with every finding
   */
  public static SinkConfig parseResolved(Map<String, String> options) {
    Map<String, String> unresolved = unresolved(options);
    if (!unresolved.isEmpty()) {
      throw new ConfigException(String.join("\n", unresolved.values()));
    }
    return parse(options);
  }

  /** The connector's name. */
  public String connectorName() {
    return translation.options().getOrDefault("name", "pgsink");
  }

  /** The task's number within its connector, 0 in the connector itself. */
  public int taskId() {
    return Integer.parseInt(translation.options().getOrDefault(TASK_ID, "0"));
  }

  /** How to reach the database. */
  public ConnectionConfig connection() {
    return connection;
  }

  /** How batches are made and written. */
  public WriteConfig write() {
    return write;
  }

  /** What happens when a write fails. */
  public ErrorConfig errors() {
    return errors;
  }

  /** The tables that records may be routed to. */
  public AllowedTables allowedTables() {
    return allowedTables;
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

  private static ConfigDef define() {
    ConfigDef definition = new ConfigDef();
    ConnectionConfig.define(definition);
    TableOptions.define(
        definition,
        Option.text(TOPICS_TO_TABLES, "Topics to tables")
            .parsedBy(TopicMapping::parseList, "topic:table or regex->replacement")
            .width(ConfigDef.Width.LONG)
            .documentation(
                "Tables of single topics, looked at before `table.name.format`:",
                "`topic:table` pairs, or `regex->replacement` where the regular expression",
                "matches the whole topic and `$1` is its first group; comma-separated, the",
                "first match decides. A topic's own `topic.<name>.table.name.format` comes",
                "before all of them."),
        Option.text(AllowedTables.NAME, "Allowed tables")
            .parsedBy(AllowedTables::parse, "names or globs of tables, comma-separated")
            .width(ConfigDef.Width.LONG)
            .documentation(
                "Names or globs (`*` any text, `?` one character) of the tables that records may",
                "be routed to, in the case in which PostgreSQL stores them; a record that names",
                "another is an errant record. `sales.*` is for tables that are named with the",
                "schema `sales`, `orders` for a table that is named without a schema. What stands",
                "in double quotes is no wildcard. Not set: all tables."));
    WriteConfig.define(definition);
    ErrorConfig.define(definition);
    return definition;
  }

  /** Never a secret. */
  @Override
  public String toString() {
    return "SinkConfig["
        + connection
        + ", "
        + write
        + ", "
        + errors
        + ", "
        + table
        + ", topics="
        + new LinkedHashMap<>(topics)
        + ']';
  }
}

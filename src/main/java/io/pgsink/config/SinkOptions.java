// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import org.apache.kafka.common.config.ConfigDef;

/** All options that a connector can be given. */
public final class SinkOptions {
  /** The number of a task within its connector, put in for each task. */
  public static final String TASK_ID = "pgsink.task.id";

  /** Tables of single topics. */
  public static final String TOPICS_TO_TABLES = "topics.to.tables";

  private static final ConfigDef DEFINITION = define();

  private SinkOptions() {}

  /** All options with their types, defaults, checks and what a form needs to show them. */
  public static ConfigDef definition() {
    return DEFINITION;
  }

  private static ConfigDef define() {
    ConfigDef definition = new ConfigDef();
    ConnectionConfig.define(definition);
    TableDefinition.define(
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
}

package io.pgsink.bench.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.rig.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sink that is measured.
 *
 * @param name what the report and {@code -Dbench.contenders} call it
 * @param writes whether it writes rows at all
 * @param needsSchemas whether it refuses JSON without schemas
 * @param options its connector JSON; {@code ${…}} stands for what differs from run to run
 */
record Contender(String name, boolean writes, boolean needsSchemas, Map<String, String> options) {
  static final String PGSINK = "pgsink";
  static final String NOTHING = "do-nothing";
  static final String DEBEZIUM = "debezium";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** This connector, with nothing set but where to write. */
  static Contender pgsink() {
    return new Contender(
        PGSINK,
        true,
        false,
        Map.of(
            "connector.class", "io.pgsink.PostgresSinkConnector",
            "connection.url", "${url}",
            "connection.user", "${user}",
            "connection.password", "${password}",
            "table.name.format", "${table}",
            "delete.mode", "hard"));
  }

  /** The floor of the worker: consumer and converter, and a task that drops the records. */
  static Contender nothing() {
    return new Contender(
        NOTHING, false, false, Map.of("connector.class", "io.pgsink.rig.DoNothingSinkConnector"));
  }

  /**
   * Debezium's JDBC sink as fast as it gets while its tables stay right: duplicates of a batch are
   * reduced, a batch is as large as a poll, and the driver makes one statement of many rows.
   */
  static Contender debezium() {
    return new Contender(DEBEZIUM, true, true, debeziumOptions());
  }

  /** The same with its array statement, which its documentation leaves off by default. */
  static Contender debeziumUnnest() {
    Map<String, String> options = debeziumOptions();
    options.put("dialect.postgres.unnest.insert.enabled", "true");
    return new Contender("debezium-unnest", true, true, options);
  }

  private static Map<String, String> debeziumOptions() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
    options.put("connection.url", "${url}?reWriteBatchedInserts=true");
    options.put("connection.username", "${user}");
    options.put("connection.password", "${password}");
    options.put("collection.name.format", "${table}");
    options.put("insert.mode", "upsert");
    options.put("delete.enabled", "true");
    options.put("primary.key.mode", "record_key");
    options.put("primary.key.fields", "id");
    options.put("schema.evolution", "none");
    options.put("use.reduction.buffer", "true");
    options.put("batch.size", "${poll}");
    return options;
  }

  /**
   * A sink given on the command line.
   *
   * @param template a connector JSON whose values may hold {@code ${url} ${user} ${password}
   *     ${table} ${poll}}; its name is the contender's
   */
  static Contender of(Path template) {
    try {
      Map<String, String> options = new LinkedHashMap<>();
      var json = JSON.readTree(Files.readString(template));
      json.get("config")
          .properties()
          .forEach(entry -> options.put(entry.getKey(), entry.getValue().asText()));
      return new Contender(json.get("name").asText(), true, true, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole connector configuration for one run. */
  Map<String, String> config(
      Scenario scenario, List<String> topics, String table, TestDatabase database) {
    Map<String, String> config = new LinkedHashMap<>();
    String converter = "org.apache.kafka.connect.json.JsonConverter";
    String schemas = Boolean.toString(scenario.format() == Scenario.Format.JSON_WITH_SCHEMAS);
    config.put("topics", String.join(",", topics));
    config.put("tasks.max", Integer.toString(scenario.partitions()));
    config.put("key.converter", converter);
    config.put("key.converter.schemas.enable", schemas);
    config.put("value.converter", converter);
    config.put("value.converter.schemas.enable", schemas);
    config.put("consumer.override.auto.offset.reset", "earliest");
    config.putAll(scenario.consumer().options());
    options.forEach(
        (name, value) ->
            config.put(
                name,
                value
                    .replace("${url}", database.url())
                    .replace("${user}", database.user())
                    .replace("${password}", database.password())
                    .replace("${table}", table)
                    .replace("${poll}", Integer.toString(scenario.consumer().poll()))));
    return config;
  }
}

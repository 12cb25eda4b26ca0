// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.rig.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody else's sink.
 *
 * @param name what the report and {@code -Dbench.contenders} call it
 * @param plugins a folder as {@code plugin.path} takes it, with the plugin's folder in it
 * @param options its connector JSON; {@code ${url} ${user} ${password} ${table} ${poll}} stand for
 *     what differs from run to run
 */
public record ForeignSink(String name, Path plugins, Map<String, String> options) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those that {@code -Dbench.debezium} and {@code -Dbench.other} name. */
  public static List<ForeignSink> fromProperties() {
    List<ForeignSink> sinks = new ArrayList<>();
    String debezium = System.getProperty("bench.debezium", "");
    if (!debezium.isEmpty()) {
      sinks.add(new ForeignSink("debezium", Path.of(debezium), debeziumOptions()));
      sinks.add(debeziumUnnest(Path.of(debezium)));
    }
    String others = System.getProperty("bench.other", "");
    if (!others.isEmpty()) {
      for (String other : others.split(";", -1)) {
        int comma = other.indexOf(',');
        sinks.add(read(Path.of(other.substring(0, comma)), Path.of(other.substring(comma + 1))));
      }
    }
    return sinks;
  }

  /** The same with its array statement, which its documentation leaves off by default. */
  private static ForeignSink debeziumUnnest(Path plugins) {
    Map<String, String> options = debeziumOptions();
    options.put("dialect.postgres.unnest.insert.enabled", "true");
    return new ForeignSink("debezium-unnest", plugins, options);
  }

  /**
   * Debezium's JDBC sink as fast as it gets while its tables stay right: duplicates of a batch are
   * reduced, a batch is as large as a poll, and the driver makes one statement of many rows.
   */
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
    options.put("schema.evolution", "none");
    options.put("use.reduction.buffer", "true");
    options.put("batch.size", "${poll}");
    return options;
  }

  private static ForeignSink read(Path plugins, Path template) {
    try {
      Map<String, String> options = new LinkedHashMap<>();
      var json = JSON.readTree(Files.readString(template));
      json.get("config")
          .properties()
          .forEach(entry -> options.put(entry.getKey(), entry.getValue().asText()));
      return new ForeignSink(json.get("name").asText(), plugins, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options with everything filled in that differs from run to run. */
  public static Map<String, String> filled(
      Map<String, String> options, TestDatabase database, String table, int poll) {
    Map<String, String> filled = new LinkedHashMap<>();
    options.forEach(
        (name, value) ->
            filled.put(
                name,
                value
                    .replace("${url}", database.url())
                    .replace("${user}", database.user())
                    .replace("${password}", database.password())
                    .replace("${table}", table)
                    .replace("${poll}", Integer.toString(poll))));
    return filled;
  }
}

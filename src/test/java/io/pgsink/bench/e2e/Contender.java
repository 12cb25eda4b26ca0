package io.pgsink.bench.e2e;

import io.pgsink.bench.ForeignSink;
import io.pgsink.rig.TestDatabase;
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

  /** Somebody else's sink. */
  static Contender of(ForeignSink sink) {
    return new Contender(sink.name(), true, true, sink.options());
  }

  /** The whole connector configuration for one run. */
  Map<String, String> config(
      Scenario scenario, List<String> topics, String table, TestDatabase database) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("topics", String.join(",", topics));
    config.put("tasks.max", Integer.toString(scenario.partitions()));
    scenario
        .format()
        .converter(Shape.keySchema())
        .forEach((name, value) -> config.put("key.converter" + name, value));
    scenario
        .format()
        .converter(scenario.shape().schema())
        .forEach((name, value) -> config.put("value.converter" + name, value));
    config.put("consumer.override.auto.offset.reset", "earliest");
    config.putAll(scenario.consumer().options());
    config.putAll(ForeignSink.filled(options, database, table, scenario.consumer().poll()));
    return config;
  }
}

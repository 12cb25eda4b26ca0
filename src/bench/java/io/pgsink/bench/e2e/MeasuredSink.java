// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import static io.pgsink.bench.e2e.TopicSetup.Format.AVRO;
import static io.pgsink.bench.e2e.TopicSetup.Format.ENVELOPES;
import static io.pgsink.bench.e2e.TopicSetup.Format.JSON;
import static io.pgsink.bench.e2e.TopicSetup.Format.JSON_WITH_SCHEMAS;

import io.pgsink.bench.ForeignSink;
import io.pgsink.json.FastJsonConverter;
import io.pgsink.rig.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sink that is measured.
 *
 * @param name what the report and {@code -Dbench.contenders} call it
 * @param writes whether it writes rows at all
 * @param formats what it reads
 * @param options its connector JSON; {@code ${…}} stands for what differs from run to run
 */
record MeasuredSink(
    String name, boolean writes, Set<TopicSetup.Format> formats, Map<String, String> options) {
  static final String PGSINK = "pgsink";
  static final String NOTHING = "do-nothing";

  private static final Set<TopicSetup.Format> ALL = Set.of(TopicSetup.Format.values());
  private static final Set<TopicSetup.Format> WITH_SCHEMAS =
      Set.of(JSON_WITH_SCHEMAS, ENVELOPES, AVRO);
  private static final Set<TopicSetup.Format> ALL_JSON = Set.of(JSON_WITH_SCHEMAS, ENVELOPES, JSON);

  /** This connector, with nothing set but where to write. */
  static MeasuredSink pgsink() {
    return new MeasuredSink(
        PGSINK,
        true,
        ALL,
        Map.of(
            "connector.class", "io.pgsink.PostgresSinkConnector",
            "connection.url", "${url}",
            "connection.user", "${user}",
            "connection.password", "${password}",
            "table.name.format", "${table}",
            "delete.mode", "hard"));
  }

  /** The floor of the worker: consumer and converter, and a task that drops the records. */
  static MeasuredSink nothing() {
    return new MeasuredSink(
        NOTHING, false, ALL, Map.of("connector.class", "io.pgsink.rig.DoNothingSinkConnector"));
  }

  /** The same with the converter of this connector's archive. */
  MeasuredSink withFastJson() {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put("key.converter", FastJsonConverter.class.getName());
    more.put("value.converter", FastJsonConverter.class.getName());
    return new MeasuredSink(name + " + FastJsonConverter", writes, ALL_JSON, more);
  }

  /** The name of its connector in one run. */
  String connector(String run) {
    return name.replaceAll("[^\\w.-]+", "-") + "-" + run;
  }

  /** Somebody else's sink. */
  static MeasuredSink of(ForeignSink sink) {
    return new MeasuredSink(sink.name(), true, WITH_SCHEMAS, sink.options());
  }

  /** The whole connector configuration for one run. */
  Map<String, String> config(
      TopicSetup scenario, List<String> topics, String table, TestDatabase database) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("topics", String.join(",", topics));
    config.put("tasks.max", Integer.toString(scenario.partitions()));
    scenario
        .format()
        .converter(RowShape.keySchema())
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

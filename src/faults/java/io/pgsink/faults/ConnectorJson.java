// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.util.LinkedHashMap;
import java.util.Map;

/** The connector of a trial. */
final class ConnectorJson {
  private ConnectorJson() {}

  /**
   * Its configuration. Time limits and waits are shorter than the defaults, because the outages
   * are.
   *
   * @param url of the database, through the proxy
   */
  static Map<String, String> of(Trial trial, Topics topics, String url) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("connector.class", "io.pgsink.PostgresSinkConnector");
    json.put("tasks.max", "2");
    json.put("topics", String.join(",", topics.read()));
    json.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    json.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    json.put("value.converter.schemas.enable", "false");
    json.put("connection.url", url);
    json.put("connection.user", Tables.ROLE);
    json.put("connection.password", Tables.PASSWORD);
    json.put("connection.timeout.ms", "5000");
    json.put("socket.timeout.ms", "4000");
    json.put("retry.backoff.ms", "100");
    json.put("retry.backoff.max.ms", "1000");
    json.put("batch.size", "200");
    json.put("delivery.guarantee", trial.guarantee().option());
    json.put("consumer.override.isolation.level", "read_committed");
    // a put that waits too long costs the task its partitions, and the trial fails
    json.put("consumer.override.max.poll.interval.ms", "20000");
    json.put(
        "topics.to.tables",
        "%s:state,%s:journal,%s:counter"
            .formatted(topics.state(), topics.journal(), topics.counter()));
    json.put("topic." + topics.state() + ".delete.mode", "hard");
    json.put("topic." + topics.journal() + ".insert.mode", "insert");
    json.put(
        "topic." + topics.journal() + ".metadata.columns",
        "partition:source_partition,offset:source_offset");
    json.put("topic." + topics.counter() + ".update.rules", "n:add");
    json.put("errors.tolerance", "all");
    json.put("errors.deadletterqueue.topic.name", topics.letters());
    json.put("errors.deadletterqueue.topic.replication.factor", "1");
    json.put("errors.deadletterqueue.context.headers.enable", "true");
    json.putAll(trial.nemesis().options());
    json.values().removeIf(String::isEmpty);
    return json;
  }
}

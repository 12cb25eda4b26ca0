// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.rig.FixedSchemaAvroConverter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/**
 * One comparison: what is in the topic, and how it is consumed and written.
 *
 * @param name what {@code -Dbench.workloads} calls it
 * @param title what the report calls it
 * @param partitions partitions of the topic, and tasks of the connector
 * @param share how many records there are, as a part of {@code -Dbench.rows}
 */
record TopicSetup(
    String name,
    String title,
    RowShape shape,
    Changes changes,
    Format format,
    Consumer consumer,
    Network network,
    int partitions,
    double share) {

  /** How records are written in the topic. */
  enum Format {
    JSON_WITH_SCHEMAS,
    /** Events of Debezium, as JSON with schemas. */
    ENVELOPES,
    JSON,
    AVRO;

    /** The converter's class, under the empty name, and the rest of its options. */
    Map<String, String> converter(Schema schema) {
      return switch (this) {
        case JSON_WITH_SCHEMAS, ENVELOPES -> json(true);
        case JSON -> json(false);
        case AVRO ->
            Map.of(
                "",
                FixedSchemaAvroConverter.class.getName(),
                ".schema",
                FixedSchemaAvroConverter.schemaOf(schema));
      };
    }

    private static Map<String, String> json(boolean schemas) {
      return Map.of(
          "",
          "org.apache.kafka.connect.json.JsonConverter",
          ".schemas.enable",
          Boolean.toString(schemas));
    }
  }

  /** How the connector's consumer is set. */
  enum Consumer {
    /** Kafka's defaults: at most 500 records per poll. */
    DEFAULT(500),

    /** Large polls, as tuning guides recommend for sinks. */
    TUNED(10_000);

    private final int poll;

    Consumer(int poll) {
      this.poll = poll;
    }

    /** The most records that a poll returns. */
    int poll() {
      return poll;
    }

    Map<String, String> options() {
      return switch (this) {
        case DEFAULT -> Map.of();
        case TUNED ->
            Map.of(
                "consumer.override.max.poll.records", Integer.toString(poll),
                "consumer.override.max.partition.fetch.bytes", "16777216",
                "consumer.override.fetch.min.bytes", "1048576",
                "consumer.override.fetch.max.wait.ms", "100");
      };
    }
  }

  /** How far the database is. */
  enum Network {
    LOOPBACK,

    /** A round trip takes 10 ms, as to a neighbouring region. */
    DISTANT
  }

  /** All comparisons, in the order of the report. */
  static List<TopicSetup> all() {
    return List.of(
        of("inserts", "distinct inserts", Changes.INSERTS, 1),
        of("updates", "random updates", Changes.UPDATES, 0.6),
        of("hot-keys", "hot keys, 10 changes each", Changes.HOT_KEYS, 1),
        of("mixed", "upserts with 10 % deletes", Changes.MIXED, 0.6),
        of("wide", "60 columns", Changes.INSERTS, 0.06).with(RowShape.WIDE),
        of("documents", "8 KB jsonb", Changes.INSERTS, 0.06).with(RowShape.DOCUMENTS),
        of("json", "inserts, JSON without schemas", Changes.INSERTS, 1).with(Format.JSON),
        of("envelopes", "inserts, Debezium envelopes with schemas", Changes.INSERTS, 0.4)
            .with(Format.ENVELOPES),
        of("avro", "inserts, Avro", Changes.INSERTS, 1).with(Format.AVRO),
        of("tuned", "inserts, tuned consumer", Changes.INSERTS, 1).with(Consumer.TUNED),
        of("tasks-4", "inserts, 4 tasks", Changes.INSERTS, 1).with(4),
        of("distant", "inserts, 10 ms round trip", Changes.INSERTS, 0.3).with(Network.DISTANT),
        of("distant-tuned", "inserts, 10 ms round trip, tuned consumer", Changes.INSERTS, 1)
            .with(Network.DISTANT)
            .with(Consumer.TUNED));
  }

  private static TopicSetup of(String name, String title, Changes changes, double share) {
    return new TopicSetup(
        name,
        title,
        RowShape.ORDERS,
        changes,
        Format.JSON_WITH_SCHEMAS,
        Consumer.DEFAULT,
        Network.LOOPBACK,
        1,
        share);
  }

  private TopicSetup with(RowShape other) {
    return new TopicSetup(
        name, title, other, changes, format, consumer, network, partitions, share);
  }

  private TopicSetup with(Format other) {
    return new TopicSetup(name, title, shape, changes, other, consumer, network, partitions, share);
  }

  private TopicSetup with(Consumer other) {
    return new TopicSetup(name, title, shape, changes, format, other, network, partitions, share);
  }

  private TopicSetup with(Network other) {
    return new TopicSetup(name, title, shape, changes, format, consumer, other, partitions, share);
  }

  private TopicSetup with(int tasks) {
    return new TopicSetup(name, title, shape, changes, format, consumer, network, tasks, share);
  }

  /** Scenarios with equal content are measured on one topic. */
  String content() {
    return shape + "-" + changes + "-" + format + "-" + partitions + "-" + share;
  }
}

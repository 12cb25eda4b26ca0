// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A real Kafka broker for tests: a process of its own by default, a container when the system
 * property {@code pgsink.rig} is {@code containers}. Everything ends with the JVM.
 */
public final class TestKafka implements AutoCloseable {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final KafkaServer server;
  private Admin admin;

  private TestKafka(KafkaServer server) {
    this.server = server;
  }

  /** The broker that all test classes share; it is never stopped. */
  public static TestKafka shared() {
    return Shared.INSTANCE;
  }

  /** Starts a broker of its own. */
  public static TestKafka start() {
    TestKafka kafka =
        new TestKafka(
            Backend.isContainers() ? new ContainerKafkaServer() : new EmbeddedKafkaServer());
    kafka.startAgain();
    return kafka;
  }

  /** The {@code bootstrap.servers} of clients. */
  public String bootstrap() {
    return server.bootstrap();
  }

  /** Creates a topic whose name begins with the given one and is new on this broker. */
  public String createTopic(String name, int partitions) {
    String unique = name + "-" + TOPICS.incrementAndGet();
    createTopicNamed(unique, partitions, Map.of());
    return unique;
  }

  /** Creates a topic of exactly this name. */
  public void createTopicNamed(String name, int partitions, Map<String, String> settings) {
    try {
      NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settings);
      admin().createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new AssertionError("topic " + name + " not created", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    // A broker refuses records until it has learnt that it leads the partition. An idempotent
    // producer whose second batch is the first to be accepted can't send the first one any more.
    Await.until("topic " + name + " is led", () -> endOffsets(name).size() == partitions);
  }

  /** Gives a topic another setting. */
  public void alterTopic(String topic, String setting, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    admin().incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
  }

  /** A client for administration, closed with the broker. */
  public synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }
    return admin;
  }

  /**
   * How many records of the topic a connector's consumer group has yet to commit; the group's
   * position is 0 where it never committed.
   */
  public long lag(String connector, String topic) {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin()
              .listConsumerGroupOffsets("connect-" + connector)
              .partitionsToOffsetAndMetadata()
              .get();
      long lag = 0;
      for (Map.Entry<TopicPartition, Long> end : endOffsets(topic).entrySet()) {
        OffsetAndMetadata offset = committed.get(end.getKey());
        lag += end.getValue() - (offset == null ? 0 : offset.offset());
      }
      return lag;
    } catch (ExecutionException e) {
      throw new AssertionError("offsets of connector " + connector + " not read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How many records were ever written to the topic. */
  public long records(String topic) {
    try {
      return endOffsets(topic).values().stream().mapToLong(Long::longValue).sum();
    } catch (ExecutionException e) {
      throw new AssertionError("offsets of topic " + topic + " not read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Map<TopicPartition, Long> endOffsets(String topic)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    admin()
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .forEach(
            partition ->
                latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin()
        .listOffsets(latest)
        .all()
        .get()
        .forEach((partition, offset) -> ends.put(partition, offset.offset()));
    return ends;
  }

  /** A new producer of bytes; the caller closes it. */
  public KafkaProducer<byte[], byte[]> producer() {
    return producer(Map.of());
  }

  /** A new producer of bytes with settings of its own; the caller closes it. */
  public KafkaProducer<byte[], byte[]> producer(Map<String, String> overrides) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap());
    properties.put("linger.ms", "20");
    properties.put("batch.size", "131072");
    properties.put("max.request.size", "33554432");
    properties.putAll(overrides);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Stops the broker; {@link #startAgain} brings it back with its data. */
  public void stop() {
    server.stop();
  }

  /** Kills the broker with SIGKILL; {@link #startAgain} brings it back with its data. */
  public void kill() {
    server.kill();
  }

  /** Starts the stopped broker at the same address, and waits until it answers. */
  public void startAgain() {
    server.start();
    Await.until(
        "the broker answers",
        Duration.ofSeconds(60),
        () -> !admin().describeCluster().nodes().get().isEmpty());
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
    server.discard();
  }

  private static final class Shared {
    static final TestKafka INSTANCE = start();
  }
}

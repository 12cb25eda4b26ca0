// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import org.testcontainers.kafka.KafkaContainer;

/** Kafka's official image on a Docker engine. */
final class ContainerKafkaServer implements KafkaServer {
  private static final String IMAGE = System.getProperty("pgsink.rig.kafka", "apache/kafka:4.3.1");

  private final KafkaContainer container =
      new KafkaContainer(IMAGE)
          .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
          .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
          .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "1")
          .withEnv("KAFKA_MESSAGE_MAX_BYTES", "33554432")
          .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", "33554432");

  @Override
  public void start() {
    if (container.isRunning()) {
      container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
      return;
    }
    container.start();
  }

  /** Pauses the container rather than stopping it, because it would come back on another port. */
  @Override
  public void stop() {
    container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  /** As {@link #stop}: a killed container would come back on another port, too. */
  @Override
  public void kill() {
    stop();
  }

  @Override
  public void discard() {
    container.stop();
  }

  @Override
  public String bootstrap() {
    return container.getBootstrapServers();
  }
}

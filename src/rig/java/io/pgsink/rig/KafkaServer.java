// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

/** A Kafka cluster of one broker: the seam between what tests ask for and where it runs. */
sealed interface KafkaServer permits EmbeddedKafkaServer, ContainerKafkaServer {
  /** Starts the broker, and returns when it answers. */
  void start();

  /** Stops the broker; a later start has the same address and data. */
  void stop();

  /** Kills the broker with SIGKILL; a later start has the same address and data. */
  void kill();

  /** Stops the broker if it runs, and removes its data. */
  void discard();

  /** The {@code bootstrap.servers} of its clients. */
  String bootstrap();
}

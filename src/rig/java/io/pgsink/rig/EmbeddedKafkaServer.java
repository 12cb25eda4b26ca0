// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Broker and controller in one process (KRaft), started from Kafka's own jars. */
final class EmbeddedKafkaServer implements KafkaServer {
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
          "-Dorg.slf4j.simpleLogger.showDateTime=true",
          "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");

  private final Path folder = Folders.temporary("pgsink-kafka");
  private final int port = Ports.free();
  private final int controllerPort = Ports.free();
  private final String log = "kafka-" + port;
  private JavaProcess process;

  @Override
  public void start() {
    Path settings = folder.resolve("server.properties");
    if (!Files.exists(settings)) {
      write(settings);
      JavaProcess.start(
              JavaRuntime.current(),
              log,
              OPTIONS,
              "kafka.tools.StorageTool",
              "format",
              "--cluster-id",
              "pgsinkTestClusterIdAAA",
              "--config",
              settings.toString())
          .complete();
    }
    process =
        JavaProcess.start(JavaRuntime.current(), log, OPTIONS, "kafka.Kafka", settings.toString());
  }

  private void write(Path settings) {
    String text =
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@localhost:%2$d
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
        advertised.listeners=PLAINTEXT://localhost:%1$d
        log.dirs=%3$s
        num.partitions=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        controller.shutdown.timeout.ms=1000
        controlled.shutdown.enable=false
        log.segment.bytes=134217728
        message.max.bytes=33554432
        replica.fetch.max.bytes=33554432
        """
            .formatted(port, controllerPort, folder.resolve("logs"));
    try {
      Files.writeString(settings, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void discard() {
    if (process != null && process.isAlive()) {
      process.kill();
    }
    Folders.delete(folder);
  }

  @Override
  public String bootstrap() {
    return "localhost:" + port;
  }
}

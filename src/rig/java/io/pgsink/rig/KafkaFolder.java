// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A folder laid out as Kafka's download: {@code bin}, {@code config} and {@code libs}, for tests of
 * what people type. The scripts do no more than Kafka's own: they run the class.
 */
public final class KafkaFolder {
  private static final String TOOLS = KafkaTools.class.getName();

  private static final Map<String, String> SCRIPTS =
      Map.of(
          "kafka-storage.sh", "kafka.tools.StorageTool",
          "kafka-server-start.sh", "kafka.Kafka",
          "kafka-topics.sh", TOOLS + " kafka-topics.sh",
          "kafka-console-producer.sh", TOOLS + " kafka-console-producer.sh",
          "connect-distributed.sh", "org.apache.kafka.connect.cli.ConnectDistributed");

  private static final String SCRIPT =
      """
      #!/bin/sh
      here=$(cd "$(dirname "$0")/.." && pwd)
      run() {
        exec "$JAVA_HOME/bin/java" -Xmx512m -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \\
          -cp "$here/libs/*:$here/tools" %s "$@"
      }
      if [ "$1" = -daemon ]; then
        shift
        run "$@" > "$here/logs/%s.out" 2>&1 < /dev/null &
        echo $! >> "$here/pids"
      else
        run "$@"
      fi
      """;

  private static final String SERVER =
      """
      process.roles=broker,controller
      node.id=1
      controller.quorum.bootstrap.servers=localhost:%2$d
      listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
      advertised.listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
      controller.listener.names=CONTROLLER
      log.dirs=%3$s
      num.partitions=1
      offsets.topic.replication.factor=1
      offsets.topic.num.partitions=1
      transaction.state.log.replication.factor=1
      transaction.state.log.min.isr=1
      share.coordinator.state.topic.replication.factor=1
      share.coordinator.state.topic.min.isr=1
      """;

  private static final String WORKER =
      """
      bootstrap.servers=localhost:%d
      listeners=http://localhost:%d
      group.id=connect-cluster
      key.converter=org.apache.kafka.connect.json.JsonConverter
      value.converter=org.apache.kafka.connect.json.JsonConverter
      key.converter.schemas.enable=true
      value.converter.schemas.enable=true
      offset.storage.topic=connect-offsets
      offset.storage.replication.factor=1
      offset.storage.partitions=1
      config.storage.topic=connect-configs
      config.storage.replication.factor=1
      status.storage.topic=connect-status
      status.storage.replication.factor=1
      status.storage.partitions=1
      offset.flush.interval.ms=10000
      """;

  private final Path folder;
  private final int broker = Ports.free();
  private final int worker = Ports.free();

  private KafkaFolder(Path folder) {
    this.folder = folder;
  }

  /** Lays it out; nothing runs yet. */
  public static KafkaFolder layOut(Path folder) throws IOException {
    KafkaFolder kafka = new KafkaFolder(folder);
    for (String name : List.of("bin", "config", "logs")) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.createSymbolicLink(folder.resolve("libs"), Layout.workerJars());
    Files.createSymbolicLink(folder.resolve("tools"), classes());
    for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
      Path file = folder.resolve("bin").resolve(script.getKey());
      Files.writeString(file, SCRIPT.formatted(script.getValue(), script.getKey()));
      if (!file.toFile().setExecutable(true)) {
        throw new IOException(file + " can't be made executable");
      }
    }
    Path config = folder.resolve("config");
    Files.writeString(
        config.resolve("server.properties"),
        SERVER.formatted(kafka.broker, Ports.free(), folder.resolve("data")));
    Files.writeString(
        config.resolve("connect-distributed.properties"),
        WORKER.formatted(kafka.broker, kafka.worker));
    return kafka;
  }

  /** Where the tools' classes are. */
  private static Path classes() {
    return Path.of(
        URI.create(
            KafkaTools.class.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  public int brokerPort() {
    return broker;
  }

  public int workerPort() {
    return worker;
  }

  /** Ends the processes that its scripts have started. */
  public void stop() throws IOException {
    Path pids = folder.resolve("pids");
    if (Files.exists(pids)) {
      for (String pid : Files.readAllLines(pids)) {
        ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }
}

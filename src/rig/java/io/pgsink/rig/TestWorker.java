// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A distributed Connect worker in a process of its own, which loads the packaged archive from its
 * {@code plugin.path} and has nothing of pgsink on its class path. It dies with this JVM.
 */
public final class TestWorker implements AutoCloseable {
  private static final AtomicInteger GROUPS = new AtomicInteger();

  private final TestKafka kafka;
  private final JavaRuntime runtime;
  private final Map<String, String> properties;
  private final List<String> options;
  private final String name;
  private final ConnectRest rest;
  private JavaProcess process;

  private TestWorker(
      TestKafka kafka,
      JavaRuntime runtime,
      Map<String, String> properties,
      List<String> options,
      int port) {
    this.kafka = kafka;
    this.runtime = runtime;
    this.properties = properties;
    this.options = options;
    this.name = "worker-" + port;
    this.rest = new ConnectRest("http://localhost:" + port);
  }

  /** The worker that test classes share on the shared broker; it is never stopped or killed. */
  public static TestWorker shared() {
    return Shared.INSTANCE;
  }

  /** Starts a worker that is a Connect cluster of its own, and waits until it answers. */
  public static TestWorker start(TestKafka kafka) {
    return start(kafka, Map.of(), List.of());
  }

  /**
   * Starts a worker that is a Connect cluster of its own, and waits until it answers.
   *
   * @param overrides worker properties that differ from the rig's
   * @param options more options of its JVM, such as a heap size
   */
  public static TestWorker start(
      TestKafka kafka, Map<String, String> overrides, List<String> options) {
    return start(kafka, JavaRuntime.current(), overrides, options);
  }

  /** The same on another Java or with the jars of another Kafka. */
  public static TestWorker start(
      TestKafka kafka, JavaRuntime runtime, Map<String, String> overrides, List<String> options) {
    int port = Ports.free();
    Map<String, String> properties = defaults(kafka, "connect-cluster-" + GROUPS.incrementAndGet());
    properties.putAll(overrides);
    properties.values().removeIf(String::isEmpty); // an override may take a default away
    properties.put("listeners", "http://localhost:" + port);
    TestWorker worker = new TestWorker(kafka, runtime, properties, options, port);
    worker.startAgain();
    return worker;
  }

  /** Starts a second worker of the same Connect cluster, and waits until it answers. */
  public TestWorker startPeer() {
    int port = Ports.free();
    Map<String, String> same = new LinkedHashMap<>(properties);
    same.put("listeners", "http://localhost:" + port);
    TestWorker peer = new TestWorker(kafka, runtime, same, options, port);
    peer.startAgain();
    return peer;
  }

  private static Map<String, String> defaults(TestKafka kafka, String group) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("bootstrap.servers", kafka.bootstrap());
    properties.put("group.id", group);
    properties.put("plugin.path", pluginPath());
    properties.put("plugin.discovery", "service_load");
    properties.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
    properties.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    for (String topic : List.of("offset", "config", "status")) {
      properties.put(topic + ".storage.topic", group + "-" + topic + "s");
      properties.put(topic + ".storage.replication.factor", "1");
    }
    properties.put("offset.storage.partitions", "1");
    properties.put("status.storage.partitions", "1");
    // Everything that a test waits for comes sooner than by default.
    properties.put("offset.flush.interval.ms", "1000");
    properties.put("scheduled.rebalance.max.delay.ms", "0");
    properties.put("session.timeout.ms", "6000");
    properties.put("heartbeat.interval.ms", "1000");
    properties.put("consumer.session.timeout.ms", "6000");
    properties.put("consumer.heartbeat.interval.ms", "1000");
    properties.put("consumer.metadata.max.age.ms", "1000");
    return properties;
  }

  private static String pluginPath() {
    Path plugins = Plugins.folder();
    return System.getProperty("pgsink.debezium") == null
        ? plugins.toString()
        : plugins + "," + Layout.debezium();
  }

  /** The plugin path of every worker of the rig, and more folders. */
  public static String pluginPathWith(List<Path> folders) {
    StringBuilder path = new StringBuilder(pluginPath());
    folders.forEach(folder -> path.append(',').append(folder.toAbsolutePath()));
    return path.toString();
  }

  /** Starts the stopped or killed worker with the same properties, and waits until it answers. */
  public void startAgain() {
    startAgain(Map.of());
  }

  /**
   * Starts the stopped or killed worker with the same properties, and waits until it answers.
   *
   * @param environment variables of its process, beyond this one's
   */
  public void startAgain(Map<String, String> environment) {
    Path file = Folders.temporary("pgsink-worker").resolve("worker.properties");
    List<String> lines = new ArrayList<>();
    properties.forEach((key, value) -> lines.add(key + "=" + value));
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process =
        JavaProcess.start(
            runtime,
            name,
            jvmOptions(),
            environment,
            "org.apache.kafka.connect.cli.ConnectDistributed",
            file.toString());
    Await.until("the worker answers", Duration.ofSeconds(90), this::answers);
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new Await.Hopeless("the worker ended, its log ends:\n" + Logs.tail(log(), 40));
    }
    rest.connectors();
    return true;
  }

  private List<String> jvmOptions() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "-Xmx1g",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.log.io.pgsink=info",
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.connect.runtime=info",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS"));
    all.addAll(options);
    return all;
  }

  /** The worker's REST API. */
  public ConnectRest rest() {
    return rest;
  }

  /** Waits until the connector has committed all of the topic; ends at once when it has FAILED. */
  public void awaitCommitted(String connector, String topic) {
    awaitCommitted(connector, topic, Duration.ofSeconds(60));
  }

  /** Waits until the connector has committed all of the topic; ends at once when it has FAILED. */
  public void awaitCommitted(String connector, String topic, Duration patience) {
    Await.until(
        "connector " + connector + " commits all of topic " + topic,
        patience,
        () -> {
          rest.failIfFailed(connector);
          return kafka.lag(connector, topic) == 0;
        });
  }

  /** The log file of the process. */
  public Path log() {
    return Logs.file(name);
  }

  /** The names of its threads that begin with these letters. */
  public List<String> threads(String prefix) {
    return process.threads(prefix);
  }

  public long pid() {
    return process.pid();
  }

  /** Asks the worker to shut down (SIGTERM) and waits for its end. */
  public void stop() {
    process.stop();
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** SIGSTOP: the worker stands still as in a very long pause. */
  public void suspend() {
    process.suspend();
  }

  /** SIGCONT. */
  public void resume() {
    process.resume();
  }

  @Override
  public void close() {
    process.kill();
  }

  private static final class Shared {
    static final TestWorker INSTANCE = start(TestKafka.shared());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.rig.LatencyProxy;
import io.pgsink.rig.TaskMetrics;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all contenders run on: one PostgreSQL with fsync and its own defaults, one broker, and one
 * worker with Kafka's defaults that has every contender on its plugin path.
 */
final class BenchCluster implements AutoCloseable {
  private static final Duration FAR = Duration.ofMillis(10);

  private final TestPostgres postgres;
  private final TestKafka kafka;
  private final TestWorker worker;
  private final int jmxPort;
  private final TestDatabase database;
  private final LatencyProxy proxy;

  private BenchCluster(TestPostgres postgres, TestKafka kafka, TestWorker worker, int jmxPort) {
    this.postgres = postgres;
    this.kafka = kafka;
    this.worker = worker;
    this.jmxPort = jmxPort;
    this.database = postgres.createDatabase("bench");
    this.proxy = new LatencyProxy(postgres.host(), postgres.port(), FAR);
  }

  /**
   * Starts everything.
   *
   * @param plugins folders with the plugins of other contenders
   * @param heap the worker's heap, as {@code -Xmx} takes it
   */
  static BenchCluster start(List<Path> plugins, String heap) {
    int jmxPort = TaskMetrics.freePort();
    List<String> options = new ArrayList<>(TaskMetrics.options(jmxPort));
    options.add("-Xmx" + heap);
    String more = System.getProperty("bench.worker.options", "");
    if (!more.isEmpty()) {
      options.addAll(List.of(more.split(" ", -1)));
    }
    TestKafka kafka = TestKafka.start();
    return new BenchCluster(
        TestPostgres.start("fsync=on"),
        kafka,
        TestWorker.start(kafka, workerDefaults(plugins), options),
        jmxPort);
  }

  /** The rig hurries a worker in many ways that users' workers don't know. */
  private static Map<String, String> workerDefaults(List<Path> plugins) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("plugin.path", TestWorker.pluginPathWith(plugins));
    properties.put("plugin.discovery", "hybrid_warn");
    properties.put("offset.flush.interval.ms", "60000");
    properties.put("consumer.session.timeout.ms", "45000");
    properties.put("consumer.heartbeat.interval.ms", "3000");
    properties.put("consumer.metadata.max.age.ms", "300000");
    return properties;
  }

  TestKafka kafka() {
    return kafka;
  }

  TestPostgres postgres() {
    return postgres;
  }

  TestWorker worker() {
    return worker;
  }

  /** The database, as the benchmark itself sees it: without delay. */
  TestDatabase database() {
    return database;
  }

  /** The database, as a contender sees it. */
  TestDatabase database(TopicSetup.Network network) {
    return switch (network) {
      case LOOPBACK -> database;
      case DISTANT ->
          new TestDatabase(
              "localhost", proxy.port(), database.name(), database.user(), database.password());
    };
  }

  /** What the worker counts of a connector's tasks. */
  TaskMetrics metrics(String connector) throws IOException {
    return TaskMetrics.connectToWorkers(jmxPort, connector);
  }

  /** The processor time that the worker has used so far. */
  Duration workerCpu() {
    return cpu(worker.pid());
  }

  /** The processor time that PostgreSQL's processes of now have used so far. */
  Duration postgresCpu() {
    return database.query("SELECT pid FROM pg_stat_activity").stream()
        .map(row -> cpu(Long.parseLong(row.get(0))))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** Does what would otherwise happen at some time during somebody's run. */
  void settle() {
    database.execute("VACUUM ANALYZE", "CHECKPOINT");
  }

  @Override
  public void close() {
    worker.stop();
    proxy.close();
    kafka.close();
    postgres.close();
  }
}

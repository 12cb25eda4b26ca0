// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.TaskMetrics;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker with little memory, which ends when it needs more, and one connector on it. */
final class SmallWorker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final TestWorker worker;
  private final TaskMetrics metrics;
  private final String connector;

  private SmallWorker(TestWorker worker, TaskMetrics metrics, String connector) {
    this.worker = worker;
    this.metrics = metrics;
    this.connector = connector;
  }

  /**
   * Starts it and waits until the connector runs.
   *
   * @param heap as {@code -Xmx} takes it
   * @param options of the connector, beyond what reads JSON without schemas into the database
   */
  static SmallWorker start(
      TestKafka kafka,
      String heap,
      TestDatabase database,
      String connector,
      Map<String, String> options)
      throws IOException {
    int port = TaskMetrics.freePort();
    List<String> jvm = new ArrayList<>(TaskMetrics.options(port));
    jvm.addAll(List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"));
    TestWorker worker = TestWorker.start(kafka, Map.of(), jvm);
    Map<String, String> json = new HashMap<>();
    json.put("connector.class", "io.pgsink.PostgresSinkConnector");
    json.put("tasks.max", "1");
    json.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    json.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    json.put("value.converter.schemas.enable", "false");
    json.put("connection.url", database.url());
    json.put("connection.user", database.user());
    json.put("connection.password", database.password());
    json.put("retry.backoff.max.ms", "1000");
    json.putAll(options);
    worker.rest().put(connector, json);
    worker.rest().awaitRunning(connector, Integer.parseInt(json.get("tasks.max")));
    return new SmallWorker(worker, TaskMetrics.connect(port, connector), connector);
  }

  /** Waits until all of a topic is stored and committed. */
  void awaitCommitted(String topic) {
    worker.awaitCommitted(connector, topic, PATIENCE);
  }

  /** The megabytes that the heap holds after a full collection. */
  long liveHeap() throws IOException {
    return metrics.liveHeap() / 1_000_000;
  }

  /** Fails when the worker has run out of memory, even if it has got over it. */
  void checkMemory() throws IOException {
    if (Files.readString(worker.log()).contains("java.lang.OutOfMemoryError")) {
      throw new AssertionError("out of memory, see " + worker.log());
    }
  }

  @Override
  public void close() throws IOException {
    try (TestWorker ended = worker) {
      ended.rest().delete(connector);
      metrics.close();
    }
  }
}

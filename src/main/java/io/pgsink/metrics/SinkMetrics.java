package io.pgsink.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.utils.Time;

/**
 * The numbers of one task, as MBean {@code io.pgsink:type=sink-task-metrics,connector=…,task=…}.
 * They change once per batch or poll, never per record. Thread-safe.
 */
public final class SinkMetrics implements AutoCloseable {
  private static final String GROUP = "sink-task-metrics";

  private final Metrics metrics;
  private final Map<String, String> tags;
  private final Sensor records;
  private final Sensor skipped;
  private final Sensor written;
  private final Sensor unchanged;
  private final Sensor folded;
  private final Sensor batches;
  private final Sensor bytes;
  private final Sensor queueTime;
  private final Sensor flushTime;
  private final Sensor lag;
  private final Sensor retries;
  private final Sensor splits;
  private final Sensor deadLetters;

  /**
   * Registers the numbers of a task.
   *
   * @param connector the connector's name
   * @param task the task's number
   */
  public SinkMetrics(String connector, int task) {
    this.tags = new LinkedHashMap<>();
    tags.put("connector", connector);
    tags.put("task", String.valueOf(task));
    JmxReporter jmx = new JmxReporter();
    jmx.configure(Map.of());
    this.metrics =
        new Metrics(
            new MetricConfig().timeWindow(30, TimeUnit.SECONDS),
            new ArrayList<>(List.of(jmx)),
            Time.SYSTEM,
            new KafkaMetricsContext("io.pgsink"));
    this.records = total("records", "Records taken from the consumer");
    this.skipped =
        total("records-skipped", "Records that ask for nothing, such as ignored deletes");
    this.written = total("rows-written", "Rows that PostgreSQL inserted, updated or deleted");
    this.unchanged = total("rows-unchanged", "Rows that were sent but changed nothing");
    this.folded =
        total("rows-folded", "Changes that a later one of the same key in the batch replaced");
    this.batches = total("batches", "Batches committed");
    this.bytes = total("bytes", "Bytes of the records written, roughly");
    this.retries = total("retries", "Repetitions after transient errors");
    this.splits = total("split-attempts", "Statement groups tried to find refused records");
    this.deadLetters = total("dead-letters", "Records reported as errant");
    this.queueTime = time("queue-time", "Milliseconds from sealing a batch to its turn");
    this.flushTime = time("flush-time", "Milliseconds from a batch's turn to its commit");
    this.lag = time("lag", "Milliseconds from a record's timestamp to its commit");
  }

  private Sensor total(String name, String description) {
    Sensor sensor = metrics.sensor(name);
    sensor.add(name(name + "-total", description), new CumulativeSum());
    return sensor;
  }

  private Sensor time(String name, String description) {
    Sensor sensor = metrics.sensor(name);
    sensor.add(name(name + "-ms-avg", description + ", average of the last minute"), new Avg());
    sensor.add(name(name + "-ms-max", description + ", longest of the last minute"), new Max());
    return sensor;
  }

  private MetricName name(String name, String description) {
    return metrics.metricName(name, GROUP, description, tags);
  }

  /** Records were taken. */
  public void recordsTaken(int taken, int changes, int refused) {
    records.record(taken);
    skipped.record(taken - changes - refused);
  }

  /**
   * A batch was committed.
   *
   * @param changes how many changes it held
   * @param rows how many rows were left of them
   * @param changed how many rows PostgreSQL changed
   * @param size roughly the bytes of its records
   * @param queuedNanos how long it waited for its lane
   * @param startedNanos when its lane began, {@link System#nanoTime()}
   * @param newestTimestamp the timestamp of its last record, in milliseconds, or -1
   */
  public void batchWritten(
      int changes,
      int rows,
      long changed,
      long size,
      long queuedNanos,
      long startedNanos,
      long newestTimestamp) {
    batches.record(1);
    written.record((double) changed);
    unchanged.record((double) Math.max(0, rows - changed));
    folded.record(changes - rows);
    bytes.record((double) size);
    queueTime.record(queuedNanos / 1e6);
    flushTime.record((System.nanoTime() - startedNanos) / 1e6);
    if (newestTimestamp >= 0) {
      lag.record((double) Math.max(0, System.currentTimeMillis() - newestTimestamp));
    }
  }

  /** A batch is repeated after a transient error. */
  public void retried() {
    retries.record(1);
  }

  /** A batch was split to find refused records. */
  public void batchSplit(int attempts) {
    splits.record(attempts);
  }

  /** Records were reported as errant. */
  public void deadLetters(int count) {
    deadLetters.record(count);
  }

  @Override
  public void close() {
    metrics.close();
  }
}

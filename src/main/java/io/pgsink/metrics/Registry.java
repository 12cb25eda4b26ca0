// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Percentile;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the numbers of one task are kept and shown: in one MBean of Kafka's metrics library, and,
 * on workers from 4.1, among the worker's metrics. Thread-safe after construction.
 */
final class Registry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  static final String DOMAIN = "io.pgsink";
  static final String GROUP = "sink-task-metrics";

  /** Of a minute, 16 KB keep a percentile exact to within 4 % from 10 ms on. */
  private static final int HISTOGRAM_BYTES = 16 * 1024;

  private final Metrics metrics;
  private final Map<String, String> tags;
  private final Optional<WorkerMetrics> worker;

  Registry(String connector, int task, SinkTaskContext context) {
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
            new KafkaMetricsContext(DOMAIN));
    this.worker = worker(context);
  }

  private static Optional<WorkerMetrics> worker(SinkTaskContext context) {
    try {
      return Optional.of(WorkerMetrics.of(context));
    } catch (NoSuchMethodError | NoClassDefFoundError old) {
      LOG.debug("This worker is older than 4.1 and has no plugin metrics");
      return Optional.empty();
    }
  }

  /** A number that only grows. */
  Sensor total(String name, String description) {
    Sensor sensor = metrics.sensor(name);
    sensor.add(name(name + "-total", description), new CumulativeSum());
    mirror(name + "-total", description);
    return sensor;
  }

  /**
   * A distribution of the last minute, in milliseconds.
   *
   * @param longest what is longer counts as this long in the percentiles
   */
  Sensor time(String name, String description, long longest) {
    Sensor sensor = metrics.sensor(name);
    String ms = name + "-ms";
    sensor.add(name(ms + "-avg", description + ", average"), new Avg());
    sensor.add(
        new Percentiles(
            HISTOGRAM_BYTES,
            longest,
            Percentiles.BucketSizing.LINEAR,
            new Percentile(name(ms + "-p50", description + ", median"), 50),
            new Percentile(name(ms + "-p95", description + ", 95th percentile"), 95),
            new Percentile(name(ms + "-p99", description + ", 99th percentile"), 99)));
    sensor.add(name(ms + "-max", description + ", longest"), new Max());
    for (String statistic : List.of("-avg", "-p50", "-p95", "-p99", "-max")) {
      mirror(ms + statistic, description);
    }
    return sensor;
  }

  /** A number that is asked for when somebody looks. */
  void gauge(String name, String description, DoubleSupplier value) {
    metrics.addMetric(name(name, description), (Measurable) (config, now) -> value.getAsDouble());
    mirror(name, description);
  }

  private void mirror(String name, String description) {
    KafkaMetric metric = metrics.metric(name(name, description));
    worker.ifPresent(mine -> mine.add(name, description, () -> (Double) metric.metricValue()));
  }

  /** The current value of a number; NaN for a distribution without values. */
  double value(String name) {
    return (Double) metrics.metric(name(name, "")).metricValue();
  }

  private MetricName name(String name, String description) {
    return metrics.metricName(name, GROUP, description, tags);
  }

  @Override
  public void close() {
    worker.ifPresent(WorkerMetrics::close);
    metrics.close();
  }
}

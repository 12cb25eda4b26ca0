// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same numbers among the worker's own metrics (KIP-877), where its configured reporters see
 * them. The worker adds the tags {@code connector} and {@code task}.
 *
 * <p>Workers before 4.1 have neither the method nor the class: nobody but {@link #of} names them
 * outside of this class, and its caller expects a {@link LinkageError}.
 */
final class WorkerMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMetrics.class);

  private final PluginMetrics metrics;
  private final List<MetricName> names = new ArrayList<>();

  WorkerMetrics(PluginMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * The worker's metrics of this task.
   *
   * @throws LinkageError on workers before 4.1
   */
  static WorkerMetrics of(SinkTaskContext context) {
    return new WorkerMetrics(context.pluginMetrics());
  }

  /**
   * Adds a number, unless it is there already: a task that Connect could not stop in time, and has
   * given up, keeps its numbers until it ends. Its successor does without rather than fail.
   */
  void add(String name, String description, DoubleSupplier value) {
    MetricName added = metrics.metricName(name, description, new LinkedHashMap<>());
    try {
      metrics.addMetric(added, (Gauge<Double>) (config, now) -> value.getAsDouble());
      names.add(added);
    } catch (IllegalArgumentException taken) {
      LOG.debug("A predecessor of this task still shows its {}", name);
    }
  }

  void close() {
    names.forEach(metrics::removeMetric);
    names.clear();
  }
}

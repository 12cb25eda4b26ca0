package io.pgsink.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * The same numbers among the worker's own metrics (KIP-877), where its configured reporters see
 * them. The worker adds the tags {@code connector} and {@code task}.
 *
 * <p>Workers before 4.1 have neither the method nor the class: nobody but {@link #of} names them
 * outside of this class, and its caller expects a {@link LinkageError}.
 */
final class WorkerMetrics {
  private final PluginMetrics metrics;
  private final List<MetricName> names = new ArrayList<>();

  private WorkerMetrics(PluginMetrics metrics) {
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

  void add(String name, String description, DoubleSupplier value) {
    MetricName added = metrics.metricName(name, description, new LinkedHashMap<>());
    metrics.addMetric(added, (Gauge<Double>) (config, now) -> value.getAsDouble());
    names.add(added);
  }

  void close() {
    names.forEach(metrics::removeMetric);
    names.clear();
  }
}

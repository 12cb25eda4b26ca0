// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {
  private final Metrics worker = new Metrics();

  /**
   * F51: Connect gives a task up that does not stop in time, and starts its successor beside it.
   */
  @Test
  void aTaskStartsThoughItsPredecessorStillShowsItsNumbers() {
    WorkerMetrics predecessor = ofTask();
    predecessor.add("records-total", "Records", () -> 1);
    WorkerMetrics successor = ofTask();
    successor.add("records-total", "Records", () -> 2);
    successor.close();
    assertEquals(1.0, value());
    predecessor.close();
    assertNull(value());
  }

  private WorkerMetrics ofTask() {
    return new WorkerMetrics(new PluginMetricsImpl(worker, Map.of("task", "0")));
  }

  private Object value() {
    MetricName name =
        worker.metricName(
            "records-total", "plugins", "Records", new LinkedHashMap<>(Map.of("task", "0")));
    return worker.metric(name) == null ? null : worker.metric(name).metricValue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.common.utils.Sanitizer;

/**
 * Tells whether Kafka answers this task's consumer, which Connect tells nobody. A worker that is
 * cut off from Kafka never hears that its partitions were taken away; one that isn't does, at once.
 *
 * <p>Two signs: the consumer counts the answers to its heartbeats; and records that come after a
 * poll without any were fetched after it. {@link #polled} is called by the task's thread, the rest
 * by any.
 */
final class KafkaSigns {
  private final Optional<ObjectName> coordinator;
  private volatile long dryAt = System.nanoTime();
  private volatile long fetchedAfter = dryAt;

  /** Signs of the consumer that Connect gives to a task. */
  KafkaSigns(String connector, int task) {
    this.coordinator = coordinator("connector-consumer-" + connector + '-' + task);
  }

  private static Optional<ObjectName> coordinator(String clientId) {
    try {
      return Optional.of(
          new ObjectName(
              "kafka.consumer:type=consumer-coordinator-metrics,client-id="
                  + Sanitizer.jmxSanitize(clientId)));
    } catch (MalformedObjectNameException impossible) {
      return Optional.empty();
    }
  }

  /** Records, or none, came from the consumer for the first time. */
  void polled(int records) {
    if (records == 0) {
      dryAt = System.nanoTime();
    } else {
      fetchedAfter = dryAt;
    }
  }

  /** Begins to look for signs that come from now on. */
  Since since() {
    return new Since(System.nanoTime(), heartbeats());
  }

  private double heartbeats() {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      return coordinator.isPresent()
          ? ((Number) beans.getAttribute(coordinator.get(), "heartbeat-total")).doubleValue()
          : Double.NaN;
    } catch (JMException unknown) {
      return Double.NaN;
    }
  }

  /** What has come since some moment. */
  final class Since {
    private final long moment;
    private final double answered;

    private Since(long moment, double answered) {
      this.moment = moment;
      this.answered = answered;
    }

    /** Whether Kafka has answered since then. */
    boolean hasAnswered() {
      return fetchedAfter - moment > 0 || heartbeats() > answered;
    }
  }
}

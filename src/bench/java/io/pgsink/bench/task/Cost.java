// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What the threads of this JVM spend: CPU time and garbage. Threads of the JVM's own (collector,
 * compiler) are not counted.
 */
final class Cost {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Map<Long, Long> cpuNanos = new HashMap<>();
  private final Map<Long, Long> allocatedBytes = new HashMap<>();

  private Cost() {
    long[] threads = THREADS.getAllThreadIds();
    long[] cpu = THREADS.getThreadCpuTime(threads);
    long[] allocated = THREADS.getThreadAllocatedBytes(threads);
    for (int i = 0; i < threads.length; i++) {
      cpuNanos.put(threads[i], cpu[i]);
      allocatedBytes.put(threads[i], allocated[i]);
    }
  }

  /** What all threads have spent until now. */
  static Cost now() {
    return new Cost();
  }

  /** CPU nanoseconds since an earlier point, of the threads that still run. */
  double cpuNanosSince(Cost earlier) {
    return since(earlier.cpuNanos, cpuNanos);
  }

  /** Bytes allocated since an earlier point, of the threads that still run. */
  double allocatedBytesSince(Cost earlier) {
    return since(earlier.allocatedBytes, allocatedBytes);
  }

  private static double since(Map<Long, Long> before, Map<Long, Long> after) {
    double sum = 0;
    for (Map.Entry<Long, Long> thread : after.entrySet()) {
      sum += Math.max(0, thread.getValue() - before.getOrDefault(thread.getKey(), 0L));
    }
    return sum;
  }
}

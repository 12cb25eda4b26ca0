// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Our task alone: from {@code put} of records that are ready, in polls of 500 as the consumer's
 * default is, to the point where {@code preCommit} lets all of them be committed.
 *
 * @param name what it is called
 * @param options options besides the table's name
 */
record PgsinkContender(String name, Map<String, String> options) implements Contender {
  private static final AtomicInteger NAMES = new AtomicInteger();

  /** The consumer's default. */
  static final int POLL = 500;

  private static final int WARM_UP = 1000;

  @Override
  public Session open(TestDatabase database, Workload workload) {
    List<String> all = new ArrayList<>();
    options.forEach((option, value) -> all.addAll(List.of(option, value)));
    all.addAll(
        List.of(
            "name",
            "bench-" + NAMES.incrementAndGet(),
            "table.name.format",
            WorkloadTables.TARGET,
            "delete.mode",
            "hard"));
    TaskHarness task = TaskHarness.startTolerant(database, all.toArray(String[]::new));
    task.open(new TopicPartition("t", 0), new TopicPartition("t", 1));
    int some = Math.min(WARM_UP, workload.changes().size());
    put(task, workload.records("t", 1, some), POLL);
    return new Running(task, workload.records("t", 0, workload.changes().size()));
  }

  /** Puts records in polls of a size, and waits until all are durable. */
  static void put(TaskHarness task, List<SinkRecord> records, int poll) {
    for (int i = 0; i < records.size(); i += poll) {
      task.put(records.subList(i, Math.min(i + poll, records.size())));
    }
    task.flush();
  }

  private record Running(TaskHarness task, List<SinkRecord> records) implements Session {
    @Override
    public void write() {
      put(task, records, POLL);
    }

    @Override
    public void close() {
      task.close();
    }
  }
}

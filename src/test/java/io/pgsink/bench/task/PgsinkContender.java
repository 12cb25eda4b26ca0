package io.pgsink.bench.task;

import io.pgsink.TaskHarness;
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
  private static final int POLL = 500;
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
            Stage.TARGET,
            "delete.mode",
            "hard"));
    TaskHarness task = TaskHarness.startTolerant(database, all.toArray(String[]::new));
    task.open(new TopicPartition("t", 0), new TopicPartition("t", 1));
    int some = Math.min(WARM_UP, workload.changes().size());
    put(task, workload.records("t", 1, some));
    return new Running(task, workload.records("t", 0, workload.changes().size()));
  }

  private static void put(TaskHarness task, List<SinkRecord> records) {
    for (int i = 0; i < records.size(); i += POLL) {
      task.put(records.subList(i, Math.min(i + POLL, records.size())));
    }
    task.flush();
  }

  private record Running(TaskHarness task, List<SinkRecord> records) implements Session {
    @Override
    public void write() {
      put(task, records);
    }

    @Override
    public void close() {
      task.close();
    }
  }
}

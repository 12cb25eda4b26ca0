// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.bench.ForeignSink;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * The task of somebody else's sink alone, measured like ours.
 *
 * @param sink the sink
 * @param poll how many records it gets at a time
 */
record ForeignContender(ForeignSink sink, int poll) implements Contender {
  private static final int WARM_UP = 5_000;

  /** Loggers are kept as long as somebody holds them. */
  private static final Logger ROOT = Logger.getLogger("");

  @Override
  public String name() {
    return poll == PgsinkContender.POLL
        ? sink.name()
        : "%s, polls of %,d".formatted(sink.name(), poll);
  }

  @Override
  public Session open(TestDatabase database, Workload workload) throws Exception {
    Map<String, String> config =
        new LinkedHashMap<>(
            ForeignSink.filled(sink.options(), database, WorkloadTables.TARGET, poll));
    ROOT.setLevel(Level.WARNING);
    config.put("name", sink.name());
    config.put("topics", "t");
    ClassLoader loader = PluginClassLoader.of(sink.plugins(), config.get("connector.class"));
    Running running = within(loader, () -> start(loader, config, workload));
    int some = Math.min(WARM_UP, workload.changes().size());
    running.write(workload.records("t", 1, some));
    // not earlier: some tasks count on an offset for each partition that is assigned
    running.task.open(new TopicPartition("t", 0));
    return running;
  }

  private Running start(ClassLoader loader, Map<String, String> config, Workload workload)
      throws ReflectiveOperationException {
    SinkConnector connector =
        (SinkConnector)
            loader.loadClass(config.get("connector.class")).getConstructor().newInstance();
    connector.start(config);
    SinkTask task = (SinkTask) connector.taskClass().getConstructor().newInstance();
    TaskHarness harness = TaskHarness.start(task, connector.taskConfigs(1).get(0));
    harness.open(new TopicPartition("t", 1));
    return new Running(loader, harness, workload.records("t", 0, workload.changes().size()), poll);
  }

  private record Running(ClassLoader loader, TaskHarness task, List<SinkRecord> records, int poll)
      implements Session {
    @Override
    public void write() throws Exception {
      write(records);
    }

    void write(List<SinkRecord> some) throws Exception {
      within(
          loader,
          () -> {
            PgsinkContender.put(task, some, poll);
            return task;
          });
    }

    @Override
    public void close() throws Exception {
      within(
          loader,
          () -> {
            task.close();
            return task;
          });
    }
  }

  private interface Work<T> {
    T run() throws ReflectiveOperationException;
  }

  /** A worker calls a plugin with the plugin's class loader as that of the thread. */
  private static <T> T within(ClassLoader loader, Work<T> work)
      throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}

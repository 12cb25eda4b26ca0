// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import io.pgsink.CopyingTask;
import io.pgsink.PostgresSinkConnector;
import io.pgsink.postgres.CopyPolicy;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * A real task on a real database, called the way a worker calls it: put with the records of a poll,
 * again with the same ones after a RetriableException, and without any while the task asks for it.
 */
public final class TaskHarness implements AutoCloseable {
  /** {@code -Dcopying=forced} runs every test with rows copied wherever it is possible. */
  private static final AtomicReference<CopyPolicy> COPYING =
      new AtomicReference<>(
          CopyPolicy.valueOf(System.getProperty("copying", "measured").toUpperCase(Locale.ROOT)));

  private final SinkTask task;
  private final Context context = new Context();
  private final Map<TopicPartition, OffsetAndMetadata> consumed = new HashMap<>();
  private final boolean tolerant;
  private final List<SinkRecord> errant = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private Future<Void> letters = CompletableFuture.completedFuture(null);

  private TaskHarness(SinkTask task, boolean tolerant, Map<String, String> config) {
    this.task = task;
    this.tolerant = tolerant;
    context.latest = config;
    task.initialize(context);
    task.start(config);
  }

  private static TaskHarness start(
      TestDatabase database, boolean tolerant, Map<String, String> options) {
    Map<String, String> all = new HashMap<>();
    all.put("name", "test");
    all.put("connector.class", PostgresSinkConnector.class.getName());
    all.put("topics", "t");
    all.put("connection.url", database.url());
    all.put("connection.user", database.user());
    all.put("connection.password", database.password());
    all.put("retry.backoff.ms", "20");
    all.put("retry.backoff.max.ms", "200");
    all.putAll(options);
    return new TaskHarness(CopyingTask.with(COPYING.get()), tolerant, all);
  }

  /** From now on tasks start with this policy, until the returned one is set again. */
  public static CopyPolicy copying(CopyPolicy policy) {
    return COPYING.getAndSet(policy);
  }

  /** Another connector's task, with its whole configuration and without a dead letter queue. */
  public static TaskHarness start(SinkTask task, Map<String, String> config) {
    return new TaskHarness(task, false, config);
  }

  /** A task without a dead letter queue: the first bad record fails it. */
  public static TaskHarness start(TestDatabase database, String... options) {
    return start(database, false, map(options));
  }

  /** A task with a dead letter queue. */
  public static TaskHarness startTolerant(TestDatabase database, String... options) {
    return start(database, true, map(options));
  }

  private static Map<String, String> map(String... options) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      map.put(options[i], options[i + 1]);
    }
    return map;
  }

  /** From now on Connect would resolve an option to another value. */
  public void reconfigure(String option, String value) {
    Map<String, String> changed = new HashMap<>(context.latest);
    changed.put(option, value);
    context.latest = changed;
  }

  /** Assigns partitions. */
  public void open(TopicPartition... partitions) {
    context.assigned.addAll(List.of(partitions));
    task.open(List.of(partitions));
  }

  /** One poll. */
  public void put(SinkRecord... records) {
    put(List.of(records));
  }

  /** One poll; repeated as the worker does while the task asks for it. */
  public void put(Collection<SinkRecord> records) {
    while (true) {
      try {
        task.put(records);
        break;
      } catch (RetriableException again) {
        // the worker pauses the partitions and delivers the same records again
        await(Math.min(50, Math.max(1, context.timeout)));
      }
    }
    Map<TopicPartition, SinkRecord> last = new HashMap<>();
    TopicPartition partition = new TopicPartition("", -1);
    for (SinkRecord record : records) {
      partition = origin(record, partition);
      last.put(partition, record);
    }
    last.forEach(
        (of, record) -> consumed.put(of, new OffsetAndMetadata(record.originalKafkaOffset() + 1)));
  }

  /** The partition of a record; mostly that of the record before, so that benchmarks can use it. */
  private static TopicPartition origin(SinkRecord record, TopicPartition before) {
    boolean same =
        before.partition() == record.originalKafkaPartition()
            && before.topic().equals(record.originalTopic());
    return same
        ? before
        : new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  /** One poll whose RetriableException is passed on. */
  public void putOnce(Collection<SinkRecord> records) {
    task.put(records);
  }

  /** Polls without records until everything put so far is durable or the task fails. */
  public void flush() {
    AtomicReference<ConnectException> failure = new AtomicReference<>();
    Await.until(
        "everything is durable",
        () -> {
          try {
            task.put(List.of());
          } catch (ConnectException failed) {
            failure.set(failed);
            return true;
          }
          return task.preCommit(consumed).equals(consumed);
        });
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /** Puts and flushes. */
  public void write(SinkRecord... records) {
    put(records);
    flush();
  }

  /** What the task lets the worker commit now. */
  public Map<TopicPartition, OffsetAndMetadata> preCommit() {
    return task.preCommit(new HashMap<>(consumed));
  }

  /** From now on the worker takes a partition for consumed up to this offset. */
  public void consumed(TopicPartition partition, long offset) {
    consumed.put(partition, new OffsetAndMetadata(offset));
  }

  /** Takes partitions away, as a rebalance does. */
  public void revoke(TopicPartition... partitions) {
    task.preCommit(consumed);
    task.close(List.of(partitions));
    context.assigned.removeAll(List.of(partitions));
  }

  /** The partitions of which the task wants no records now. */
  public Set<TopicPartition> paused() {
    return Set.copyOf(context.paused);
  }

  /** The offset that the task moved the consumer to. */
  public Optional<Long> movedTo(TopicPartition partition) {
    return Optional.ofNullable(context.moved.get(partition));
  }

  /** Where the task moved the consumer since this was asked last. */
  public Map<TopicPartition, Long> moves() {
    Map<TopicPartition, Long> moves = Map.copyOf(context.moved);
    context.moved.clear();
    return moves;
  }

  /** The records that were reported as errant, in order. */
  public List<SinkRecord> errant() {
    return errant;
  }

  /** The messages that they were reported with. */
  public List<String> messages() {
    return messages;
  }

  /** From now on the dead letter queue answers with this. */
  public void answerLettersWith(Future<Void> answer) {
    letters = answer;
  }

  /** A number of the task whose connector is called {@code test}. */
  public static double metric(String name) {
    return metric("test", name);
  }

  /** A number of the first task of a connector. */
  public static double metric(String connector, String name) {
    try {
      String bean = "io.pgsink:type=sink-task-metrics,task=0,connector=" + connector;
      return (Double)
          ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(bean), name);
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    Await.until("the backoff is over", Duration.ofSeconds(60), () -> System.nanoTime() > end);
  }

  @Override
  public void close() {
    task.stop();
  }

  private final class Context implements SinkTaskContext {
    private final Set<TopicPartition> assigned = new HashSet<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private final Map<TopicPartition, Long> moved = new HashMap<>();
    private long timeout = -1;
    private Map<String, String> latest = Map.of();

    @Override
    public Map<String, String> configs() {
      return Map.copyOf(latest);
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
      moved.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
      moved.put(partition, offset);
    }

    @Override
    public void timeout(long timeoutMs) {
      timeout = timeoutMs;
    }

    @Override
    public Set<TopicPartition> assignment() {
      return assigned;
    }

    @Override
    public void pause(TopicPartition... partitions) {
      paused.addAll(List.of(partitions));
    }

    @Override
    public void resume(TopicPartition... partitions) {
      List.of(partitions).forEach(paused::remove);
    }

    @Override
    public void requestCommit() {}

    @Override
    public ErrantRecordReporter errantRecordReporter() {
      return tolerant ? this::report : null;
    }

    private Future<Void> report(SinkRecord record, Throwable error) {
      if (error.getCause() != null) {
        throw new ConnectException("a dead letter must not carry a cause", error);
      }
      errant.add(record);
      messages.add(error.getMessage());
      return letters;
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new NoSuchMethodError("as on a worker older than 4.1");
    }
  }
}

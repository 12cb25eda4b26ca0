// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Await;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * One random run: parents, children and a journal without keys, written by a task that is stopped,
 * cut off, kept waiting and rebalanced, the way a worker would call it.
 */
final class Soak implements AutoCloseable {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("soak");

  private final Random random;
  private final String what;
  private final boolean once;
  private final boolean slow;
  private final List<String> options = new ArrayList<>();
  private final FaultProxy proxy = new FaultProxy(DATABASE.host(), DATABASE.port());
  private final SoakTopics topics;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Set<SinkRecord> letters = new HashSet<>();
  private final List<String> done = new ArrayList<>();
  private TaskHarness task;
  private Connection holder;

  /**
   * A run.
   *
   * @param seed tells all that is random
   * @param once whether exactly once
   */
  Soak(long seed, boolean once) {
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.once = once;
    this.slow = random.nextInt(3) == 0;
    this.topics = new SoakTopics(DATABASE, random);
    String deferrable = random.nextInt(4) == 0 ? " DEFERRABLE INITIALLY DEFERRED" : "";
    if (slow) {
      topics.makeTables(
          deferrable,
          "CREATE TRIGGER slow BEFORE INSERT OR UPDATE ON c FOR EACH ROW EXECUTE FUNCTION slow()");
    } else {
      topics.makeTables(deferrable);
    }
    chooseOptions();
    this.what = "seed " + seed + " " + options + (slow ? " slow" : "");
  }

  private void chooseOptions() {
    option("name", "soak");
    option("topics", "p,c,j");
    option("topic.c.delete.mode", "hard");
    option("topic.j.insert.mode", "insert");
    option("metadata.columns", "offset:v");
    option("topic.j.metadata.columns", "partition:part,offset:v");
    option("delivery.guarantee", once ? "exactly_once" : "at_least_once");
    option("writers", String.valueOf(1 + random.nextInt(4)));
    option("batch.size", String.valueOf(random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(80)));
    option("batch.bytes", random.nextInt(3) == 0 ? "4000" : "1000000");
    option("linger.ms", "1");
    option("socket.timeout.ms", "1500");
    option("connection.timeout.ms", "1500");
    option("statement.timeout.ms", slow ? "150" : "1000");
    option("lock.timeout.ms", slow ? "60" : "500");
  }

  private void option(String name, String value) {
    options.add(name);
    options.add(value);
  }

  /** Does so many things at random, then lets everything end well and looks at what is there. */
  void run(int steps) {
    try {
      topics.fill(25 * steps);
      topics.partitions().forEach(partition -> committed.put(partition, 0L));
      begin();
      for (int i = 0; i < steps; i++) {
        step();
        if (random.nextInt(4) == 0) {
          commit();
        }
      }
      heal();
      finish();
      stop();
      topics.compare(letters);
      awaitNothingLeft();
    } catch (Throwable failure) {
      throw new AssertionError(what + " " + done, failure);
    }
  }

  private void step() throws Exception {
    switch (random.nextInt(16)) {
      case 0 -> restart();
      case 1 -> rebalance();
      case 2 -> act("kill", () -> kill("true"));
      case 3 -> act("kill active", () -> kill("state <> 'idle'"));
      case 4 -> act("cut answers", () -> proxy.cutAnswers(1 + random.nextInt(2)));
      case 5 -> act("reset", proxy::reset);
      case 6 -> {
        int request = 2 + random.nextInt(25);
        act("cut at " + request, () -> proxy.cutAtRequest(request));
      }
      case 7 -> act("forget", proxy::forget);
      case 8 -> hold();
      case 9 -> act("heal", this::heal);
      case 10 -> act("alter", this::alter);
      default -> {}
    }
    poll(60);
  }

  private void act(String name, Runnable action) {
    done.add(name);
    action.run();
  }

  private void alter() {
    release();
    DATABASE.execute("ALTER TABLE c ADD x" + done.size() + " int");
  }

  private static void kill(String which) {
    DATABASE.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE"
            + " 'pgsink-soak-%' AND "
            + which);
  }

  private void heal() {
    release();
    proxy.cutAtRequest(0);
    proxy.cutAnswers(0);
    proxy.endForgotten();
  }

  /** Somebody else locks a table, or the offsets, until it is healed or tried again. */
  private void hold() throws SQLException {
    release();
    String table = List.of("p", "c", "j", "pgsink_offsets").get(random.nextInt(once ? 4 : 3));
    done.add("hold " + table);
    holder = DATABASE.connect();
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("SET lock_timeout = 1000");
      statement.execute(
          table.equals("pgsink_offsets")
              ? "SELECT FROM pgsink_offsets FOR UPDATE"
              : "LOCK TABLE " + table + " IN SHARE MODE");
    } catch (SQLException busy) {
      release();
    }
  }

  private void release() {
    try {
      if (holder != null) {
        holder.rollback();
        holder.close();
        holder = null;
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void begin() {
    List<String> all = new ArrayList<>(options);
    TestDatabase through =
        new TestDatabase(
            "127.0.0.1", proxy.port(), DATABASE.name(), DATABASE.user(), DATABASE.password());
    task = TaskHarness.startTolerant(through, all.toArray(String[]::new));
    open(topics.partitions());
  }

  private void open(List<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      positions.put(partition, committed.get(partition));
      task.consumed(partition, committed.get(partition));
      assigned.add(partition);
    }
    task.open(partitions.toArray(TopicPartition[]::new));
    rewind();
  }

  private void rewind() {
    task.moves()
        .forEach(
            (partition, to) -> {
              positions.put(partition, to);
              task.consumed(partition, to);
            });
  }

  private void poll(int most) {
    List<SinkRecord> records = new ArrayList<>();
    for (TopicPartition partition : assigned) {
      List<SinkRecord> all = topics.of(partition);
      int from = (int) (long) positions.get(partition);
      int to = Math.min(all.size(), from + random.nextInt(1 + most / 4));
      records.addAll(all.subList(from, to));
      positions.put(partition, (long) to);
    }
    deliver(records);
    rewind();
  }

  /** The same records come again while the task says so; meanwhile the faults go on or end. */
  private void deliver(List<SinkRecord> records) {
    for (int tries = 1; ; tries++) {
      try {
        task.putOnce(records);
        break;
      } catch (RetriableException again) {
        if (tries > 3 || random.nextBoolean()) {
          done.add("heal");
          heal();
        } else if (random.nextBoolean()) {
          List<TopicPartition> gone = some();
          revoke(gone);
          // Connect drops these
          records.removeIf(record -> gone.contains(partition(record)));
          open(gone);
        }
      }
    }
    positions.forEach((partition, to) -> task.consumed(partition, to));
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.topic(), record.kafkaPartition());
  }

  private void commit() {
    check(task.preCommit());
  }

  private void check(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          if (assigned.contains(partition)) {
            committed.put(partition, offset.offset());
          }
        });
    letters.addAll(task.errant());
    if (once) {
      List<List<String>> wrong =
          DATABASE.query(
              "SELECT part, v, count(*) FROM j GROUP BY 1, 2 HAVING count(*) > 1 LIMIT 3");
      assertEquals(List.of(), wrong, "stored twice");
    }
    committed.forEach((partition, offset) -> topics.durable(partition, offset, letters));
  }

  private void rebalance() {
    List<TopicPartition> some = some();
    revoke(some);
    if (random.nextBoolean()) {
      poll(20);
    }
    open(some);
  }

  private List<TopicPartition> some() {
    List<TopicPartition> some = new ArrayList<>(assigned);
    some.removeIf(partition -> random.nextBoolean());
    return some;
  }

  private void revoke(List<TopicPartition> some) {
    done.add("revoke " + some);
    commit();
    task.revoke(some.toArray(TopicPartition[]::new));
    assigned.removeAll(some);
  }

  private void restart() {
    done.add("restart");
    if (random.nextBoolean()) {
      commit();
    }
    stop();
    begin();
  }

  private void stop() {
    letters.addAll(task.errant());
    task.close();
    task = null;
    assigned.clear();
  }

  private void finish() {
    boolean more = true;
    while (more) {
      poll(60);
      more = assigned.stream().anyMatch(it -> positions.get(it) < topics.of(it).size());
    }
    Await.until(
        "everything is durable",
        Duration.ofSeconds(90),
        () -> {
          poll(60);
          commit();
          return assigned.stream().allMatch(it -> committed.get(it) == topics.of(it).size());
        });
  }

  private static void awaitNothingLeft() {
    Await.until(
        "no session is left",
        () ->
            DATABASE.count(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE"
                        + " 'pgsink-soak-%'")
                == 0);
    Await.until(
        "no thread is left",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("pgsink-soak-")));
  }

  @Override
  public void close() {
    release();
    if (task != null) {
      task.close();
    }
    proxy.close();
  }
}

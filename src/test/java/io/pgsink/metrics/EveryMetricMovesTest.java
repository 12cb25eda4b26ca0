// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.postgres.CopyPolicy;
import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** K18.2: no metric is fed by nobody. For each there is an event that moves it. */
class EveryMetricMovesTest {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final TopicPartition T0 = new TopicPartition("t", 0);

  private final TestDatabase database = TestPostgres.shared().createDatabase("moves");
  private final Records records = new Records("t", 0);
  private final Map<String, Double> first = new HashMap<>();
  private final Set<String> moved = new TreeSet<>();
  private final Set<String> all = new TreeSet<>();

  @BeforeEach
  void makeTable() {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, n integer CHECK (n < 100))",
        """
        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
          IF NEW.n BETWEEN 50 AND 53 AND random() < 0.7 THEN
            RAISE EXCEPTION 'x' USING ERRCODE = (ARRAY['40001', '53100', '53400'])[NEW.n - 49];
          END IF; RETURN NEW; END$$\
        """,
        "CREATE TRIGGER fail BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fail()");
  }

  private SinkRecord write(int id, int n) {
    return records.map(map("id", id), map("id", id, "n", n));
  }

  /** Notes which numbers of a task differ from what they were at its start. */
  private void look(String connector) {
    try {
      ObjectName bean =
          new ObjectName("io.pgsink:type=sink-task-metrics,connector=" + connector + ",task=0");
      for (MBeanAttributeInfo attribute : BEANS.getMBeanInfo(bean).getAttributes()) {
        String name = attribute.getName();
        Double value = (Double) BEANS.getAttribute(bean, name);
        all.add(name);
        Double before = first.putIfAbsent(connector + name, value);
        if (before != null && !before.equals(value)) {
          moved.add(name);
        }
      }
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private Callable<Boolean> hasMoved(String connector, String name) {
    return () -> {
      look(connector);
      return moved.contains(name);
    };
  }

  @Test
  void everyMetricIsMovedByAnEvent() throws Exception {
    events();
    copies();
    waits();
    errors();
    outage();
    fence();
    assertEquals(all, moved);
  }

  private void events() {
    try (TaskHarness task =
        TaskHarness.startTolerant(
            database,
            "name",
            "events",
            "delete.mode",
            "hard",
            "update.when",
            "changed",
            "auto.evolve",
            "true",
            "fold.changes",
            "always")) {
      look("events");
      task.write(write(1, 1), write(2, 1), write(2, 2));
      task.write(write(1, 1), records.map(map("id", 2), null), write(9, 900));
      records.skip(2);
      task.write(records.struct(row("id", 3L), row("id", 3L, "n", 3, "extra", "new")));
      look("events");
    }
    try (TaskHarness task = TaskHarness.start(database, "name", "ignoring")) {
      look("ignoring");
      task.write(records.map(map("id", 3), null));
      look("ignoring");
    }
  }

  private void copies() {
    database.execute("CREATE TABLE u (id bigint PRIMARY KEY)");
    CopyPolicy usual = TaskHarness.copying(CopyPolicy.GUESSED);
    try {
      copyUntilAGuessIsWrong();
    } finally {
      TaskHarness.copying(usual);
    }
  }

  private void copyUntilAGuessIsWrong() {
    Records others = new Records("u", 0);
    try (TaskHarness task = TaskHarness.start(database, "name", "copies")) {
      look("copies");
      // rows that are new, until the task counts on it; then rows that are there
      for (int round = 0; round < 12 && !moved.contains("copy-wrong-guesses-total"); round++) {
        List<SinkRecord> poll = new ArrayList<>();
        int from = round < 6 ? round * 2_000 : 0;
        for (long id = from; id < from + 2_000; id++) {
          poll.add(others.map(map("id", id), map("id", id)));
        }
        task.put(poll);
        task.flush();
        look("copies");
      }
    }
  }

  private void waits() {
    database.execute(
        "CREATE TABLE p (id bigint PRIMARY KEY)",
        "CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p)");
    Records parents = new Records("p", 0);
    Records children = new Records("c", 0);
    try (TaskHarness task =
        TaskHarness.startTolerant(
            database,
            "name",
            "waits",
            "topics",
            "p,c",
            "linger.ms",
            "0",
            "constraint.wait.ms",
            "4000")) {
      look("waits");
      task.put(
          children.map(map("id", 1), map("id", 1, "p", 1)),
          children.map(map("id", 2), map("id", 2, "p", 2)));
      Await.until("rows wait", hasMoved("waits", "waiting-rows"));
      Await.until("the oldest waits", hasMoved("waits", "waiting-oldest-ms"));
      task.put(parents.map(map("id", 1), map("id", 1)));
      Await.until("one is released", hasMoved("waits", "waiting-released-total"));
      task.flush();
      Await.until("the other is given up", hasMoved("waits", "waiting-given-up-total"));
    }
  }

  private void errors() throws Exception {
    try (TaskHarness task =
            TaskHarness.start(
                database, "name", "errors", "linger.ms", "0", "statement.timeout.ms", "300");
        Connection holder = database.connect();
        Statement lock = holder.createStatement()) {
      task.write(write(20, 1));
      look("errors");
      task.write(write(21, 50));
      holder.setAutoCommit(false);
      lock.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      task.put(write(22, 51));
      Await.until("a statement ran out of time", hasMoved("errors", "retries-timeout-total"));
      Await.until("it is unanswered", hasMoved("errors", "unanswered-ms"));
      Await.until("its connection is in use", hasMoved("errors", "connections-active"));
      lock.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND application_name LIKE 'pgsink-errors%'");
      Await.until("a connection was lost", hasMoved("errors", "retries-connection-total"));
      holder.rollback();
      task.flush();
      for (int i = 0; i < 5; i++) {
        task.write(write(30 + i, 50), write(60 + i, 51));
      }
      look("errors");
    }
  }

  private void outage() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      TestDatabase nowhere =
          new TestDatabase("127.0.0.1", silent.getLocalPort(), "x", "nobody", "nothing");
      try (TaskHarness task =
          TaskHarness.start(nowhere, "name", "outage", "connection.timeout.ms", "1000")) {
        look("outage");
        SinkRecord record = write(1, 1);
        CompletableFuture<Boolean> put =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    task.putOnce(List.of(record));
                    return true;
                  } catch (RetriableException expected) {
                    return false;
                  }
                });
        Await.until("somebody waits", hasMoved("outage", "connections-waiting"));
        assertEquals(false, put.get());
        look("outage");
      }
    }
  }

  private void fence() {
    String[] options = {"name", "fence", "delivery.guarantee", "exactly_once", "linger.ms", "0"};
    try (TaskHarness task = TaskHarness.start(database, options)) {
      task.open(T0);
      look("fence");
      database.execute("UPDATE pgsink_offsets SET epoch = epoch + 1");
      task.put(write(1, 1));
      Await.until("it is fenced", hasMoved("fence", "fenced-total"));
      Await.until("it waits", hasMoved("fence", "retrying-ms"));
      task.revoke(T0);
    }
  }
}

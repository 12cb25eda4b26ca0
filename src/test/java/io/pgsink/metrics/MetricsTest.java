// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.docs.Markdown;
import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** The numbers of a real task on a real database, as a JMX client sees them. */
class MetricsTest {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  private final TestDatabase database = TestPostgres.shared().createDatabase("metrics");
  private final Records records = new Records("t", 0);

  MetricsTest() {
    database.execute("CREATE TABLE t (id bigint PRIMARY KEY, n integer)");
  }

  @Test
  void everyRecordIsCountedAsOneThing() throws Exception {
    try (TaskHarness task =
        TaskHarness.startTolerant(
            database, "name", "counts", "delete.mode", "hard", "update.when", "changed")) {
      task.write(write(1, 1), write(2, 1), write(2, 2), write(3, 3));
      task.write(write(1, 1), delete(2), delete(99), records.map(null, map("id", 5, "n", "five")));
      assertEquals(8, value("counts", "records-total"));
      assertEquals(0, value("counts", "records-skipped-total"));
      assertEquals(3, value("counts", "rows-written-total"));
      assertEquals(1, value("counts", "rows-deleted-total"));
      assertEquals(2, value("counts", "rows-unchanged-total"), "row 1 as it was, row 99 not there");
      assertEquals(1, value("counts", "rows-folded-total"));
      assertEquals(1, value("counts", "dead-letters-total"));
      assertEquals(2, value("counts", "batches-total"));
      assertTrue(value("counts", "bytes-total") > 0);
    }
  }

  @Test
  void ignoredDeletesAreCountedAsSkipped() throws Exception {
    try (TaskHarness task = TaskHarness.start(database, "name", "skips")) {
      task.write(write(1, 1), delete(1), delete(2));
      assertEquals(2, value("skips", "records-skipped-total"));
      assertEquals(0, value("skips", "rows-deleted-total"));
    }
  }

  @Test
  void timesHavePercentilesAndLagIsTakenFromTheRecord() throws Exception {
    try (TaskHarness task = TaskHarness.start(database, "name", "times")) {
      task.write(write(1, 1));
      double median = value("times", "flush-time-ms-p50");
      double longest = value("times", "flush-time-ms-max");
      assertTrue(median > 0 && median <= longest, median + " of " + longest);
      assertTrue(value("times", "flush-time-ms-p99") >= median);
      assertTrue(value("times", "queue-time-ms-max") >= 0);
      double age = (double) (System.currentTimeMillis() - 1_700_000_000_000L);
      assertEquals(age, value("times", "lag-ms-max"), 60_000);
      assertTrue(value("times", "last-commit-age-ms") < 60_000);
    }
  }

  @Test
  void refusedRowsAreCountedAsBatchesSplit() throws Exception {
    database.execute("ALTER TABLE t ADD CHECK (n < 100)");
    try (TaskHarness task = TaskHarness.startTolerant(database, "name", "splits")) {
      task.write(write(1, 1), write(2, 200), write(3, 3), write(4, 4));
      assertEquals(1, value("splits", "batches-split-total"));
      assertEquals(2, value("splits", "split-attempts-total"));
      assertEquals(1, value("splits", "dead-letters-total"));
      assertEquals(3, value("splits", "rows-written-total"));
      assertEquals(0, value("splits", "rows-folded-total"));
    }
  }

  @Test
  void offsetsThatNeverCameAreGaps_F54_J10() throws Exception {
    try (TaskHarness task = TaskHarness.start(database, "name", "gaps")) {
      task.write(write(1, 1), write(2, 2));
      records.skip(3);
      task.write(write(3, 3));
      assertEquals(3, value("gaps", "offset-gaps-total"));
    }
  }

  @Test
  void retriesAreCountedByKindAndEnd() throws Exception {
    try (TestPostgres own = TestPostgres.start()) {
      TestDatabase elsewhere = own.createDatabase("metrics");
      elsewhere.execute("CREATE TABLE t (id bigint PRIMARY KEY, n integer)");
      try (TaskHarness task = TaskHarness.start(elsewhere, "name", "retries")) {
        task.write(write(1, 1));
        own.stop();
        task.put(write(2, 2));
        Await.until(
            "retries are counted",
            () -> {
              task.putOnce(List.of());
              return value("retries", "retries-connection-total") > 0;
            });
        assertTrue(value("retries", "retrying-ms") > 0);
        own.startAgain();
        task.flush();
        assertEquals(0, value("retries", "retrying-ms"));
        assertEquals(
            value("retries", "retries-total"), value("retries", "retries-connection-total"));
      }
    }
  }

  @Test
  void statementsThatChangeTablesAndConnectionsAreShown() throws Exception {
    try (TaskHarness task = TaskHarness.start(database, "name", "ddl", "auto.evolve", "true")) {
      task.write(records.struct(row("id", 1L), row("id", 1L, "n", 1, "extra", "new")));
      assertEquals(1, value("ddl", "ddl-statements-total"));
      assertTrue(value("ddl", "connections-idle") + value("ddl", "connections-active") > 0);
      assertEquals(0, value("ddl", "connections-waiting"));
    }
  }

  @Test
  void tasksDoNotDisturbEachOtherAndLeaveNothingBehind() throws Exception {
    TaskHarness first = TaskHarness.start(database, "name", "twins", "pgsink.task.id", "0");
    TaskHarness second = TaskHarness.start(database, "name", "twins", "pgsink.task.id", "1");
    assertEquals(2, BEANS.queryNames(bean("twins", "*"), null).size());
    first.close();
    second.write(write(1, 1));
    assertEquals(1, BEANS.queryNames(bean("twins", "*"), null).size());
    assertEquals(1, value("twins", "1", "rows-written-total"));
    second.close();
    assertEquals(Set.of(), BEANS.queryNames(bean("twins", "*"), null));
  }

  @Test
  void thePageNamesEveryMetricAndNoOther() throws Exception {
    Set<String> registered = new TreeSet<>();
    try (TaskHarness task = TaskHarness.start(database, "name", "page")) {
      task.write(write(1, 1));
      for (MBeanAttributeInfo attribute : BEANS.getMBeanInfo(bean("page", "0")).getAttributes()) {
        registered.add(attribute.getName());
      }
    }
    Set<String> documented = new TreeSet<>();
    boolean table = false;
    for (String line : Markdown.read(Path.of("docs/metrics.md")).lines()) {
      table = line.startsWith("#") ? line.equals("## All of them") : table;
      if (table && line.startsWith("| `")) {
        documented.add(line.substring(3, line.indexOf('`', 3)));
      }
    }
    assertEquals(registered, documented);
  }

  private SinkRecord write(int id, int n) {
    return records.map(map("id", id), map("id", id, "n", n));
  }

  private SinkRecord delete(int id) {
    return records.map(map("id", id), null);
  }

  static double value(String connector, String attribute) throws JMException {
    return value(connector, "0", attribute);
  }

  static double value(String connector, String task, String attribute) throws JMException {
    return (Double) BEANS.getAttribute(bean(connector, task), attribute);
  }

  private static ObjectName bean(String connector, String task) throws JMException {
    return new ObjectName(
        "io.pgsink:type=sink-task-metrics,connector=" + connector + ",task=" + task);
  }
}

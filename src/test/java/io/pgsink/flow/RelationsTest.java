// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that hang on one another by foreign keys are stored whatever the order they come in. */
class RelationsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("relations");

  private final Records parents = new Records("p", 0);
  private final Records children = new Records("c", 0);

  @BeforeEach
  @AfterEach
  void dropTables() {
    DATABASE.execute("DROP TABLE IF EXISTS p, c, d, pgsink_offsets CASCADE");
  }

  private static void tables(String action) {
    DATABASE.execute(
        "CREATE TABLE p (id bigint PRIMARY KEY, v text)",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES p " + action + ")");
  }

  private SinkRecord parent(long id) {
    return parents.map(map("id", id), map("v", "p" + id));
  }

  private SinkRecord child(long id, Long parent) {
    return children.map(map("id", id), map("parent_id", parent));
  }

  private static SinkRecord gone(Records topic, long id) {
    return topic.next(null, map("id", id), null, null);
  }

  private static TaskHarness start(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name", "relations", "topics", "p,c,d", "delete.mode", "hard", "linger.ms", "50"));
    all.addAll(List.of(options));
    return TaskHarness.startTolerant(DATABASE, all.toArray(String[]::new));
  }

  private static List<List<String>> rows(String table) {
    return DATABASE.query("SELECT * FROM " + table + " ORDER BY 1");
  }

  private static void written(TaskHarness task, List<SinkRecord> records) {
    task.write(records.toArray(SinkRecord[]::new));
    assertEquals(List.of(), task.messages());
  }

  /** One batch that is written as a whole, without a search for what can't be stored. */
  private static void writtenWhole(TaskHarness task, SinkRecord... records) throws JMException {
    written(task, List.of(records));
    ObjectName bean = new ObjectName("io.pgsink:type=sink-task-metrics,connector=relations,task=0");
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    assertEquals(0.0, beans.getAttribute(bean, "batches-split-total"));
  }

  @Test
  void k41_childrenInFrontOfTheirParentsAreOneBatch() throws JMException {
    tables("");
    try (TaskHarness task = start()) {
      writtenWhole(task, child(1, 1L), child(2, 2L), child(3, 3L), parent(1), parent(2), parent(3));
    }
    assertEquals(List.of(List.of("1", "1"), List.of("2", "2"), List.of("3", "3")), rows("c"));
  }

  @Test
  void parentsDeletedInFrontOfTheirChildrenAreOneBatch() throws JMException {
    tables("");
    DATABASE.execute("INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (1, 1), (2, 2)");
    try (TaskHarness task = start()) {
      writtenWhole(task, gone(parents, 1), gone(children, 1));
    }
    assertEquals(List.of(List.of("2", "2")), rows("c"));
    assertEquals(1, DATABASE.count("SELECT count(*) FROM p"));
  }

  @Test
  void aChildMovesAndItsOldParentIsDeleted() throws JMException {
    tables("");
    DATABASE.execute("INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1, 1)");
    try (TaskHarness task = start()) {
      writtenWhole(task, parent(2), child(1, 2L), gone(parents, 1));
    }
    assertEquals(List.of(List.of("1", "2")), rows("c"));
    assertEquals(List.of(List.of("2", "p2")), rows("p"));
  }

  @Test
  void aUniqueValueOfADeletedParentGoesToANewOne() throws JMException {
    tables("");
    DATABASE.execute("CREATE UNIQUE INDEX ON p (v)", "INSERT INTO p VALUES (1, 'u')");
    try (TaskHarness task = start()) {
      writtenWhole(task, gone(parents, 1), parents.map(map("id", 2L), map("v", "u")), child(1, 2L));
    }
    assertEquals(List.of(List.of("1", "2")), rows("c"));
  }

  @Test
  void aCascadeTakesOnlyWhatCameBeforeIt() throws JMException {
    tables("ON DELETE CASCADE");
    DATABASE.execute("INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (7, 1), (8, 2)");
    try (TaskHarness task = start()) {
      // p1 takes c7 and c1 away; c2 comes behind it, on a new p1
      writtenWhole(task, child(1, 1L), gone(parents, 1), parent(1), child(2, 1L), gone(parents, 2));
    }
    assertEquals(List.of(List.of("2", "1")), rows("c"));
    assertEquals(List.of(List.of("1", "p1")), rows("p"));
  }

  @Test
  void setNullTakesOnlyWhatCameBeforeIt() throws JMException {
    tables("ON DELETE SET NULL");
    DATABASE.execute("INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (7, 1), (8, 1)");
    try (TaskHarness task = start()) {
      writtenWhole(task, child(1, 1L), gone(parents, 1), child(7, 2L), parent(1));
    }
    assertEquals(
        List.of(Arrays.asList("1", null), List.of("7", "2"), Arrays.asList("8", null)), rows("c"));
  }

  @Test
  void aCircleOfTablesIsDeferred() throws JMException {
    DATABASE.execute(
        "CREATE TABLE p (id bigint PRIMARY KEY, best bigint)",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES p)",
        "ALTER TABLE p ADD CONSTRAINT best FOREIGN KEY (best) REFERENCES c DEFERRABLE");
    try (TaskHarness task = start()) {
      writtenWhole(task, parents.map(map("id", 1L), map("best", 2L)), child(1, 1L), child(2, 1L));
    }
    assertEquals(List.of(List.of("1", "2")), rows("p"));
  }

  @Test
  void threeLevelsAndATableBetweenThatIsNotWritten() throws JMException {
    DATABASE.execute(
        "CREATE TABLE p (id bigint PRIMARY KEY, v text)",
        "CREATE TABLE d (id bigint PRIMARY KEY, p bigint REFERENCES p ON DELETE CASCADE)",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES d)",
        "INSERT INTO p VALUES (1)",
        "INSERT INTO d VALUES (1, 1)",
        "INSERT INTO c VALUES (1, 1)");
    try (TaskHarness task = start()) {
      // the delete takes the row of d away, which c must have left by then
      writtenWhole(task, gone(parents, 1), gone(children, 1));
    }
    assertEquals(0, DATABASE.count("SELECT count(*) FROM d"));
  }

  @Test
  void treesInOneTable() throws JMException {
    DATABASE.execute("CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES c)");
    List<SinkRecord> tree = new ArrayList<>();
    for (long id = 2; id <= 40; id++) {
      tree.add(child(id, id / 2));
    }
    tree.add(child(1, null));
    List<SinkRecord> deletes = new ArrayList<>();
    for (long id = 1; id <= 40; id++) {
      deletes.add(gone(children, id));
    }
    try (TaskHarness task = start()) {
      writtenWhole(task, tree.toArray(SinkRecord[]::new));
      assertEquals(40, DATABASE.count("SELECT count(*) FROM c"));
      writtenWhole(task, deletes.toArray(SinkRecord[]::new));
      assertEquals(0, DATABASE.count("SELECT count(*) FROM c"));
    }
  }

  private static String[] lanes(String writers, String guarantee, String... more) {
    List<String> options =
        new ArrayList<>(List.of("writers", writers, "delivery.guarantee", guarantee));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({"2, at_least_once", "4, at_least_once", "2, exactly_once", "4, exactly_once"})
  void k31_k32_pairsAreNotTornApartByLanes(String writers, String guarantee) {
    tables("");
    try (TaskHarness task = start(lanes(writers, guarantee, "batch.size", "100"))) {
      open(task);
      List<SinkRecord> pairs = new ArrayList<>();
      for (long id = 1; id <= 2000; id++) {
        pairs.add(parent(id));
        pairs.add(child(id, id));
      }
      written(task, pairs);
      assertEquals(2000, DATABASE.count("SELECT count(*) FROM c"));
      List<SinkRecord> deletes = new ArrayList<>();
      for (long id = 1; id <= 500; id++) {
        deletes.add(gone(children, id));
        deletes.add(gone(parents, id));
      }
      written(task, deletes);
      assertEquals(1500, DATABASE.count("SELECT count(*) FROM p"));
    }
  }

  private static void open(TaskHarness task) {
    task.open(new TopicPartition("p", 0), new TopicPartition("c", 0));
  }

  @ParameterizedTest
  @CsvSource({"2, at_least_once", "4, at_least_once", "4, exactly_once"})
  void k33_k34_uniqueValuesMoveBetweenKeys(String writers, String guarantee) {
    DATABASE.execute("CREATE TABLE c (id bigint PRIMARY KEY, u text UNIQUE)");
    try (TaskHarness task = start(lanes(writers, guarantee, "batch.size", "100"))) {
      open(task);
      List<SinkRecord> rows = new ArrayList<>();
      for (long id = 1; id <= 1000; id++) {
        rows.add(children.map(map("id", id), map("u", "u" + id)));
      }
      written(task, rows);
      List<SinkRecord> moves = new ArrayList<>();
      for (long id = 1; id <= 500; id++) {
        moves.add(gone(children, id));
        moves.add(children.map(map("id", 10_001 + 2 * id), map("u", "u" + id)));
      }
      for (long id = 501; id < 1000; id += 2) {
        moves.add(children.map(map("id", id), map("u", "none" + id)));
        moves.add(children.map(map("id", id + 1), map("u", "u" + id)));
      }
      written(task, moves);
      assertEquals(1000, DATABASE.count("SELECT count(*) FROM c"));
      assertEquals(500, DATABASE.count("SELECT count(*) FROM c WHERE u = 'u' || (id - 10001) / 2"));
      assertEquals(250, DATABASE.count("SELECT count(*) FROM c WHERE u = 'u' || (id - 1)"));
    }
  }

  @Test
  void tablesThatBecomeKnownLaterAreBroughtTogether() {
    tables("");
    DATABASE.execute("INSERT INTO p SELECT generate_series(1, 400)");
    try (TaskHarness task = start(lanes("4", "at_least_once", "batch.size", "20"))) {
      for (long id = 1; id <= 400; id++) {
        // no flush in between: changes of c are on their way when p comes
        task.put(child(id, id));
        task.put(child(id, 1L));
      }
      List<SinkRecord> deletes = new ArrayList<>();
      for (long id = 2; id <= 400; id++) {
        deletes.add(gone(parents, id));
      }
      written(task, deletes);
    }
    assertEquals(400, DATABASE.count("SELECT count(*) FROM c WHERE parent_id = 1"));
    assertEquals(1, DATABASE.count("SELECT count(*) FROM p"));
  }
}

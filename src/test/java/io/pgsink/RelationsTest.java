package io.pgsink;

import static io.pgsink.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that hang on one another by foreign keys are stored whatever the order they come in. */
class RelationsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("relations");

  private final Records parents = new Records("p", 0);
  private final Records children = new Records("c", 0);

  @BeforeEach
  @AfterEach
  void dropTables() {
    DATABASE.execute("DROP TABLE IF EXISTS p, c, d CASCADE");
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
        new ArrayList<>(List.of("topics", "p,c,d", "delete.mode", "hard", "linger.ms", "50"));
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

  /** One batch that is written as a whole: splitting it would set this gauge. */
  private static void writtenWhole(TaskHarness task, SinkRecord... records) {
    long before = rollbacks();
    written(task, List.of(records));
    assertEquals(before, rollbacks(), "a transaction was rolled back");
  }

  private static long rollbacks() {
    DATABASE.execute("SELECT pg_stat_clear_snapshot()");
    return DATABASE.count(
        "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()");
  }

  @Test
  void k41_childrenInFrontOfTheirParentsAreOneBatch() {
    tables("");
    try (TaskHarness task = start()) {
      writtenWhole(
          task, child(1, 1L), child(2, 2L), child(3, 3L), parent(1), parent(2), parent(3));
    }
    assertEquals(List.of(List.of("1", "1"), List.of("2", "2"), List.of("3", "3")), rows("c"));
  }

  @Test
  void parentsDeletedInFrontOfTheirChildrenAreOneBatch() {
    tables("");
    DATABASE.execute("INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (1, 1), (2, 2)");
    try (TaskHarness task = start()) {
      writtenWhole(task, gone(parents, 1), gone(children, 1));
    }
    assertEquals(List.of(List.of("2", "2")), rows("c"));
    assertEquals(1, DATABASE.count("SELECT count(*) FROM p"));
  }

  @Test
  void aChildMovesAndItsOldParentIsDeleted() {
    tables("");
    DATABASE.execute("INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1, 1)");
    try (TaskHarness task = start()) {
      writtenWhole(task, parent(2), child(1, 2L), gone(parents, 1));
    }
    assertEquals(List.of(List.of("1", "2")), rows("c"));
    assertEquals(List.of(List.of("2", "p2")), rows("p"));
  }

  @Test
  void aUniqueValueOfADeletedParentGoesToANewOne() {
    tables("");
    DATABASE.execute("CREATE UNIQUE INDEX ON p (v)", "INSERT INTO p VALUES (1, 'u')");
    try (TaskHarness task = start()) {
      writtenWhole(
          task,
          gone(parents, 1),
          parents.map(map("id", 2L), map("v", "u")),
          child(1, 2L));
    }
    assertEquals(List.of(List.of("1", "2")), rows("c"));
  }

  @Test
  void aCascadeTakesOnlyWhatCameBeforeIt() {
    tables("ON DELETE CASCADE");
    DATABASE.execute("INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (7, 1), (8, 2)");
    try (TaskHarness task = start()) {
      // p1 takes c7 and c1 away; c2 comes behind it, on a new p1
      writtenWhole(
          task, child(1, 1L), gone(parents, 1), parent(1), child(2, 1L), gone(parents, 2));
    }
    assertEquals(List.of(List.of("2", "1")), rows("c"));
    assertEquals(List.of(List.of("1", "p1")), rows("p"));
  }

  @Test
  void setNullTakesOnlyWhatCameBeforeIt() {
    tables("ON DELETE SET NULL");
    DATABASE.execute("INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (7, 1), (8, 1)");
    try (TaskHarness task = start()) {
      writtenWhole(task, child(1, 1L), gone(parents, 1), child(7, 2L), parent(1));
    }
    assertEquals(
        List.of(
            java.util.Arrays.asList("1", null),
            List.of("7", "2"),
            java.util.Arrays.asList("8", null)),
        rows("c"));
  }

  @Test
  void aCircleOfTablesIsDeferred() {
    DATABASE.execute(
        "CREATE TABLE p (id bigint PRIMARY KEY, best bigint)",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES p)",
        "ALTER TABLE p ADD CONSTRAINT best FOREIGN KEY (best) REFERENCES c DEFERRABLE");
    try (TaskHarness task = start()) {
      writtenWhole(
          task,
          parents.map(map("id", 1L), map("best", 2L)),
          child(1, 1L),
          child(2, 1L));
    }
    assertEquals(List.of(List.of("1", "2")), rows("p"));
  }

  @Test
  void threeLevelsAndATableBetweenThatIsNotWritten() {
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
  void treesInOneTable() {
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
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folding changes nothing that row triggers and rules see: case K5. */
class TriggersTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("triggers");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTables() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t CASCADE",
        "DROP TABLE IF EXISTS seen",
        "CREATE TABLE t (id bigint PRIMARY KEY, ver int)",
        "CREATE TABLE seen (at bigserial, what text)",
        """
        CREATE OR REPLACE FUNCTION newer_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF new.ver <= old.ver THEN RETURN NULL; END IF; RETURN new; END $$\
        """,
        """
        CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO seen (what) VALUES (TG_OP || ' ' || CASE WHEN TG_OP = 'DELETE'
            THEN old.id || ' ' || coalesce(old.ver::text, '-')
            ELSE new.id || ' ' || coalesce(new.ver::text, '-') END);
          RETURN NULL;
        END $$\
        """);
  }

  private SinkRecord write(long id, long ver) {
    return records.map(map("id", id), map("id", id, "ver", ver));
  }

  private SinkRecord delete(long id) {
    return records.map(map("id", id), null);
  }

  private static void auditRows() {
    DATABASE.execute(
        "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION"
            + " note()");
  }

  private static List<List<String>> seen() {
    return DATABASE.query("SELECT what FROM seen ORDER BY at");
  }

  @Test
  void k5_1_aTriggerThatHoldsVersionsBackSeesEachChange() {
    DATABASE.execute(
        "INSERT INTO t VALUES (1, 3)",
        "CREATE TRIGGER newer BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION newer_only()");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(write(1, 5), write(1, 4));
    }
    assertEquals(List.of(List.of("1", "5")), DATABASE.query("SELECT * FROM t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "v"})
  void k5_aViewIsAsItsTable(String table) {
    auditRows();
    DATABASE.execute("CREATE VIEW v AS SELECT id, ver FROM t");
    try (TaskHarness task =
        TaskHarness.start(DATABASE, "table.name.format", table, "conflict.keys", "id")) {
      task.write(write(1, 1), write(1, 2), write(1, 3));
    }
    assertEquals(
        List.of(List.of("INSERT 1 1"), List.of("UPDATE 1 2"), List.of("UPDATE 1 3")), seen());
  }

  @Test
  void k5_aTriggerOfAPartitionCounts() {
    DATABASE.execute(
        "DROP TABLE t",
        "CREATE TABLE t (id bigint PRIMARY KEY, ver int) PARTITION BY RANGE (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000)",
        "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON t1 FOR EACH ROW EXECUTE FUNCTION"
            + " note()");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(write(1, 1), write(1, 2));
    }
    assertEquals(List.of(List.of("INSERT 1 1"), List.of("UPDATE 1 2")), seen());
  }

  @Test
  void k5_aRuleSeesEachChange() {
    DATABASE.execute(
        "CREATE RULE keep AS ON INSERT TO t DO ALSO INSERT INTO seen (what) VALUES (new.ver)");
    try (TaskHarness task =
        TaskHarness.start(DATABASE, "insert.mode", "insert", "conflict.keys", "none")) {
      task.write(write(1, 1), write(2, 2));
    }
    assertEquals(2, seen().size());
  }

  @Test
  void k5_alwaysFoldsAndNeverDoesNot() {
    auditRows();
    try (TaskHarness task = TaskHarness.start(DATABASE, "fold.changes", "always")) {
      task.write(write(1, 1), write(1, 2));
    }
    assertEquals(List.of(List.of("INSERT 1 2")), seen());
    DATABASE.execute(
        "TRUNCATE t, seen",
        "DROP TRIGGER note ON t",
        "CREATE TRIGGER note AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION note()");
    try (TaskHarness task = TaskHarness.start(DATABASE, "topic.t.fold.changes", "never")) {
      task.write(write(1, 1), write(1, 2));
    }
    assertEquals(List.of(List.of("INSERT 1 1"), List.of("UPDATE 1 2")), seen());
  }

  /** Per key the trigger sees what it would see if every record came alone, whatever the batch. */
  @Test
  void k5_triggersSeeWhatTheyWouldSeeOneByOne() {
    auditRows();
    for (int seed = 1; seed <= 12; seed++) {
      List<SinkRecord> history = history(new Random(seed));
      assertEquals(
          seenOf(history, "batch.size", "1"), seenOf(history), "seed " + seed + ": " + history);
    }
  }

  private List<SinkRecord> history(Random random) {
    List<SinkRecord> history = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      long id = random.nextInt(4);
      history.add(random.nextInt(4) == 0 ? delete(id) : write(id, random.nextInt(9)));
    }
    return history;
  }

  private static Map<String, List<String>> seenOf(List<SinkRecord> history, String... options) {
    DATABASE.execute("TRUNCATE t, seen");
    List<String> all = new ArrayList<>(List.of("delete.mode", "hard"));
    all.addAll(List.of(options));
    try (TaskHarness task = TaskHarness.start(DATABASE, all.toArray(String[]::new))) {
      task.put(history);
      task.flush();
    }
    Map<String, List<String>> byKey = new java.util.TreeMap<>();
    for (List<String> row : seen()) {
      String[] words = row.get(0).split(" ", 3);
      byKey.computeIfAbsent(words[1], key -> new ArrayList<>()).add(row.get(0));
    }
    return byKey;
  }
}

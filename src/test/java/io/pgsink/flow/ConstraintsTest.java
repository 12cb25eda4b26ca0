// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the table refuses goes to the dead letter queue alone, and the rest of its batch is kept.
 */
class ConstraintsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("constraints");
  private static final String MARKER = "s3cret-value";

  private final Records records = new Records("t", 0);

  @BeforeEach
  void dropTables() {
    DATABASE.execute("DROP TABLE IF EXISTS t CASCADE", "DROP TABLE IF EXISTS parent CASCADE");
  }

  private SinkRecord row(long id, Object... namesAndValues) {
    return records.map(map("id", id), map(namesAndValues));
  }

  private static List<List<String>> rows(String columns) {
    return DATABASE.query("SELECT " + columns + " FROM t ORDER BY 1");
  }

  /** The bad one of three rows is reported with its SQLSTATE and without its values. */
  private static void onlyTheSecondIsRefused(
      String sqlState, SinkRecord good, SinkRecord bad, SinkRecord alsoGood, String... options) {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options)) {
      task.write(good, bad, alsoGood);
      assertEquals(List.of(bad), task.errant());
      String message = task.messages().get(0);
      assertTrue(message.contains(sqlState), message);
      assertFalse(message.contains(MARKER), message);
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t WHERE id IN (1, 3)"));
    assertEquals(0, DATABASE.count("SELECT count(*) FROM t WHERE id = 2"));
  }

  @Test
  void b089_aNullInANotNullColumn() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL)");
    onlyTheSecondIsRefused("23502", row(1, "a", "x"), row(2, "a", null), row(3, "a", "y"));
  }

  @Test
  void b090_aCheckThatFails() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text CHECK (length(a) < 3))");
    onlyTheSecondIsRefused("23514", row(1, "a", "x"), row(2, "a", MARKER), row(3, "a", "y"));
  }

  @Test
  void b091_aParentThatIsMissing() {
    DATABASE.execute(
        "CREATE TABLE parent (name text PRIMARY KEY)",
        "INSERT INTO parent VALUES ('p')",
        "CREATE TABLE t (id bigint PRIMARY KEY, a text REFERENCES parent)");
    onlyTheSecondIsRefused(
        "23503",
        row(1, "a", "p"),
        row(2, "a", MARKER),
        row(3, "a", "p"),
        "constraint.wait.ms",
        "0");
  }

  @Test
  void b091_aParentThatADeferredConstraintAsksFor() {
    DATABASE.execute(
        "CREATE TABLE parent (name text PRIMARY KEY)",
        "INSERT INTO parent VALUES ('p')",
        "CREATE TABLE t (id bigint PRIMARY KEY,"
            + " a text REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
    onlyTheSecondIsRefused(
        "23503",
        row(1, "a", "p"),
        row(2, "a", MARKER),
        row(3, "a", "p"),
        "constraint.wait.ms",
        "0");
  }

  @Test
  void b092_anotherUniqueColumn() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text UNIQUE)");
    onlyTheSecondIsRefused(
        "23505",
        row(1, "a", MARKER),
        row(2, "a", MARKER),
        row(3, "a", "y"),
        "constraint.wait.ms",
        "0");
  }

  @Test
  void b093_anExclusionConstraint() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, a int4range, EXCLUDE USING gist (a WITH &&))");
    onlyTheSecondIsRefused(
        "23P01",
        row(1, "a", "[1,5)"),
        row(2, "a", "[4,9)"),
        row(3, "a", "[9,10)"),
        "constraint.wait.ms",
        "0");
  }

  @Test
  void b097_aRowWithoutAPartition() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, a text) PARTITION BY LIST (id)",
        "CREATE TABLE t_odd PARTITION OF t FOR VALUES IN (1, 3)");
    onlyTheSecondIsRefused("23514", row(1, "a", "x"), row(2, "a", MARKER), row(3, "a", "y"));
  }

  @Test
  void b099_valuesOfGeneratedColumnsAreLeftOut() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) STORED)");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(row(1, "a", 4, "b", 99));
      task.write(row(1, "a", 5, "b", 99));
    }
    assertEquals(List.of(List.of("1", "5", "10")), rows("id, a, b"));
  }

  @Test
  void b100_identitiesAreInsertedAndNeverUpdated() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            + " a text, b bigint GENERATED BY DEFAULT AS IDENTITY)");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(row(70, "a", "x", "b", 5L));
      task.write(row(70, "a", "y", "b", 6L));
    }
    assertEquals(List.of(List.of("70", "y", "6")), rows("id, a, b"));
  }

  @Test
  void b101_aNullInTheKeyNeverMakesASecondRow() {
    DATABASE.execute("CREATE TABLE t (id bigint, k text UNIQUE)");
    SinkRecord bad = records.map(map("k", null), map("id", 2));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.map(map("k", "x"), map("id", 1)), bad);
      assertEquals(List.of(bad), task.errant());
    }
    assertEquals(List.of(List.of("1", "x")), rows("id, k"));
  }

  @Test
  void b101_aNullIsAKeyWhereNullsAreNotDistinct() {
    DATABASE.execute("CREATE TABLE t (id bigint, k text UNIQUE NULLS NOT DISTINCT)");
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "hard")) {
      task.write(records.map(map("k", null), map("id", 1)));
      task.write(
          records.map(map("k", null), map("id", 2)), records.map(map("k", null), map("id", 3)));
      assertEquals(List.of(Arrays.asList("3", null)), rows("id, k"));
      task.write(records.next(null, map("k", null), null, null));
    }
    assertEquals(List.of(), rows("id, k"));
  }

  @Test
  void b102_aRowThatAPolicyForbids() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, a text)",
        "DROP ROLE IF EXISTS under_policy",
        "CREATE ROLE under_policy LOGIN PASSWORD 'p'",
        "GRANT ALL ON t TO under_policy",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY short ON t USING (true) WITH CHECK (length(a) < 3)");
    onlyTheSecondIsRefused(
        "42501",
        row(1, "a", "x"),
        row(2, "a", MARKER),
        row(3, "a", "y"),
        "connection.user",
        "under_policy",
        "connection.password",
        "p");
    DATABASE.execute("DROP TABLE t", "DROP ROLE under_policy");
  }

  @Test
  void b103_aTriggerThatRaises() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, a text)",
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'no room for %', NEW.a; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON t FOR EACH ROW WHEN (length(NEW.a) > 3)"
            + " EXECUTE FUNCTION refuse()");
    onlyTheSecondIsRefused("P0001", row(1, "a", "x"), row(2, "a", MARKER), row(3, "a", "y"));
  }

  @Test
  void b104_aTriggerThatDropsARow() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, a text)",
        "CREATE OR REPLACE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER drop_it BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.id = 2)"
            + " EXECUTE FUNCTION drop_it()");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(row(1, "a", "x"), row(2, "a", "y"), row(3, "a", "z"));
      assertEquals(List.of(), task.errant());
    }
    assertEquals(List.of(List.of("1"), List.of("3")), rows("id"));
  }

  @Test
  void b105_aViewNeedsItsKeyNamed() {
    DATABASE.execute(
        "CREATE TABLE parent (id bigint PRIMARY KEY, a text)",
        "CREATE VIEW t AS SELECT id, a FROM parent");
    try {
      try (TaskHarness task = TaskHarness.start(DATABASE)) {
        ConnectException refused =
            assertThrows(ConnectException.class, () -> task.write(row(1, "a", "x")));
        assertTrue(refused.getMessage().contains("conflict.keys"), refused::getMessage);
      }
      try (TaskHarness task = TaskHarness.start(DATABASE, "conflict.keys", "id")) {
        task.write(row(1, "a", "x"), row(1, "a", "y"));
      }
      assertEquals(List.of(List.of("1", "y")), rows("id, a"));
    } finally {
      DATABASE.execute("DROP VIEW t");
    }
  }

  @Test
  void b106_anIndexRowThatIsTooBig() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text)", "CREATE INDEX ON t (a)");
    StringBuilder noise = new StringBuilder(MARKER);
    Random random = new Random(1);
    while (noise.length() < 20_000) {
      noise.append((char) (' ' + random.nextInt(90)));
    }
    onlyTheSecondIsRefused(
        "54000", row(1, "a", "x"), row(2, "a", noise.toString()), row(3, "a", "y"));
  }

  @Test
  void b108_tenThousandRowsOfSixtyColumnsAreOneBatch() {
    StringBuilder columns = new StringBuilder("CREATE TABLE t (id bigint PRIMARY KEY");
    Object[] values = new Object[118];
    for (int i = 0; i < 59; i++) {
      columns.append(", c").append(i).append(" int");
      values[2 * i] = "c" + i;
      values[2 * i + 1] = i;
    }
    DATABASE.execute(columns.append(')').toString());
    SinkRecord[] poll = new SinkRecord[10_000];
    for (int i = 0; i < poll.length; i++) {
      poll[i] = row(i, values);
    }
    try (TaskHarness task =
        TaskHarness.start(DATABASE, "batch.size", "10000", "batch.bytes", "1000000000")) {
      task.write(poll);
    }
    assertEquals(10_000, DATABASE.count("SELECT count(*) FROM t WHERE c58 = 58"));
    assertEquals(1, DATABASE.count("SELECT count(DISTINCT xmin::text) FROM t"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** K6: states that aren't in the table, that functions raise, and that mean more than one thing. */
class UnknownErrorsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("unknown");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, pgsink_offsets",
        "DROP FUNCTION IF EXISTS refuse",
        "CREATE TABLE t (id bigint PRIMARY KEY, v text)");
  }

  private static void trigger(String when, String body) {
    DATABASE.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN " + body + " END$$",
        "CREATE TRIGGER refuse " + when + " EXECUTE FUNCTION refuse()");
  }

  private SinkRecord upsert(long id, String value) {
    return records.struct(row("id", id), row("v", value));
  }

  private static List<List<String>> stored() {
    return DATABASE.query("SELECT id FROM t ORDER BY 1");
  }

  /** K6.1 */
  @ParameterizedTest
  @CsvSource({
    "45000, at_least_once",
    "50001, at_least_once",
    "38001, at_least_once",
    "39000, at_least_once",
    "0L000, at_least_once",
    "XX001, at_least_once",
    "P0001, at_least_once",
    "42P01, at_least_once",
    "28P01, at_least_once",
    "57P01, at_least_once",
    "08006, at_least_once",
    "25P04, at_least_once",
    "45000, exactly_once",
    "57P01, exactly_once"
  })
  void whatATriggerRaisesForOneRowIsThatRowsFault(String state, String guarantee) {
    trigger(
        "BEFORE INSERT OR UPDATE ON t FOR EACH ROW",
        "IF NEW.v = 'bad' THEN RAISE EXCEPTION 'no % here', NEW.id USING ERRCODE = '%s'; END IF; RETURN NEW;"
            .replace("%s", state));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "delivery.guarantee", guarantee)) {
      task.open(new TopicPartition("t", 0));
      task.write(upsert(1, "a"), upsert(2, "bad"), upsert(3, "c"));
      assertEquals(1, task.errant().size());
      String message = task.messages().get(0);
      assertTrue(message.contains("t-0-1"), message);
      assertTrue(message.contains("column \"v\""), message);
      assertTrue(message.contains(state), message);
      assertFalse(message.contains("no 2 here"), message);
      task.write(upsert(4, "bad"));
      assertEquals(2, task.errant().size(), "alone in its batch, too");
      task.write(upsert(1, "bad"));
      assertEquals(3, task.errant().size(), "and where the row is there");
      assertTrue(task.messages().get(2).contains("column \"v\""), task.messages().get(2));
    }
    assertEquals(List.of(List.of("1"), List.of("3")), stored());
  }

  /** K6.1: what fails for every row is the database's. */
  @ParameterizedTest
  @ValueSource(strings = {"45000", "50001", "42P01"})
  void whatATriggerRaisesForEveryRowFailsTheTask(String state) {
    trigger(
        "BEFORE INSERT ON t FOR EACH ROW",
        "RAISE EXCEPTION 'never' USING ERRCODE = '%s';".formatted(state));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      ConnectException failure =
          assertThrows(ConnectException.class, () -> task.write(upsert(1, "a"), upsert(2, "b")));
      assertTrue(failure.getMessage().contains(state), failure.getMessage());
      assertTrue(failure.getMessage().contains("trigger"), failure.getMessage());
      assertEquals(List.of(), task.errant());
    }
  }

  /** K6: a log table of an AFTER trigger is gone. */
  @Test
  void aBrokenTriggerIsNobodysRecord() {
    trigger("AFTER INSERT ON t FOR EACH ROW", "INSERT INTO nowhere VALUES (NEW.id); RETURN NULL;");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      assertThrows(ConnectException.class, () -> task.write(upsert(1, "a"), upsert(2, "b")));
      assertEquals(List.of(), task.errant());
    }
  }

  /** K6: a trigger for each statement has no row to refuse. */
  @Test
  void aStatementTriggerThatAlwaysFailsMakesNoDeadLetters() {
    trigger("BEFORE INSERT ON t FOR EACH STATEMENT", "PERFORM 1 / 0; RETURN NULL;");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      ConnectException failure =
          assertThrows(ConnectException.class, () -> task.write(upsert(1, "a"), upsert(2, "b")));
      assertTrue(failure.getMessage().contains("22012"), failure.getMessage());
      assertEquals(List.of(), task.errant());
    }
  }

  /** S3.4: conversions that raise states of class 42, 0A and others. */
  @ParameterizedTest
  @CsvSource({"regclass, nowhere", "regtype, nothing", "regproc, nothing", "regclass, a.b.c.d"})
  void aTextWhoseConversionNamesAnObjectIsTheRecordsFault(String type, String text) {
    DATABASE.execute("ALTER TABLE t ADD r " + type);
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.struct(row("id", 1L), row("v", "a", "r", text)));
      assertEquals(1, task.errant().size());
      assertTrue(task.messages().get(0).contains("column \"r\""), task.messages().get(0));
      task.write(
          records.struct(row("id", 2L), row("v", "a", "r", text)),
          records.struct(row("id", 3L), row("v", "a", "r", text)));
      assertEquals(3, task.errant().size());
      task.write(upsert(4, "good"));
    }
    assertEquals(List.of(List.of("4")), stored());
  }

  /** K6.3 */
  @Test
  void aStatementAboveALimitIsHalvedUntilItPasses() {
    trigger(
        "AFTER INSERT ON t REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
        "IF (SELECT count(*) > 10 FROM fresh) THEN RAISE EXCEPTION 'too many'"
            + " USING ERRCODE = '53400'; END IF; RETURN NULL;");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "linger.ms", "100")) {
      SinkRecord[] poll = new SinkRecord[100];
      for (int i = 0; i < poll.length; i++) {
        poll[i] = upsert(i, "x");
      }
      task.write(poll);
      assertEquals(List.of(), task.errant());
    }
    assertEquals(100, stored().size());
  }

  /** K6.3 */
  @Test
  void aSingleRowAboveALimitNamesTheSetting() {
    trigger("BEFORE INSERT ON t FOR EACH ROW", "RAISE EXCEPTION 'x' USING ERRCODE = '53400';");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      ConnectException failure =
          assertThrows(ConnectException.class, () -> task.write(upsert(1, "a"), upsert(2, "b")));
      assertTrue(failure.getMessage().contains("timescaledb.max_tuples"), failure.getMessage());
    }
  }
}

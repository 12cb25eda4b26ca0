// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** K7.5: a batch is written in halves, and the answers to their commits get lost. */
class LostHalvesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("losthalves");

  private final Records first = new Records("t", 0);
  private final Records second = new Records("t", 1);

  @BeforeEach
  void makeSlowTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, pgsink_offsets",
        "CREATE TABLE t (p int, o bigint, id bigint)",
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END$$",
        "CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION slow()");
  }

  @AfterEach
  void setLimitsBack() {
    DATABASE.execute("ALTER DATABASE \"%s\" RESET ALL".formatted(DATABASE.name()));
  }

  private static void limit(String setting) {
    DATABASE.execute("ALTER DATABASE \"%s\" SET %s = '300ms'".formatted(DATABASE.name(), setting));
  }

  /** The first answers get lost, of early halves, or some in the middle of the late ones. */
  @ParameterizedTest
  @CsvSource({
    "statement_timeout, 0, 1",
    "statement_timeout, 30, 2",
    "statement_timeout, 70, 1",
    "transaction_timeout, 0, 9",
    "transaction_timeout, 30, 1",
    "transaction_timeout, 70, 2"
  })
  void halvesWhoseAnswersGetLostAreStoredOnce(String setting, int stored, int answers) {
    try (FaultProxy proxy = new FaultProxy(DATABASE.host(), DATABASE.port())) {
      TestDatabase through =
          new TestDatabase(
              "localhost", proxy.port(), DATABASE.name(), DATABASE.user(), DATABASE.password());
      limit(setting);
      try (TaskHarness task =
          TaskHarness.startTolerant(
              through,
              "name",
              "halves",
              "delivery.guarantee",
              "exactly_once",
              "insert.mode",
              "insert",
              "linger.ms",
              "60000",
              "metadata.columns",
              "partition:p, offset:o")) {
        task.open(new TopicPartition("t", 0), new TopicPartition("t", 1));
        // all of one partition before all of the other: one half may hold a partition whole
        task.put(next(first, 60));
        task.put(next(second, 40));
        Await.until(
            "some are stored",
            () -> {
              task.preCommit();
              return DATABASE.count("SELECT count(*) FROM t") >= stored;
            });
        proxy.cutAnswers(answers);
        task.flush();
        assertEquals(List.of(), task.messages());
      }
    }
    assertEquals(100, DATABASE.count("SELECT count(*) FROM t"));
    assertEquals(100, DATABASE.count("SELECT count(*) FROM (SELECT DISTINCT p, o FROM t) x"));
    assertEquals(
        List.of(List.of("0", "60"), List.of("1", "40")),
        DATABASE.query("SELECT partition, next_offset FROM pgsink_offsets ORDER BY 1"));
    assertTrue(DATABASE.count("SELECT max(epoch) FROM pgsink_offsets") > 1_000, "it was asked");
  }

  private static List<SinkRecord> next(Records of, int count) {
    List<SinkRecord> poll = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      poll.add(of.struct(Records.row("id", of.offset()), Records.row("id", of.offset())));
    }
    return poll;
  }
}

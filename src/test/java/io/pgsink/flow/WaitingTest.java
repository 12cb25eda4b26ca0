// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a constraint refuses waits for what makes room for it, and everything else goes on. */
class WaitingTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("waiting");
  private static final TopicPartition P = new TopicPartition("p", 0);
  private static final TopicPartition C = new TopicPartition("c", 0);

  private final Records parents = new Records("p", 0);
  private final Records children = new Records("c", 0);

  @BeforeEach
  @AfterEach
  void makeTables() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS p, c, pgsink_offsets CASCADE",
        "CREATE TABLE p (id bigint PRIMARY KEY, v text)",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES p, u text UNIQUE)");
  }

  private SinkRecord parent(long id) {
    return parents.map(map("id", id), map("v", "p" + id));
  }

  private SinkRecord child(long id, long parent) {
    return children.map(map("id", id), map("parent_id", parent));
  }

  private SinkRecord unique(long id, String value) {
    return children.map(map("id", id), map("u", value));
  }

  private static SinkRecord gone(Records topic, long id) {
    return topic.next(null, map("id", id), null, null);
  }

  private static TaskHarness start(String guarantee, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "name",
                "waits",
                "topics",
                "p,c",
                "delete.mode",
                "hard",
                "delivery.guarantee",
                guarantee));
    all.addAll(List.of(options));
    TaskHarness task = TaskHarness.startTolerant(DATABASE, all.toArray(String[]::new));
    task.open(P, C);
    return task;
  }

  private static long count(String table) {
    return DATABASE.count("SELECT count(*) FROM " + table);
  }

  /** Polls without records until something holds. */
  private static void until(
      TaskHarness task, String what, java.util.function.BooleanSupplier done) {
    Await.until(
        what,
        () -> {
          task.put(List.of());
          task.preCommit();
          return done.getAsBoolean();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void k41_parentsComePollsLater(String guarantee) {
    try (TaskHarness task = start(guarantee)) {
      task.put(child(1, 1), child(2, 2), child(3, 3));
      until(task, "the children were tried", () -> waiting() == 3);
      task.put(parent(9));
      until(task, "another row is stored", () -> count("p") == 1);
      assertEquals(new OffsetAndMetadata(0), task.preCommit().get(C));
      assertEquals(new OffsetAndMetadata(1), task.preCommit().get(P));
      task.write(parent(1), parent(2), parent(3));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(3, count("c"));
  }

  private static long waiting() {
    return (long) metric("waiting-rows");
  }

  private static double metric(String name) {
    return TaskHarness.metric("waits", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void k41_parentsComeFromSomebodyElse(String guarantee) {
    try (TaskHarness task = start(guarantee)) {
      task.put(child(1, 1), child(2, 2));
      until(task, "the children were tried", () -> waiting() == 2);
      DATABASE.execute("INSERT INTO p VALUES (1), (2)");
      task.flush();
      assertEquals(List.of(), task.messages());
      assertEquals(2, metric("waiting-released-total"));
      assertEquals(0, metric("waiting-rows"));
    }
    assertEquals(2, count("c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void anOrphanForEverIsOneDeadLetterWhileTheRestFlows(String guarantee) {
    try (TaskHarness task = start(guarantee, "constraint.wait.ms", "1500")) {
      SinkRecord orphan = child(1, 99);
      task.put(parent(1), orphan, child(2, 1));
      task.put(child(3, 1), parent(2));
      until(task, "the parents are stored", () -> count("p") == 2);
      assertEquals(List.of(), task.messages(), "nothing is bad yet");
      task.flush();
      assertEquals(List.of(orphan), task.errant());
      String message = task.messages().get(0);
      assertTrue(message.contains("23503") && message.contains("c_parent_id_fkey"), message);
      assertEquals(1, metric("waiting-given-up-total"));
    }
    assertEquals(2, count("c"));
  }

  @Test
  void laterChangesOfAWaitingRowStayBehindIt() {
    try (TaskHarness task = start("at_least_once")) {
      task.put(child(1, 1));
      until(task, "the child was tried", () -> waiting() == 1);
      task.put(gone(children, 1), child(2, 2));
      until(task, "three changes wait", () -> waiting() == 3);
      task.put(child(1, 2));
      task.write(parent(2), parent(1));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(
        List.of(List.of("1", "2"), List.of("2", "2")),
        DATABASE.query("SELECT id, parent_id FROM c ORDER BY 1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aDeleteOfAParentWaitsForItsChildren(String guarantee) {
    DATABASE.execute("INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (1, 1), (2, 2)");
    try (TaskHarness task = start(guarantee)) {
      task.put(gone(parents, 1), gone(parents, 2));
      until(task, "the deletes were tried", () -> waiting() == 2);
      task.write(gone(children, 2), gone(children, 1));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(0, count("p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aUniqueValueIsWaitedFor(String guarantee) {
    DATABASE.execute("INSERT INTO c VALUES (1, null, 'x')");
    try (TaskHarness task = start(guarantee)) {
      if (guarantee.equals("exactly_once")) {
        // behind it in its partition nothing could be stored, so the value comes from elsewhere
        task.put(unique(2, "x"));
        until(task, "it was tried", () -> waiting() == 1);
        DATABASE.execute("UPDATE c SET u = null WHERE id = 1");
        task.flush();
      } else {
        task.put(unique(2, "x"));
        until(task, "it was tried", () -> waiting() == 1);
        task.write(unique(1, "y"));
      }
      assertEquals(List.of(), task.messages());
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM c WHERE id = 2 AND u = 'x'"));
  }

  @Test
  void exactlyOnceTheLaterParentOfOnePartitionHelps() {
    Records both = new Records("p", 0);
    try (TaskHarness task =
        start("exactly_once", "table.name.format", "${header.t}", "conflict.keys", "id")) {
      task.put(to("c", both.map(map("id", 1L), map("parent_id", 1L))));
      until(task, "the child was tried", () -> waiting() == 1);
      task.write(to("p", both.map(map("id", 1L), map("v", "a"))));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(1, count("c"));
  }

  private static SinkRecord to(String table, SinkRecord record) {
    record.headers().addString("t", table);
    return record;
  }

  @Test
  void k42_oneBadValueLeavesTheOthersGood() {
    DATABASE.execute(
        "DROP TABLE c",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES c"
            + " DEFERRABLE INITIALLY DEFERRED, u varchar(5))");
    List<SinkRecord> batch = new ArrayList<>();
    for (long id = 40; id > 1; id--) {
      batch.add(child(id, id - 1));
    }
    batch.add(children.map(map("id", 1L), map("parent_id", null)));
    SinkRecord bad = unique(99, "too long");
    batch.add(20, bad);
    try (TaskHarness task = start("at_least_once", "linger.ms", "50")) {
      task.write(batch.toArray(SinkRecord[]::new));
      assertEquals(List.of(bad), task.errant());
    }
    assertEquals(40, count("c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void whatWaitsIsReadAgainByTheNextOwner(String guarantee) {
    SinkRecord orphan = child(1, 1);
    try (TaskHarness task = start(guarantee)) {
      task.put(orphan);
      until(task, "it was tried", () -> waiting() == 1);
      task.revoke(C);
      task.put(parent(1));
      until(task, "the parent is stored", () -> count("p") == 1);
      assertEquals(0, count("c"), "its partition belongs to somebody else");
    }
    try (TaskHarness next = start(guarantee)) {
      next.write(orphan);
    }
    assertEquals(1, count("c"));
  }

  @Test
  void zeroMeansNotAtAll() {
    try (TaskHarness task = start("at_least_once", "constraint.wait.ms", "0")) {
      SinkRecord orphan = child(1, 1);
      task.write(orphan, child(2, 2), parent(2));
      assertEquals(List.of(orphan), task.errant());
    }
    assertEquals(1, count("c"));
  }

  @Test
  void insertsThatWaitAreStoredOnce() {
    DATABASE.execute(
        "DROP TABLE c", "CREATE TABLE c (id bigint, parent_id bigint REFERENCES p, u text)");
    try (TaskHarness task =
        start(
            "at_least_once",
            "insert.mode",
            "insert",
            "conflict.keys",
            "none",
            "delete.mode",
            "none")) {
      task.put(child(1, 1), child(1, 1), child(2, 2));
      until(task, "they were tried", () -> waiting() == 3);
      task.write(parents.map(null, map("id", 1L)), parents.map(null, map("id", 2L)));
      assertEquals(List.of(), task.messages());
      assertFalse(task.preCommit().isEmpty());
    }
    assertEquals(3, count("c"));
  }

  @Test
  void aKeyOfItsOwnIsNotWaitedFor() {
    try (TaskHarness task = start("at_least_once", "topic.c.insert.mode", "insert")) {
      SinkRecord twice = unique(1, "b");
      task.write(unique(1, "a"), twice);
      assertEquals(List.of(twice), task.errant());
    }
  }

  @Test
  void aTruncateEndsTheWaitOfWhatCameBefore() {
    try (TaskHarness task = start("at_least_once", "truncate.enabled", "true")) {
      task.put(child(1, 1));
      until(task, "it was tried", () -> waiting() == 1);
      task.write(
          children.map(
              null, map("before", null, "after", null, "op", "t", "source", map("db", "x"))));
      task.write(parent(1));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(0, count("c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aTruncateEndsTheWaitAlsoInBadCompany(String guarantee) {
    DATABASE.execute("ALTER TABLE p ADD CHECK (v <> 'bad')");
    try (TaskHarness task = start(guarantee, "truncate.enabled", "true")) {
      SinkRecord parent = parent(5);
      SinkRecord bad = parents.map(map("id", 6L), map("v", "bad"));
      task.write(
          child(5, 5),
          children.map(
              null, map("before", null, "after", null, "op", "t", "source", map("db", "x"))),
          child(7, 5),
          parent,
          bad);
      assertEquals(List.of(bad), task.errant());
    }
    assertEquals(List.of(List.of("7")), DATABASE.query("SELECT id FROM c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void theSecondHalfOfABatchWaitsBehindTheFirst(String guarantee) {
    DATABASE.execute(
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_sleep(0.1); RETURN new; END'",
        "CREATE TRIGGER slow BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION slow()",
        "INSERT INTO p VALUES (2)");
    try (TaskHarness task = start(guarantee, "statement.timeout.ms", "350")) {
      task.put(child(1, 1), child(3, 2), child(4, 2), child(1, 2), child(5, 2), child(6, 2));
      until(task, "the first child waits", () -> waiting() > 0);
      if (guarantee.equals("at_least_once")) {
        until(task, "the second half is stored", () -> count("c WHERE id > 4") == 2);
      }
      DATABASE.execute("INSERT INTO p VALUES (1)");
      task.flush();
      assertEquals(List.of(), task.messages());
    }
    assertEquals(2, DATABASE.count("SELECT parent_id FROM c WHERE id = 1"));
    assertEquals(5, count("c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "300"})
  void aGoodChangeInFrontOfAnOrphanOfItsRowIsStored(String wait) {
    DATABASE.execute("INSERT INTO p VALUES (1)");
    try (TaskHarness task = start("at_least_once", "constraint.wait.ms", wait)) {
      SinkRecord orphan = child(1, 99);
      task.write(child(2, 1), child(1, 1), orphan, child(3, 1));
      assertEquals(List.of(orphan), task.errant());
    }
    assertEquals(3, count("c"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.relations;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.CapturedLog;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More waits than should: what fills the room is paused, but never what everything waits for. */
class CrowdedTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("crowded");
  private static final TopicPartition P = new TopicPartition("p", 0);
  private static final TopicPartition C = new TopicPartition("c", 0);
  private static final int ROWS = 200;

  private final Records parents = new Records("p", 0);
  private final Records children = new Records("c", 0);

  @BeforeEach
  @AfterEach
  void makeTables() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS p, c, pgsink_offsets CASCADE",
        "CREATE TABLE p (id bigint PRIMARY KEY, v text)",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint REFERENCES p, v text)");
  }

  private static TaskHarness start(String guarantee, String... options) {
    List<String> all = new ArrayList<>(List.of("topics", "p,c", "batch.bytes", "2048"));
    all.addAll(List.of("delivery.guarantee", guarantee));
    all.addAll(List.of(options));
    return TaskHarness.startTolerant(DATABASE, all.toArray(String[]::new));
  }

  private static void untilPaused(TaskHarness task, Set<TopicPartition> wanted) {
    Await.until(
        wanted + " are paused",
        () -> {
          task.put(List.of());
          return task.paused().equals(wanted);
        });
  }

  private static long children() {
    return DATABASE.count("SELECT count(*) FROM c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void whatFillsTheRoomIsPausedAndTheParentsGoOn(String guarantee) {
    try (TaskHarness task = start(guarantee);
        CapturedLog log = new CapturedLog()) {
      task.open(P, C);
      for (long id = 0; id < ROWS; id++) {
        task.put(children.map(map("id", id), map("parent_id", id)));
      }
      untilPaused(task, Set.of(C));
      Await.until("it is said", () -> !log.lines("more than batch.bytes").isEmpty());
      String warning = log.lines("more than batch.bytes").get(0);
      assertTrue(warning.contains("c_parent_id_fkey"), warning);
      for (long id = 0; id < ROWS; id++) {
        task.put(parents.map(map("id", id), map("v", "p")));
      }
      task.flush();
      untilPaused(task, Set.of());
      assertEquals(List.of(), task.messages());
    }
    assertEquals(ROWS, children());
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void theOnlyPartitionIsNeverPaused(String guarantee) {
    Records both = new Records("c", 0);
    try (TaskHarness task = start(guarantee, "table.name.format", "${header.t}")) {
      task.open(C);
      for (long id = 0; id < ROWS; id++) {
        task.put(to("c", both.map(map("id", id), map("parent_id", id))));
        assertEquals(Set.of(), task.paused(), "what helps comes behind it");
      }
      for (long id = 0; id < ROWS; id++) {
        task.put(to("p", both.map(map("id", id), map("v", "p"))));
        assertEquals(Set.of(), task.paused(), "what helps comes behind it");
      }
      task.flush();
      assertEquals(List.of(), task.messages());
    }
    assertEquals(ROWS, children());
  }

  @Test
  void memoryIsBoundedAllTheSame() {
    String large = "x".repeat(4 << 20);
    try (TaskHarness task = start("at_least_once");
        CapturedLog log = new CapturedLog()) {
      task.open(C);
      List<SinkRecord> orphans = new ArrayList<>();
      while (task.paused().isEmpty()) {
        long id = orphans.size();
        assertTrue(id < 40, "64 MiB may wait");
        SinkRecord orphan = children.map(map("id", id), map("parent_id", id, "v", large));
        orphans.add(orphan);
        task.put(orphan);
        Await.until(
            "it was tried",
            () -> {
              task.put(List.of());
              return TaskHarness.metric("waiting-rows") == orphans.size();
            });
      }
      assertEquals(16, orphans.size());
      Await.until("it is said", () -> !log.lines("and no more may").isEmpty());
      DATABASE.execute("INSERT INTO p SELECT generate_series(0, 15)");
      task.flush();
      untilPaused(task, Set.of());
      assertEquals(List.of(), task.messages());
    }
  }

  private static SinkRecord to(String table, SinkRecord record) {
    record.headers().addString("t", table);
    return record;
  }
}

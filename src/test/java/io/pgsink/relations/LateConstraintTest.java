// SPDX-License-Identifier: Apache-2.0
package io.pgsink.relations;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A constraint that is added while the task runs binds the lanes from the next table on. */
class LateConstraintTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("late");
  private static final int ROWS = 200;

  private final Records parents = new Records("p", 0);
  private final Records children = new Records("c", 0);

  @BeforeEach
  void makeTables() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS p, c CASCADE",
        "CREATE TABLE p (id bigint PRIMARY KEY, v text)",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent_id bigint, u text)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE c ADD FOREIGN KEY (parent_id) REFERENCES p",
        "CREATE UNIQUE INDEX ON c (u)",
        "ALTER TABLE c ADD EXCLUDE USING btree (u WITH =)"
      })
  void bindsTheLanesFromThenOn(String constraint) {
    try (TaskHarness task =
        TaskHarness.startTolerant(
            DATABASE, "topics", "p,c", "writers", "4", "linger.ms", "50", "batch.size", "10000")) {
      task.open(new TopicPartition("p", 0), new TopicPartition("c", 0));
      task.write(rows(0));
      assertTrue(transactions(0) > 1, "nothing binds the rows yet");
      DATABASE.execute(constraint);
      task.write(rows(ROWS));
      task.write(rows(2 * ROWS));
      assertEquals(1, transactions(2 * ROWS), "one lane writes them all");
      assertEquals(List.of(), task.messages());
    }
  }

  private SinkRecord[] rows(long from) {
    List<SinkRecord> rows = new ArrayList<>();
    for (long id = from; id < from + ROWS; id++) {
      rows.add(children.map(map("id", id), map("parent_id", id, "u", "u" + id)));
    }
    for (long id = from; id < from + ROWS; id++) {
      rows.add(parents.map(map("id", id), map("v", "p")));
    }
    return rows.toArray(SinkRecord[]::new);
  }

  private static long transactions(long from) {
    return DATABASE.count(
        "SELECT count(DISTINCT xmin::text) FROM c WHERE id BETWEEN "
            + from
            + " AND "
            + (from + ROWS - 1));
  }
}

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
import java.util.TreeSet;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is larger than its column declares is a dead letter whatever comes with it: case K18. */
class DeclaredSizesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("sizes");

  private static final List<Map<String, Object>> LARGE =
      List.of(
          map("n", 1000),
          map("n", "999.95"),
          map("n", 1e300),
          map("n", "Infinity"),
          map("v", "abcd"),
          map("v", 12345),
          map("v", List.of(1, 2)),
          map("m", "92233720368547758.08"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert.mode=upsert",
        "insert.mode=ignore",
        "update.columns=w",
        "update.rules=n:keep,v:keep,m:keep",
        "update.when=newer:ver"
      })
  void k18_batchesFindTheSameBadRecords(String option) {
    assertEquals(outcome(option, "batch.size", "1"), outcome(option, "batch.size", "5000"));
  }

  private static String outcome(String option, String... more) {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id int PRIMARY KEY, n numeric(4,1), v varchar(3), m money, w text, ver"
            + " int)");
    List<String> options = new ArrayList<>(List.of(option.split("=", 2)));
    options.addAll(List.of(more));
    Records records = new Records("t", 0);
    List<SinkRecord> poll = new ArrayList<>();
    for (int id = 0; id < LARGE.size(); id++) {
      Map<String, Object> large = row(id, 1);
      large.putAll(LARGE.get(id));
      poll.add(records.map(map("id", id), row(id, 2)));
      poll.add(records.map(map("id", id), large));
      poll.add(records.map(map("id", id), row(id, 3)));
    }
    TreeSet<Long> letters = new TreeSet<>();
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options.toArray(String[]::new))) {
      task.put(poll);
      task.flush();
      task.errant().forEach(record -> letters.add(record.kafkaOffset()));
    }
    assertEquals(LARGE.size(), letters.size(), letters::toString);
    return letters + " " + DATABASE.query("SELECT * FROM t ORDER BY id");
  }

  private static Map<String, Object> row(int id, int version) {
    return map("id", id, "n", version, "v", "v" + version, "m", "1.5", "w", "w", "ver", version);
  }
}

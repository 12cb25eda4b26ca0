// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** S7: a dead letter or a status is one line of bounded length, whatever a record is called. */
class HostileTextsTest {
  private static final String FORGED = "x\n2026-01-01 ERROR forged\u001b[31m\u202e\u2028";

  private final TestDatabase database = TestPostgres.shared().createDatabase("hostile_texts");

  @Test
  void namesOfFieldsAndHeadersDontBreakTheLine() {
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
    try (TaskHarness task =
        TaskHarness.startTolerant(database, "table.name.format", "${header.table}")) {
      task.open(new TopicPartition("t", 0));
      Records records = new Records("t", 0);
      task.put(named(records, "t", Map.of("id", 1, FORGED, 2)));
      task.put(named(records, "t", Map.of("id", 1, "f".repeat(500_000), 2)));
      Map<String, Object> many = new HashMap<>(Map.of("id", 1));
      for (int i = 0; i < 5_000; i++) {
        many.put("field number " + i, i);
      }
      task.put(named(records, "t", many));
      try {
        task.put(named(records, FORGED, Map.of("id", 1)));
        task.flush();
      } catch (ConnectException stopped) {
        check(stopped.getMessage());
      }
      assertTrue(task.messages().size() >= 3, task.messages()::toString);
      task.messages().forEach(HostileTextsTest::check);
    }
  }

  private static SinkRecord named(Records records, String table, Map<String, Object> value) {
    SinkRecord record = records.map(null, value);
    record.headers().addString("table", table);
    return record;
  }

  private static void check(String message) {
    assertTrue(message.length() <= 4_000, () -> message.length() + " characters");
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    assertTrue(message.indexOf('\u202e') < 0 && message.indexOf('\u2028') < 0, message);
  }
}

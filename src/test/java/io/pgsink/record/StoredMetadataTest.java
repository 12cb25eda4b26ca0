// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.rig.Records.map;
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
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coordinates, keys and headers in columns of a real table. */
class StoredMetadataTest {
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("metadata_columns");

  private final Records records = new Records("t", 3);

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id bigint PRIMARY KEY, topic text, part int, off bigint, at timestamptz,"
            + " k jsonb, trace text, n int)");
  }

  private static TaskHarness task(String columns) {
    return TaskHarness.start(DATABASE, "metadata.columns", columns);
  }

  private static String rows() {
    return DATABASE.value("SELECT string_agg(t::text, ' ' ORDER BY id) FROM t");
  }

  private SinkRecord record(long id) {
    return records.struct(row("id", id), row("id", id));
  }

  @Test
  void aRowTellsWhereItsRecordWas() {
    try (TaskHarness task = task("topic:topic,partition:part,offset:off,timestamp:at")) {
      records.skip(41);
      task.write(record(1));
    }
    assertEquals("(1,t,3,41,\"2023-11-14 22:13:20+00\",,,)", rows());
  }

  @Test
  void theCoordinatesAreThoseOfTheLastRecordOfTheKey() {
    try (TaskHarness task = task("offset:off")) {
      task.write(record(1), record(2), record(1));
      task.write(record(2));
    }
    assertEquals("(1,,,2,,,,) (2,,,3,,,,)", rows());
  }

  @Test
  void aKeyIsADocumentOrAScalarWhateverItsShape() {
    try (TaskHarness task = task("key:k")) {
      task.write(
          record(1),
          records.map(map("id", 2L, "x", "y"), map("id", 2L)),
          records.next(null, null, row("id", 3L).schema(), row("id", 3L)));
    }
    assertEquals(
        "(1,,,,,\"{\"\"id\"\": 1}\",,) (2,,,,,\"{\"\"x\"\": \"\"y\"\", \"\"id\"\": 2}\",,)"
            + " (3,,,,,,,)",
        rows());
    DATABASE.execute("ALTER TABLE t ALTER k TYPE text");
    try (TaskHarness task = task("key:k")) {
      task.write(records.next(Schema.INT64_SCHEMA, 4L, row("id", 4L).schema(), row("id", 4L)));
    }
    assertEquals("4", DATABASE.value("SELECT k FROM t WHERE id = 4"));
  }

  @Test
  void theLastHeaderOfANameCountsAndAMissingOneIsNull() {
    SinkRecord traced = record(1);
    traced.headers().addString("trace", "first").addString("trace", "last");
    SinkRecord number = record(2);
    number.headers().addLong("trace", 5L);
    SinkRecord none = record(3);
    try (TaskHarness task = task("header.trace:trace")) {
      task.write(traced, number, none);
    }
    assertEquals("(1,,,,,,last,) (2,,,,,,5,) (3,,,,,,,)", rows());
  }

  @Test
  void aHeaderThatDoesNotFitItsColumnIsADeadLetterThatNamesTheColumn() {
    SinkRecord good = record(1);
    good.headers().addInt("n", 5);
    SinkRecord text = record(2);
    text.headers().addString("n", "6");
    SinkRecord bad = record(3);
    bad.headers().addString("n", "SECRET");
    SinkRecord list = record(4);
    list.headers().addList("n", List.of(1), SchemaBuilder.array(Schema.INT32_SCHEMA).build());
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "metadata.columns", "header.n:n")) {
      task.write(good, text, bad, list);
      assertEquals(Set.of(bad, list), Set.copyOf(task.errant()));
      for (String message : task.messages()) {
        assertTrue(message.contains("\"n\""), message);
        assertFalse(message.contains("SECRET"), message);
      }
    }
    assertEquals("(1,,,,,,,5) (2,,,,,,,6)", rows());
  }

  @Test
  void aColumnThatTheTableLacksFailsTheTask() {
    try (TaskHarness task =
        TaskHarness.startTolerant(DATABASE, "metadata.columns", "offset:missing")) {
      ConnectException failure = assertThrows(ConnectException.class, () -> task.write(record(1)));
      assertTrue(failure.getMessage().contains("metadata.columns"), failure.getMessage());
      assertEquals(List.of(), task.errant());
    }
  }

  @Test
  void theColumnsAreMadeWhereTheTableIs() {
    DATABASE.execute("DROP TABLE t");
    SinkRecord record = record(1);
    record.headers().addLong("n", 7L);
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE,
            "auto.create",
            "true",
            "metadata.columns",
            "topic:topic,partition:part,offset:off,timestamp:at,header.n:n")) {
      task.write(record);
    }
    assertEquals("(1,t,3,0,\"2023-11-14 22:13:20+00\",7)", rows());
  }
}

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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Records of every shape, good and bad: a bad one is a dead letter of its own, its neighbours are
 * stored, and without a dead letter queue it fails the task with its place and without its value.
 */
class RecordShapesTest {
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("record_shapes");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTable() {
    table("id bigint PRIMARY KEY, name text");
  }

  private static void table(String columns) {
    DATABASE.execute("DROP TABLE IF EXISTS t", "CREATE TABLE t (" + columns + ")");
  }

  private static String rows() {
    return DATABASE.value("SELECT coalesce(string_agg(t::text, ' ' ORDER BY t), '') FROM t");
  }

  /** Stores good records on both sides of a bad one, which must be reported alone. */
  private void assertDeadLetter(String words, SinkRecord bad, String... options) {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options)) {
      task.write(good(1_001), bad, good(1_002));
      assertEquals(List.of(bad), task.errant());
      assertMessage(words, bad, task.messages().get(0));
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t WHERE id > 1000"));
    try (TaskHarness task = TaskHarness.start(DATABASE, options)) {
      ConnectException failure = assertThrows(ConnectException.class, () -> task.write(bad));
      assertMessage(words, bad, failure.getMessage());
    }
  }

  private static void assertMessage(String words, SinkRecord bad, String message) {
    assertTrue(message.contains("t-0-" + bad.kafkaOffset()), message);
    assertTrue(message.contains(words), message);
    assertFalse(message.contains("SECRET"), message);
  }

  private SinkRecord good(long id) {
    return records.struct(row("id", id), row("id", id));
  }

  private SinkRecord keyless(Struct value) {
    return records.next(null, null, value.schema(), value);
  }

  @Test
  void b001ARecordWithoutItsKeyIsRefused() {
    assertDeadLetter("\"id\"", keyless(row("name", "SECRET")));
  }

  @Test
  void b002ANullInACompositeKeyIsRefused() {
    table("id bigint, part text, name text, PRIMARY KEY (id, part)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      SinkRecord bad = records.struct(row("id", 2L, "part", (Object) null), row("name", "SECRET"));
      task.write(
          records.struct(row("id", 1L, "part", "a"), row("name", "x")),
          bad,
          records.struct(row("id", 2L, "part", "a"), row("name", "y")));
      assertEquals(List.of(bad), task.errant());
      assertMessage("part", bad, task.messages().get(0));
    }
    assertEquals("(1,a,x) (2,a,y)", rows());
  }

  @Test
  void b003ATombstoneDeletesItsRow() {
    DATABASE.execute("INSERT INTO t VALUES (1, 'x'), (2, 'y')");
    try (TaskHarness task = TaskHarness.start(DATABASE, "delete.mode", "hard")) {
      task.write(records.tombstone(row("id", 1L)));
    }
    assertEquals("(2,y)", rows());
  }

  @Test
  void b004ATombstoneIsSkippedWhereDeletesAreOff() {
    DATABASE.execute("INSERT INTO t VALUES (1, 'x')");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.tombstone(row("id", 1L)));
      assertEquals(List.of(), task.errant());
    }
    assertEquals("(1,x)", rows());
  }

  @Test
  void b005ATombstoneWithoutAKeyIsRefused() {
    assertDeadLetter("tombstone", records.next(null, null, null, null), "delete.mode", "hard");
  }

  @Test
  void b006AValueThatIsNoRowIsRefused() {
    Struct key = row("id", 1L);
    for (Object value : List.of("SECRET", 5L, true)) {
      makeTable();
      assertDeadLetter("value.converter", records.next(key.schema(), key, null, value));
    }
    makeTable();
    assertDeadLetter("split the list", records.next(key.schema(), key, null, List.of("SECRET")));
  }

  @Test
  void b007b008AMapIsARowWithOrWithoutASchema() {
    Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    Struct key = row("id", 2L);
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(
          records.map(map("id", 1L), map("name", "none")),
          records.next(key.schema(), key, null, map("name", "no value schema")),
          records.next(null, map("id", 3L), map, map("name", "map schema")));
    }
    assertEquals("(1,none) (2,\"no value schema\") (3,\"map schema\")", rows());
  }

  @Test
  void b009AnEmptyStructStoresItsKeyAndLeavesARowThatExists() {
    DATABASE.execute("INSERT INTO t VALUES (1, 'stays')");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(records.struct(row("id", 1L), row()), records.struct(row("id", 2L), row()));
    }
    assertEquals("(1,stays) (2,)", rows());
  }

  @Test
  void b010AStructOfKeyFieldsOnlyLeavesARowThatExists() {
    DATABASE.execute("INSERT INTO t VALUES (1, 'stays')");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(good(1), good(2));
    }
    assertEquals("(1,stays) (2,)", rows());
  }

  @Test
  void b011AKeyThatTurnsFromStructToPrimitiveStillFillsTheOnlyKeyColumn() {
    Struct value = row("name", "x");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(
          records.struct(row("id", 1L), value),
          records.next(Schema.INT64_SCHEMA, 2L, value.schema(), value),
          records.next(Schema.STRING_SCHEMA, "3", value.schema(), value));
    }
    assertEquals("(1,x) (2,x) (3,x)", rows());
  }

  @Test
  void b011APrimitiveKeyCannotFillTwoColumns() {
    table("id bigint, part text, name text, PRIMARY KEY (id, part)");
    Struct value = row("name", "SECRET");
    SinkRecord bad = records.next(Schema.INT64_SCHEMA, 2L, value.schema(), value);
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.struct(row("id", 1L, "part", "a"), row("name", "x")), bad);
      assertEquals(List.of(bad), task.errant());
      assertMessage("conflict", bad, task.messages().get(0));
    }
    assertEquals("(1,a,x)", rows());
  }

  @Test
  void b012ANestedStructIsADocumentWhereTheColumnTakesOne() {
    table("id bigint PRIMARY KEY, nested jsonb");
    Schema inner = SchemaBuilder.struct().field("a", Schema.INT32_SCHEMA).build();
    Schema schema = SchemaBuilder.struct().field("nested", inner).build();
    Struct value = new Struct(schema).put("nested", new Struct(inner).put("a", 1));
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(records.struct(row("id", 1L), value));
    }
    assertEquals("(1,\"{\"\"a\"\": 1}\")", rows());
    table("id bigint PRIMARY KEY, nested int");
    assertDeadLetter("\"nested\"", records.struct(row("id", 2L), value));
  }

  @Test
  void b013AListOfStructsIsADocumentWhereTheColumnTakesOne() {
    table("id bigint PRIMARY KEY, items jsonb");
    Schema inner = SchemaBuilder.struct().field("a", Schema.OPTIONAL_INT32_SCHEMA).build();
    Schema list = SchemaBuilder.array(inner).build();
    Schema schema = SchemaBuilder.struct().field("items", list).build();
    Struct item = new Struct(inner).put("a", 1);
    Struct value = new Struct(schema).put("items", List.of(item, new Struct(inner)));
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(records.struct(row("id", 1L), value));
    }
    assertEquals("(1,\"[{\"\"a\"\": 1}, {\"\"a\"\": null}]\")", rows());
    table("id bigint PRIMARY KEY, items date");
    assertDeadLetter("\"items\"", records.struct(row("id", 2L), value));
  }

  @Test
  void b014AMapMayHoldNullsButNoNullKey() {
    table("id bigint PRIMARY KEY, pairs jsonb");
    Schema pairs =
        SchemaBuilder.map(Schema.OPTIONAL_STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA).build();
    Schema schema = SchemaBuilder.struct().field("pairs", pairs).build();
    Map<String, String> nulls = new HashMap<>();
    nulls.put("k", null);
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(records.struct(row("id", 1L), new Struct(schema).put("pairs", nulls)));
    }
    assertEquals("(1,\"{\"\"k\"\": null}\")", rows());
    Map<String, String> nullKey = Collections.singletonMap(null, "SECRET");
    assertDeadLetter(
        "\"pairs\"", records.struct(row("id", 2L), new Struct(schema).put("pairs", nullKey)));
  }

  @Test
  void b015AMissingFieldKeepsAnOptionalNullClearsAndARequiredDefaultFills() {
    table("id bigint PRIMARY KEY, a text DEFAULT 'column', b text, c int");
    Schema schema =
        SchemaBuilder.struct()
            .field("b", SchemaBuilder.string().optional().defaultValue("field").build())
            .field("c", SchemaBuilder.int32().defaultValue(7).build())
            .build();
    DATABASE.execute("INSERT INTO t VALUES (1, 'stored', 'stored', 1)");
    Struct value = new Struct(schema).put("b", null);
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(records.struct(row("id", 1L), value), records.struct(row("id", 2L), value));
    }
    assertEquals("(1,stored,,7) (2,column,,7)", rows());
  }

  @Test
  void b019AnEnvelopeNeedsNoTransformAndATextThatHoldsOneNeedsAConverter() {
    Envelopes events = new Envelopes(Envelopes.Form.STRUCT, "t");
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(events.event("c", row("id", 1L), null, row("id", 1L, "name", "x")));
    }
    assertEquals("(1,x)", rows());
    makeTable();
    String text =
        "{\"op\":\"c\",\"source\":{},\"before\":null,\"after\":{\"id\":5,\"name\":\"SECRET\"}}";
    assertDeadLetter(
        "JsonConverter", records.next(Schema.STRING_SCHEMA, "5", Schema.STRING_SCHEMA, text));
  }

  @Test
  void b020AMissingHeaderThatFillsTheKeyIsRefused() {
    table("id bigint PRIMARY KEY, name text");
    SinkRecord named = keyless(row("name", "x"));
    named.headers().addLong("id", 1L);
    SinkRecord bad = keyless(row("name", "SECRET"));
    String[] options = {"conflict.keys", "id", "metadata.columns", "header.id:id"};
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options)) {
      task.write(named, bad);
      assertEquals(List.of(bad), task.errant());
      assertMessage("id", bad, task.messages().get(0));
    }
    assertEquals("(1,x)", rows());
  }

  @Test
  void b021BytesOfAWrongConverterAreRefusedWithTheConverterToSet() {
    byte[] json = "{\"name\":\"SECRET\"}".getBytes(StandardCharsets.UTF_8);
    Struct key = row("id", 1L);
    assertDeadLetter(
        "value.converter", records.next(key.schema(), key, Schema.OPTIONAL_BYTES_SCHEMA, json));
  }

  @Test
  void b022b023RecordsOfTenAndOfSixtyFourMegabytesAreStored() {
    char[] text = new char[10_000_000];
    Arrays.fill(text, 'x');
    char[] longer = new char[64_000_000];
    Arrays.fill(longer, 'y');
    try (TaskHarness task = TaskHarness.start(DATABASE)) {
      task.write(
          good(1),
          records.struct(row("id", 2L), row("name", new String(text))),
          records.struct(row("id", 3L), row("name", new String(longer))),
          good(4));
    }
    assertEquals(
        List.of(
            Arrays.asList("1", null),
            List.of("2", "10000000"),
            List.of("3", "64000000"),
            Arrays.asList("4", null)),
        DATABASE.query("SELECT id, length(name) FROM t ORDER BY id"));
  }

  @Test
  void b024ARecordWithoutATimestampIsStored() {
    table("id bigint PRIMARY KEY, at timestamptz");
    Long[] timestamps = {null, -1L, 1_700_000_000_123L};
    try (TaskHarness task = TaskHarness.start(DATABASE, "metadata.columns", "timestamp:at")) {
      for (int i = 0; i < timestamps.length; i++) {
        Struct value = row("id", (long) i);
        task.write(
            new SinkRecord(
                "t",
                0,
                null,
                null,
                value.schema(),
                value,
                i,
                timestamps[i],
                TimestampType.CREATE_TIME));
      }
    }
    assertEquals("(0,) (1,) (2,\"2023-11-14 22:13:20.123+00\")", rows());
  }
}

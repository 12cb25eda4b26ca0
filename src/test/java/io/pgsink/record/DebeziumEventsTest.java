// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.record.Envelopes.Form;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Debezium's unflattened envelopes, through a real task into a real table. */
class DebeziumEventsTest {
  private static final String TOPIC = "shop.public.orders";
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("debezium_events");

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS orders", "CREATE TABLE orders (id bigint PRIMARY KEY, name text)");
  }

  private static TaskHarness task(String... more) {
    return TaskHarness.start(DATABASE, options(more));
  }

  private static String[] options(String... more) {
    String[] all =
        Arrays.copyOf(
            new String[] {
              "topics", TOPIC,
              "table.name.format", "${source.schema}.${source.table}",
              "delete.mode", "hard",
              "truncate.enabled", "true"
            },
            8 + more.length);
    System.arraycopy(more, 0, all, 8, more.length);
    return all;
  }

  private static Struct key(long id) {
    return row("id", id);
  }

  private static Struct order(long id, String name) {
    return row("id", id, "name", name);
  }

  private static List<List<String>> orders() {
    return DATABASE.query("SELECT id, name FROM orders ORDER BY id");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void b016EveryOperationDoesToTheTableWhatItDidToTheSource(Form form) {
    Envelopes events = new Envelopes(form, TOPIC);
    try (TaskHarness task = task()) {
      task.write(
          events.event("r", key(1), null, order(1, "snapshot")),
          events.event("r", key(2), null, order(2, "snapshot")),
          events.event("c", key(3), null, order(3, "created")));
      task.write(
          events.event("u", key(1), order(1, "snapshot"), order(1, "updated")),
          events.event("d", key(2), order(2, null), null),
          events.tombstone(key(2)));
    }
    assertEquals(List.of(List.of("1", "updated"), List.of("3", "created")), orders());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void b017ATruncateEmptiesTheTableBetweenItsNeighbours(Form form) {
    Envelopes events = new Envelopes(form, TOPIC);
    try (TaskHarness task = task("writers", "3")) {
      task.write(
          events.event("c", key(1), null, order(1, "before")),
          events.event("c", key(2), null, order(2, "before")),
          events.event("t", null, null, null),
          events.event("c", key(2), null, order(2, "after")));
    }
    assertEquals(List.of(List.of("2", "after")), orders());
    try (TaskHarness task = task("truncate.enabled", "false")) {
      task.write(events.event("t", null, null, null));
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM orders"));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void b018ADeleteWithoutARecordKeyTakesItFromTheRowBefore(Form form) {
    Envelopes events = new Envelopes(form, TOPIC);
    DATABASE.execute("INSERT INTO orders VALUES (1, 'x'), (2, 'y')");
    try (TaskHarness task = task()) {
      task.write(events.event("d", null, order(1, "x"), null));
    }
    assertEquals(List.of(List.of("2", "y")), orders());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aKeyThatMovesInOnePollMoves(Form form) {
    Envelopes events = new Envelopes(form, TOPIC);
    DATABASE.execute("INSERT INTO orders VALUES (1, 'one'), (2, 'two')");
    try (TaskHarness task = task("writers", "2")) {
      // 1 becomes 3, 2 becomes 1, 3 becomes 2: each as delete, tombstone, create
      task.write(
          events.event("d", key(1), order(1, null), null),
          events.tombstone(key(1)),
          events.event("c", key(3), null, order(3, "one")),
          events.event("d", key(2), order(2, null), null),
          events.tombstone(key(2)),
          events.event("c", key(1), null, order(1, "two")),
          events.event("d", key(3), order(3, null), null),
          events.tombstone(key(3)),
          events.event("c", key(2), null, order(2, "one")));
    }
    assertEquals(List.of(List.of("1", "two"), List.of("2", "one")), orders());
  }

  @Test
  void whatIsNoRowIsSkippedWithAndWithoutSchemas() {
    Records records = new Records("shop.transaction", 0);
    Schema heartbeat = named("io.debezium.connector.common.Heartbeat");
    Schema transaction = named("io.debezium.connector.common.TransactionMetadataValue");
    Schema ddl = named("io.debezium.connector.postgresql.SchemaChangeValue");
    Schema message = named("io.debezium.connector.postgresql.MessageValue");
    try (TaskHarness task = task()) {
      for (Schema schema : List.of(heartbeat, transaction, ddl, message)) {
        Struct value = new Struct(schema).put("ts_ms", 1L);
        task.write(records.next(null, null, schema, value));
      }
      task.write(
          Envelopes.json(records, "{\"serverName\":\"shop\"}", "{\"ts_ms\":1795579772259}"),
          Envelopes.json(
              records,
              "{\"id\":\"775:29945576\"}",
              "{\"status\":\"BEGIN\",\"id\":\"775:29945576\",\"event_count\":null,"
                  + "\"data_collections\":null,\"ts_ms\":1795579767781}"),
          Envelopes.json(
              records,
              "{\"id\":\"775:29945768\"}",
              "{\"status\":\"END\",\"id\":\"775:29945768\",\"event_count\":1,\"data_collections\":"
                  + "[{\"data_collection\":\"shop.numbers\",\"event_count\":1}],\"ts_ms\":1}"),
          Envelopes.json(
              records,
              "{\"prefix\":\"p\"}",
              "{\"op\":\"m\",\"ts_ms\":1,\"source\":{\"schema\":\"\",\"table\":\"\"},"
                  + "\"transaction\":null,\"message\":{\"prefix\":\"p\",\"content\":\"aGVsbG8=\"}}"),
          Envelopes.json(
              records,
              "{\"databaseName\":\"shop\"}",
              "{\"source\":{\"db\":\"shop\"},\"ts_ms\":1,\"databaseName\":\"shop\",\"schemaName\":"
                  + "null,\"ddl\":\"DROP TABLE t\",\"tableChanges\":[]}"));
    }
    assertEquals(List.of(), orders());
  }

  @Test
  void rowsThatOnlyLookLikeBookkeepingAreRows() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS jobs",
        "CREATE TABLE jobs (id text PRIMARY KEY, status text, ts_ms bigint)");
    Records records = new Records("jobs", 0);
    try (TaskHarness task = TaskHarness.start(DATABASE, "topics", "jobs")) {
      task.write(
          Envelopes.json(records, "{\"id\":\"a\"}", "{\"status\":\"BEGIN\",\"id\":\"a\"}"),
          Envelopes.json(records, "{\"id\":\"b\"}", "{\"ts_ms\":5}"));
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM jobs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "create"})
  void anUnknownOperationIsADeadLetterAndItsNeighboursAreStored(String op) {
    Envelopes events = new Envelopes(Form.STRUCT, TOPIC);
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options())) {
      task.write(
          events.event("c", key(1), null, order(1, "a")),
          events.event(op, key(2), null, order(2, "SECRET")),
          events.event("c", key(3), null, order(3, "c")));
      assertEquals(1, task.errant().size());
      String message = task.messages().get(0);
      assertTrue(message.contains(TOPIC + "-0-1"), message);
      assertTrue(!message.contains("SECRET"), message);
    }
    assertEquals(List.of(List.of("1", "a"), List.of("3", "c")), orders());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void tablesAreRoutedBySourceAndRefusedWithoutOne(Form form) {
    Envelopes events = new Envelopes(form, TOPIC);
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options())) {
      task.write(
          events.event("c", key(1), null, order(1, "routed")),
          events.record(key(2), order(2, "no")));
      assertEquals(1, task.errant().size());
      assertTrue(task.messages().get(0).contains("${source.schema}"), task.messages().get(0));
    }
    assertEquals(List.of(List.of("1", "routed")), orders());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aDeleteMarksTheRowWhereDeletesAreSoft(Form form) {
    DATABASE.execute(
        "ALTER TABLE orders ADD gone boolean DEFAULT false", "INSERT INTO orders VALUES (1, 'x')");
    Envelopes events = new Envelopes(form, TOPIC);
    try (TaskHarness task = task("delete.mode", "soft:gone")) {
      task.write(events.event("d", key(1), order(1, null), null), events.tombstone(key(1)));
    }
    assertEquals(List.of(List.of("1", "x", "t")), DATABASE.query("SELECT * FROM orders"));
  }

  @Test
  void aRowMayHaveColumnsOfAnEnvelopesNames() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS audit",
        "CREATE TABLE audit (id bigint PRIMARY KEY, op text, before text, after text, source"
            + " text)");
    Records records = new Records("audit", 0);
    Struct value =
        row("id", 1L, "op", "c", "before", "old", "after", "new", "source", "a web shop");
    try (TaskHarness task = TaskHarness.start(DATABASE, "topics", "audit")) {
      task.write(records.struct(row("id", 1L), value));
    }
    assertEquals("(1,c,old,new,\"a web shop\")", DATABASE.value("SELECT a::text FROM audit a"));
  }

  private static Schema named(String name) {
    return SchemaBuilder.struct().name(name).field("ts_ms", Schema.INT64_SCHEMA).build();
  }
}

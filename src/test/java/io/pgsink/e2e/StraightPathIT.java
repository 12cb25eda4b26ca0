// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics land in tables: the packaged archive on a real broker, worker and PostgreSQL. */
@ExtendWith(FailureLogs.class)
final class StraightPathIT {
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ORDER =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("customer", Schema.STRING_SCHEMA)
          .field("amount", Decimal.schema(2))
          .field("placed_at", Timestamp.SCHEMA)
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final TestKafka kafka = TestKafka.shared();
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();
  private final TestDatabase database = TestPostgres.shared().createDatabase("straight_path");
  private final String connector;

  StraightPathIT(TestInfo info) {
    connector = info.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void deleteConnector() {
    if (rest.connectors().contains(connector)) {
      rest.delete(connector);
    }
  }

  @Test
  void theArchiveIsFoundByItsServiceEntry() {
    assertTrue(rest.plugins().contains("io.pgsink.PostgresSinkConnector"));
  }

  @Test
  void theLastChangeOfEveryKeyIsTheRow() {
    String topic = kafka.createTopic("orders", 1);
    database.execute(
        "CREATE TABLE \"%s\" (id bigint PRIMARY KEY, customer text, amount numeric(12,2),"
                .formatted(topic)
            + " placed_at timestamptz, note text)");
    try (TestProducer producer = new TestProducer(kafka)) {
      send(producer, topic, order(1, "ada", "10.00", null));
      send(producer, topic, order(2, "bob", "-0.05", "näïve ☕"));
      send(producer, topic, order(1, "ada", "12.50", "again"));
    }
    run(topic);
    assertEquals(
        List.of(
            List.of("1", "ada", "12.50", "2024-02-29 12:00:00.123+00", "again"),
            List.of("2", "bob", "-0.05", "2024-02-29 12:00:00.123+00", "näïve ☕")),
        rows(topic, "id"));
  }

  @Test
  void rowsArriveWhileNoMoreRecordsCome() {
    String topic = kafka.createTopic("quiet", 1);
    run(topic, "auto.create=true");
    try (TestProducer producer = new TestProducer(kafka)) {
      send(producer, topic, order(7, "late", "1.00", null));
    }
    worker.awaitCommitted(connector, topic);
    assertEquals(1, database.count("SELECT count(*) FROM \"%s\"".formatted(topic)));
  }

  @Test
  void tombstonesDeleteTheirRows() {
    String topic = kafka.createTopic("deletes", 1);
    try (TestProducer producer = new TestProducer(kafka)) {
      for (long id = 1; id <= 4; id++) {
        send(producer, topic, order(id, "c" + id, "1.00", null));
      }
      producer.send(topic, KEY, key(2), null, null);
      producer.send(topic, KEY, key(3), null, null);
      send(producer, topic, order(3, "reborn", "2.00", null));
      producer.send(topic, KEY, key(99), null, null);
    }
    run(topic, "auto.create=true", "delete.mode=hard");
    assertEquals(
        List.of(List.of("1", "c1"), List.of("3", "reborn"), List.of("4", "c4")),
        database.query("SELECT id, customer FROM \"%s\" ORDER BY id".formatted(topic)));
  }

  @Test
  void compositeKeysAreOneConflictTarget() {
    String topic = kafka.createTopic("lines", 1);
    Schema key =
        SchemaBuilder.struct()
            .field("order_id", Schema.INT64_SCHEMA)
            .field("line_no", Schema.INT32_SCHEMA)
            .build();
    Schema line = SchemaBuilder.struct().field("quantity", Schema.INT32_SCHEMA).build();
    try (TestProducer producer = new TestProducer(kafka)) {
      for (int[] row : new int[][] {{1, 1, 5}, {1, 2, 6}, {2, 1, 7}, {1, 2, 8}}) {
        producer.send(
            topic,
            key,
            new Struct(key).put("order_id", (long) row[0]).put("line_no", row[1]),
            line,
            new Struct(line).put("quantity", row[2]));
      }
      producer.send(topic, key, new Struct(key).put("order_id", 2L).put("line_no", 1), null, null);
    }
    database.execute(
        "CREATE TABLE \"%s\" (order_id bigint, line_no int, quantity int,".formatted(topic)
            + " PRIMARY KEY (order_id, line_no))");
    run(topic, "delete.mode=hard");
    assertEquals(
        List.of(List.of("1", "1", "5"), List.of("1", "2", "8")), rows(topic, "order_id, line_no"));
  }

  @Test
  void jsonWithoutSchemasFollowsTheColumns() {
    String topic = kafka.createTopic("customers", 1);
    database.execute(
        "CREATE TABLE \"%s\" (id bigint PRIMARY KEY, name text, balance numeric,".formatted(topic)
            + " since timestamptz, tags text[], extra jsonb DEFAULT '{}')");
    try (TestProducer producer = new TestProducer(kafka)) {
      producer.sendJson(
          topic,
          "1",
          "{\"id\":1,\"name\":\"ada\",\"balance\":12.50,\"since\":\"2020-01-02T03:04:05Z\","
              + "\"tags\":[\"a\",\"b\"],\"extra\":{\"n\":[1,2]}}");
      producer.sendJson(topic, "2", "{\"id\":2,\"name\":\"bob\"}");
      producer.sendJson(topic, "1", "{\"id\":1,\"balance\":\"13.75\"}");
    }
    run(
        topic,
        "key.converter=org.apache.kafka.connect.storage.StringConverter",
        "value.converter.schemas.enable=false",
        "conflict.keys=id");
    assertEquals(
        List.of(
            List.of("1", "ada", "13.75", "2020-01-02 03:04:05+00", "{a,b}", "{\"n\": [1, 2]}"),
            Arrays.asList("2", "bob", null, null, null, "{}")),
        rows(topic, "id"));
  }

  @Test
  void aRecordThatCantBeStoredFailsTheTaskWithoutItsValue() {
    String topic = kafka.createTopic("bad", 1);
    database.execute("CREATE TABLE \"%s\" (id bigint PRIMARY KEY, note text)".formatted(topic));
    try (TestProducer producer = new TestProducer(kafka)) {
      producer.sendJson(topic, "marker-4711", "{\"note\":\"x\"}");
    }
    rest.put(
        connector,
        Sinks.of(
            database,
            topic,
            "key.converter=org.apache.kafka.connect.storage.StringConverter",
            "value.converter.schemas.enable=false",
            "conflict.keys=id"));
    String trace = rest.awaitFailed(connector);
    assertTrue(trace.contains(topic + "-0") || trace.contains(topic + "-0-0"), trace);
    assertTrue(trace.contains("id"), trace);
    assertTrue(!trace.contains("marker-4711"), trace);
  }

  private void run(String topic, String... options) {
    rest.put(connector, Sinks.of(database, topic, options));
    rest.awaitRunning(connector, 1);
    worker.awaitCommitted(connector, topic);
  }

  private List<List<String>> rows(String table, String order) {
    return database.query("SELECT * FROM \"%s\" ORDER BY %s".formatted(table, order));
  }

  private static void send(TestProducer producer, String topic, Struct order) {
    producer.send(topic, KEY, key(order.getInt64("id")), ORDER, order);
  }

  private static Struct key(long id) {
    return new Struct(KEY).put("id", id);
  }

  private static Struct order(long id, String customer, String amount, String note) {
    return new Struct(ORDER)
        .put("id", id)
        .put("customer", customer)
        .put("amount", new BigDecimal(amount))
        .put("placed_at", java.util.Date.from(java.time.Instant.parse("2024-02-29T12:00:00.123Z")))
        .put("note", note);
  }
}

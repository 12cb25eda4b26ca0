// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.math.BigDecimal;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The archive's converter on a real worker, whose class loaders keep its Jackson apart from the
 * worker's.
 */
@ExtendWith(FailureLogs.class)
final class FastJsonIT {
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ITEM =
      SchemaBuilder.struct()
          .field("name", Schema.STRING_SCHEMA)
          .field("price", Decimal.schema(2))
          .build();

  private final TestKafka kafka = TestKafka.shared();
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();
  private final TestDatabase database = TestPostgres.shared().createDatabase("fast_json");
  private final String connector;

  FastJsonIT(TestInfo info) {
    connector = info.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void deleteConnector() {
    if (rest.connectors().contains(connector)) {
      rest.delete(connector);
    }
  }

  @Test
  void itReadsKeysAndValuesWithSchemas() {
    String topic = kafka.createTopic("items", 1);
    try (TestProducer producer = new TestProducer(kafka)) {
      for (int i = 0; i < 50; i++) {
        send(producer, topic, i % 10, "item " + i, i + ".25");
      }
      producer.send(topic, KEY, new Struct(KEY).put("id", 9L), null, null);
    }
    run(
        topic,
        "key.converter=io.pgsink.json.FastJsonConverter",
        "value.converter=io.pgsink.json.FastJsonConverter",
        "auto.create=true",
        "delete.mode=hard");
    assertEquals(
        List.of(List.of("9", "44.25", "item 48")),
        database.query(
            "SELECT count(*), avg(price)::numeric(9,2), max(name) FROM \"%s\"".formatted(topic)));
  }

  @Test
  void itsShortNameLeavesKafkasAlone() {
    String topic = kafka.createTopic("aliases", 1);
    try (TestProducer producer = new TestProducer(kafka)) {
      send(producer, topic, 1, "one", "1.00");
    }
    run(
        topic,
        "key.converter=JsonConverter",
        "value.converter=FastJsonConverter",
        "auto.create=true");
    assertEquals(
        List.of(List.of("one")), database.query("SELECT name FROM \"%s\"".formatted(topic)));
  }

  @Test
  void bytesThatAreNoJsonAreDeadLetters() {
    String topic = kafka.createTopic("noise", 1);
    String letters = kafka.createTopic("noise-letters", 1);
    database.execute("CREATE TABLE \"%s\" (id bigint PRIMARY KEY, note text)".formatted(topic));
    try (TestProducer producer = new TestProducer(kafka)) {
      producer.sendJson(topic, null, "{\"id\":1,\"note\":\"a\"}");
      producer.sendJson(topic, null, "{\"id\":2,\"note\":");
      producer.sendJson(topic, null, "[".repeat(100_000));
      producer.sendJson(topic, null, "{\"id\":3,\"note\":\"b\"}");
    }
    run(
        topic,
        "value.converter=io.pgsink.json.FastJsonConverter",
        "value.converter.schemas.enable=false",
        "conflict.keys=id",
        "errors.tolerance=all",
        "errors.deadletterqueue.topic.name=" + letters,
        "errors.deadletterqueue.topic.replication.factor=1");
    Await.until("two dead letters", () -> kafka.records(letters) == 2);
    assertEquals(
        List.of(List.of("1", "a"), List.of("3", "b")),
        database.query("SELECT id, note FROM \"%s\" ORDER BY id".formatted(topic)));
  }

  private void run(String topic, String... options) {
    rest.put(connector, Sinks.of(database, topic, options));
    rest.awaitRunning(connector, 1);
    worker.awaitCommitted(connector, topic);
  }

  private static void send(
      TestProducer producer, String topic, long id, String name, String price) {
    Struct item = new Struct(ITEM).put("name", name).put("price", new BigDecimal(price));
    producer.send(topic, KEY, new Struct(KEY).put("id", id), ITEM, item);
  }
}

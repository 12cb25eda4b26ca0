// SPDX-License-Identifier: Apache-2.0
package io.pgsink.matrix;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/**
 * What must work in one cell of the matrix: a table made from records with schemas, upserts and
 * deletes; and, exactly once, counters from records without schemas, with a dead letter among them
 * and a restart in the middle. All JSON is read by the archive's converter.
 */
final class MatrixCell {
  private static final String JSON = "io.pgsink.json.FastJsonConverter";
  private static final int COUNTERS = 50;
  private static final int ROUNDS = 20;
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ORDER =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("customer", Schema.STRING_SCHEMA)
          .field("amount", Decimal.schema(2))
          .field("placed_at", Timestamp.SCHEMA)
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private final TestKafka kafka;
  private final TestWorker worker;
  private final TestDatabase database;
  private final String orders;
  private final String counters;
  private final String letters;

  MatrixCell(TestKafka kafka, TestWorker worker, TestPostgres postgres) {
    this.kafka = kafka;
    this.worker = worker;
    this.database = postgres.createDatabase("matrix");
    this.orders = kafka.createTopic("orders", 1);
    this.counters = kafka.createTopic("counters", 1);
    this.letters = kafka.createTopic("letters", 1);
  }

  /** Creates the connectors and lets the first records flow. */
  void begin() {
    database.execute(
        "CREATE TABLE \"%s\" (id text PRIMARY KEY, total numeric(12,2), tags text[], doc jsonb)"
            .formatted(counters));
    sendOrders();
    sendCounters();
    worker.rest().put(orders, config(orders, "auto.create=true", "delete.mode=hard"));
    worker
        .rest()
        .put(
            counters,
            config(
                counters,
                "key.converter=org.apache.kafka.connect.storage.StringConverter",
                "value.converter.schemas.enable=false",
                "conflict.keys=id",
                "update.rules=total:add",
                "delivery.guarantee=exactly_once",
                "consumer.override.isolation.level=read_committed",
                "errors.tolerance=all",
                "errors.deadletterqueue.topic.name=" + letters,
                "errors.deadletterqueue.topic.replication.factor=1"));
  }

  /** Waits until all is there, and compares; restarts the counters' connector on the way. */
  void check() {
    worker.rest().awaitRunning(orders, 1);
    worker.rest().awaitRunning(counters, 1);
    worker.awaitCommitted(orders, orders);
    worker.awaitCommitted(counters, counters);
    worker.rest().restart(counters);
    sendCounters();
    worker.awaitCommitted(counters, counters);
    expect(
        List.of(
            Arrays.asList("1", "ada", "12.50", "2024-02-29 12:00:00.123+00", "again"),
            Arrays.asList("3", "näïve ☕", "-0.05", "2024-02-29 12:00:00.123+00", null)),
        "SELECT * FROM \"%s\" ORDER BY id".formatted(orders));
    expect(
        List.of(List.of(String.valueOf(COUNTERS), String.valueOf(2 * COUNTERS * ROUNDS) + ".00")),
        "SELECT count(*), sum(total) FROM \"%s\"".formatted(counters));
    expect(
        List.of(List.of("{a,\"b,c\"}", "{\"n\": [1, {\"deep\": true}]}")),
        "SELECT DISTINCT tags, doc FROM \"%s\"".formatted(counters));
    if (kafka.records(letters) != 2) {
      throw new AssertionError(kafka.records(letters) + " dead letters instead of 2");
    }
    worker.rest().delete(orders);
    worker.rest().delete(counters);
  }

  private void expect(List<List<String>> expected, String query) {
    List<List<String>> found = database.query(query);
    if (!found.equals(expected)) {
      throw new AssertionError(query + "\nexpected " + expected + "\nfound    " + found);
    }
  }

  private void sendOrders() {
    try (TestProducer producer = new TestProducer(kafka)) {
      send(producer, 1, "ada", "10.00", null);
      send(producer, 2, "bob", "7.25", null);
      send(producer, 3, "näïve ☕", "-0.05", null);
      send(producer, 1, "ada", "12.50", "again");
      producer.send(orders, KEY, new Struct(KEY).put("id", 2L), null, null);
    }
  }

  private void send(TestProducer producer, long id, String customer, String amount, String note) {
    Struct order =
        new Struct(ORDER)
            .put("id", id)
            .put("customer", customer)
            .put("amount", new BigDecimal(amount))
            .put("placed_at", Date.from(Instant.parse("2024-02-29T12:00:00.123Z")))
            .put("note", note);
    producer.send(orders, KEY, new Struct(KEY).put("id", id), ORDER, order);
  }

  private void sendCounters() {
    try (TestProducer producer = new TestProducer(kafka)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (int id = 0; id < COUNTERS; id++) {
          producer.sendJson(
              counters,
              "c" + id,
              "{\"total\":1,\"tags\":[\"a\",\"b,c\"],\"doc\":{\"n\":[1,{\"deep\":true}]}}");
        }
      }
      producer.sendJson(counters, "bad", "{\"total\":\"not a number\"}");
    }
  }

  private Map<String, String> config(String topic, String... more) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "io.pgsink.PostgresSinkConnector");
    config.put("tasks.max", "1");
    config.put("topics", topic);
    config.put("key.converter", JSON);
    config.put("value.converter", JSON);
    config.put("connection.url", database.url());
    config.put("connection.user", database.user());
    config.put("connection.password", database.password());
    for (String option : more) {
      int equals = option.indexOf('=');
      config.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return config;
  }
}

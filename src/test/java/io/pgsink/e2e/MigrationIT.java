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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connectors of other JDBC sinks, run after changing connector.class and the address of the
 * database only: rows land where those sinks put them.
 */
@ExtendWith(FailureLogs.class)
final class MigrationIT {
  private static final String STRING = "{\"type\":\"string\",\"optional\":true,\"field\":\"%s\"}";
  private static final String INT = "{\"type\":\"int32\",\"optional\":true,\"field\":\"%s\"}";

  /** Of the tables that the connector made. */
  private static final String KEY_COLUMNS =
      " FROM information_schema.key_column_usage WHERE table_schema = 'public'";

  private final TestKafka kafka = TestKafka.shared();
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();
  private final TestDatabase database = TestPostgres.shared().createDatabase("migration");

  @AfterEach
  void deleteConnectors() {
    rest.connectors().stream().filter(name -> name.startsWith("moved-")).forEach(rest::delete);
  }

  @Test
  void aConfluentUpsertWithDeletesAndItsOwnTable() throws IOException {
    Schema key = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    Schema value = SchemaBuilder.struct().field("name", Schema.OPTIONAL_STRING_SCHEMA).build();
    create("confluent_customers");
    try (TestProducer producer = new TestProducer(kafka)) {
      for (int id = 1; id <= 3; id++) {
        Struct row = new Struct(value).put("name", "c" + id);
        producer.send("confluent_customers", key, new Struct(key).put("id", id), value, row);
      }
      producer.send("confluent_customers", key, new Struct(key).put("id", 2), null, null);
    }
    run("confluent-upsert", "confluent_customers");
    assertEquals(
        List.of(List.of("1", "c1"), List.of("3", "c3")),
        database.query("SELECT id, name FROM mirror_confluent_customers ORDER BY id"));
    assertEquals("id", database.value("SELECT column_name" + KEY_COLUMNS));
    loggedOnce("confluent-upsert", "pk.fields is used as conflict.keys=id");
    loggedOnce("confluent-upsert", "delete.enabled is used as delete.mode=hard");
    loggedOnce("confluent-upsert", "connection.attempts has no effect");
    loggedOnce("confluent-upsert", "dialect.name has no effect");
  }

  @Test
  void aConfluentUpsertByValueIntoLowerCaseNames() throws IOException {
    database.execute(
        "CREATE SCHEMA sales",
        "CREATE TABLE sales.orderlines (order_id int, line_no int, quantity int, placed timestamp,"
            + " note text, PRIMARY KEY (order_id, line_no))");
    Schema line =
        SchemaBuilder.struct()
            .field("Order_Id", Schema.INT32_SCHEMA)
            .field("Line_No", Schema.INT32_SCHEMA)
            .field("Quantity", Schema.INT32_SCHEMA)
            .field("Placed", Timestamp.SCHEMA)
            .field("Note", Schema.STRING_SCHEMA)
            .build();
    create("shop.OrderLines");
    try (TestProducer producer = new TestProducer(kafka)) {
      for (int quantity : new int[] {5, 6}) {
        Struct row =
            new Struct(line)
                .put("Order_Id", 7)
                .put("Line_No", 1)
                .put("Quantity", quantity)
                .put("Placed", new Date(1_704_067_200_000L))
                .put("Note", "left out");
        producer.send("shop.OrderLines", null, null, line, row);
      }
    }
    run("confluent-record-value", "shop.OrderLines");
    assertEquals(
        List.of(Arrays.asList("7", "1", "6", "2024-01-01 01:00:00", null)),
        database.query("SELECT * FROM sales.orderlines"));
    loggedOnce("confluent-record-value", "pk.fields is used as conflict.keys=order_id,line_no");
    loggedOnce("confluent-record-value", "quote.sql.identifiers is used as name.case=lower");
    loggedOnce("confluent-record-value", "db.timezone is used as timestamp.timezone=Europe/Berlin");
    loggedOnce("confluent-record-value", "table.types has no effect");
  }

  @Test
  void aConfluentArchiveKeyedByItsPlaceInKafka() throws IOException {
    create("confluent_audit");
    try (TestProducer producer = new TestProducer(kafka)) {
      sendRow(producer, "confluent_audit", STRING.formatted("line"), "{\"line\":\"a\"}");
      sendRow(producer, "confluent_audit", STRING.formatted("line"), "{\"line\":\"b\"}");
    }
    run("confluent-kafka-coordinates", "confluent_audit");
    assertEquals(
        List.of(
            List.of("confluent_audit", "0", "0", "a"), List.of("confluent_audit", "0", "1", "b")),
        database.query(
            "SELECT __connect_topic, __connect_partition, __connect_offset, line"
                + " FROM confluent_audit ORDER BY 3"));
    assertEquals(3, database.count("SELECT count(*)" + KEY_COLUMNS));
    loggedOnce("confluent-kafka-coordinates", "pk.mode is used as conflict.keys=");
  }

  @Test
  void anAivenMultiInsertThroughItsMapping() throws IOException {
    database.execute("CREATE TABLE measured (sensor text, value int)");
    create("plant.metrics");
    String schema = STRING.formatted("Sensor") + "," + INT.formatted("Value");
    try (TestProducer producer = new TestProducer(kafka)) {
      sendRow(producer, "plant.metrics", schema, "{\"Sensor\":\"a\",\"Value\":1}");
      sendRow(producer, "plant.metrics", schema, "{\"Sensor\":\"a\",\"Value\":1}");
    }
    run("aiven-multi", "plant.metrics");
    assertEquals(
        List.of(List.of("a", "1"), List.of("a", "1")), database.query("SELECT * FROM measured"));
    loggedOnce("aiven-multi", "insert.mode=insert is meant");
    loggedOnce("aiven-multi", "topics.to.tables.mapping is used as topics.to.tables");
    loggedOnce("aiven-multi", "sql.quote.identifiers is used as name.case=lower");
  }

  @Test
  void anAivenUpsertIntoANormalizedName() throws IOException {
    create("plant.device-state");
    String schema = STRING.formatted("State");
    try (TestProducer producer = new TestProducer(kafka)) {
      sendRow(producer, "plant.device-state", "d1", schema, "{\"State\":\"on\"}");
      sendRow(producer, "plant.device-state", "d1", schema, "{\"State\":\"off\"}");
    }
    run("aiven-normalized", "plant.device-state");
    assertEquals(
        List.of(List.of("d1", "off")),
        database.query("SELECT device, \"State\" FROM plant_device_state"));
    loggedOnce("aiven-normalized", "table.name.normalize is used as table.name.format=");
  }

  @Test
  void aDebeziumUpsertOfEnvelopes() throws IOException {
    String topic = "inventory.public.Customers";
    create(topic);
    String row = INT.formatted("id") + "," + STRING.formatted("FirstName");
    try (TestProducer producer = new TestProducer(kafka)) {
      envelope(producer, topic, 1, row, "c", null, "{\"id\":1,\"FirstName\":\"Ann\"}");
      envelope(producer, topic, 2, row, "c", null, "{\"id\":2,\"FirstName\":\"Bob\"}");
      envelope(producer, topic, 1, row, "u", null, "{\"id\":1,\"FirstName\":\"Anna\"}");
      envelope(producer, topic, 2, row, "d", "{\"id\":2,\"FirstName\":\"Bob\"}", null);
      producer.sendJson(topic, key(2), null);
    }
    run("debezium-upsert", topic);
    assertEquals(
        List.of(List.of("1", "Anna")),
        database.query("SELECT id, firstname FROM inventory_public_customers"));
    loggedOnce("debezium-upsert", "connection.username is used as connection.user=");
    loggedOnce("debezium-upsert", "primary.key.fields is used as conflict.keys=id");
    loggedOnce("debezium-upsert", "schema.evolution is used as auto.create=true");
    loggedOnce("debezium-upsert", "use.reduction.buffer has no effect");
    loggedOnce("debezium-upsert", "quote.identifiers is used as name.case=lower");
  }

  @Test
  void aDebeziumUpsertIntoQuotedNamesWithoutAField() throws IOException {
    String topic = "inventory.public.Products";
    create(topic);
    database.execute(
        "CREATE SCHEMA stock",
        "CREATE TABLE stock.\"inventory_public_Products\" (\"Id\" int PRIMARY KEY, \"Name\" text)");
    String row =
        INT.formatted("Id") + "," + STRING.formatted("Name") + "," + STRING.formatted("Secret");
    try (TestProducer producer = new TestProducer(kafka)) {
      sendRow(producer, topic, row, "{\"Id\":1,\"Name\":\"pen\",\"Secret\":\"x\"}");
      sendRow(producer, topic, row, "{\"Id\":1,\"Name\":\"pencil\",\"Secret\":\"x\"}");
    }
    run("debezium-collection", topic);
    assertEquals(
        List.of(List.of("1", "pencil")),
        database.query("SELECT * FROM stock.\"inventory_public_Products\""));
    loggedOnce("debezium-collection", "collection.name.format is used as table.name.format=");
    loggedOnce("debezium-collection", "field.exclude.list is used as topic." + topic);
    loggedOnce("debezium-collection", "flush.max.retries is used as max.retries=5");
    loggedOnce("debezium-collection", "hibernate.dialect has no effect");
  }

  @Test
  void whatCannotBeHonouredIsRefusedByNameOnTheWorker() {
    Map<String, String> config = config("confluent-upsert");
    config.put("name", "moved-refused");
    config.put("cloud.events.schema.name.pattern", ".*");
    config.put("jdbc.credentials.provider.class", "com.example.Vault");
    config.put("replace.null.with.default", "true");
    assertEquals(
        List.of(
            "cloud.events.schema.name.pattern",
            "jdbc.credentials.provider.class",
            "replace.null.with.default"),
        rest.validationErrors(config).keySet().stream().sorted().toList());
    String refusal = rest.refusal("moved-refused", config);
    assertTrue(refusal.contains("cloud.events.schema.name.pattern can't be honoured"), refusal);
  }

  private void create(String topic) {
    kafka.createTopicNamed(topic, 1, Map.of());
  }

  private Map<String, String> config(String file) {
    Map<String, String> config =
        ConnectRest.configOf(Path.of("src/test/resources/migration", file + ".json"));
    config.put("connector.class", "io.pgsink.PostgresSinkConnector");
    String userOption =
        config.containsKey("connection.username") ? "connection.username" : "connection.user";
    String url = config.get("connection.url");
    int parameters = url.indexOf('?');
    config.put(
        "connection.url", database.url() + (parameters < 0 ? "" : url.substring(parameters)));
    config.put(userOption, database.user());
    config.put("connection.password", database.password());
    return config;
  }

  private void run(String file, String topic) {
    Map<String, String> config = config(file);
    config.put("consumer.override.auto.offset.reset", "earliest");
    rest.put("moved-" + file, config);
    worker.awaitCommitted("moved-" + file, topic);
  }

  /** Every notice stands once in the log of the connector. */
  private void loggedOnce(String connector, String notice) throws IOException {
    List<String> lines =
        Files.readAllLines(worker.log()).stream()
            .filter(line -> line.contains("moved-" + connector) && line.contains(notice))
            .toList();
    assertEquals(1, lines.size(), () -> notice + " in " + lines);
  }

  private static void sendRow(TestProducer producer, String topic, String fields, String row) {
    sendRow(producer, topic, null, fields, row);
  }

  private static void sendRow(
      TestProducer producer, String topic, String key, String fields, String row) {
    producer.sendJson(
        topic,
        key,
        "{\"schema\":{\"type\":\"struct\",\"fields\":[%s]},\"payload\":%s}".formatted(fields, row));
  }

  private static String key(int id) {
    return "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"int32\",\"field\":\"id\"}]},"
        + "\"payload\":{\"id\":"
        + id
        + "}}";
  }

  private static void envelope(
      TestProducer producer,
      String topic,
      int id,
      String row,
      String op,
      String before,
      String after) {
    String struct =
        "{\"type\":\"struct\",\"optional\":true,\"fields\":[" + row + "],\"field\":\"%s\"}";
    String source =
        "{\"type\":\"struct\",\"fields\":[" + STRING.formatted("table") + "],\"field\":\"source\"}";
    String schema =
        String.join(
            ",",
            struct.formatted("before"),
            struct.formatted("after"),
            source,
            STRING.formatted("op"));
    producer.sendJson(
        topic,
        key(id),
        "{\"schema\":{\"type\":\"struct\",\"fields\":[%s]},\"payload\":{\"before\":%s,\"after\":%s,\"source\":{\"table\":\"Customers\"},\"op\":\"%s\"}}"
            .formatted(schema, before, after, op));
  }
}

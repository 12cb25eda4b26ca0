// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.FixedSchemaAvroConverter;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records written by an Avro producer, as the registry converters map them. */
@ExtendWith(FailureLogs.class)
final class AvroIT {
  private static final String CONNECTOR = "avro";
  private static final Instant TIME = Instant.parse("2024-02-29T12:00:00.123Z");

  private static final Schema KEY =
      parse(
          """
          {"type": "record", "name": "Key", "fields": [{"name": "id", "type": "long"}]}
          """);

  private static final Schema VALUE =
      parse(
          """
          {"type": "record", "name": "Customer", "namespace": "shop", "fields": [
            {"name": "id", "type": "long"},
            {"name": "name", "type": "string"},
            {"name": "nick", "type": ["null", "string"], "default": null},
            {"name": "visits", "type": "int"},
            {"name": "score", "type": "double"},
            {"name": "active", "type": "boolean"},
            {"name": "balance", "type":
              {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
            {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}]},
            {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "wakes", "type": {"type": "int", "logicalType": "time-millis"}},
            {"name": "status", "type":
              {"type": "enum", "name": "Status", "symbols": ["NEW", "OLD"]}},
            {"name": "tags", "type": {"type": "array", "items": "string"}},
            {"name": "limits", "type": {"type": "map", "values": "int"}},
            {"name": "address", "type": ["null", {"type": "record", "name": "Address", "fields": [
              {"name": "city", "type": "string"}, {"name": "zip", "type": "string"}]}]},
            {"name": "photo", "type": "bytes"}]}
          """);

  private final TestKafka kafka = TestKafka.shared();
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();
  private final TestDatabase database = TestPostgres.shared().createDatabase("avro");

  @AfterEach
  void deleteConnector() {
    if (rest.connectors().contains(CONNECTOR)) {
      rest.delete(CONNECTOR);
    }
  }

  @Test
  void aTableIsMadeFromAnAvroSchemaAndHoldsItsValues() throws Exception {
    String topic = kafka.createTopic("customers", 1);
    try (TestProducer producer = new TestProducer(kafka)) {
      producer.sendBytes(topic, key(1), bytes(VALUE, ada()));
      producer.sendBytes(topic, key(2), bytes(VALUE, bob()));
      producer.sendBytes(topic, key(3), bytes(VALUE, bob()));
      producer.sendBytes(topic, key(3), null);
    }
    run(topic, "auto.create=true", "delete.mode=hard");
    assertEquals(
        List.of(
            List.of("id", "bigint"),
            List.of("name", "text"),
            List.of("nick", "text"),
            List.of("visits", "integer"),
            List.of("score", "double precision"),
            List.of("active", "boolean"),
            List.of("balance", "numeric(12,2)"),
            List.of("born", "date"),
            List.of("seen", "timestamp with time zone"),
            List.of("wakes", "time without time zone"),
            List.of("status", "text"),
            List.of("tags", "text[]"),
            List.of("limits", "jsonb"),
            List.of("address", "jsonb"),
            List.of("photo", "bytea")),
        database.query(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                + " WHERE attrelid = '\"%s\"'::regclass AND attnum > 0 ORDER BY attnum"
                    .formatted(topic)));
    assertEquals(
        List.of(
            Arrays.asList(
                "1",
                "Ada",
                "countess",
                "7",
                "0.5",
                "t",
                "-12.50",
                "1815-12-10",
                "2024-02-29 12:00:00.123+00",
                "08:00:00.5",
                "OLD",
                "{a,\"b,c\"}",
                "{\"day\": 3}",
                "{\"zip\": \"W1\", \"city\": \"London\"}",
                "\\x00ff"),
            Arrays.asList(
                "2",
                "Bob",
                null,
                "0",
                "0",
                "f",
                "0.00",
                null,
                "2024-02-29 12:00:00.123+00",
                "08:00:00.5",
                "NEW",
                "{}",
                "{}",
                null,
                "\\x")),
        database.query("SELECT * FROM \"%s\" ORDER BY id".formatted(topic)));
  }

  @Test
  void columnsOfOtherTypesTakeAvroValuesToo() throws Exception {
    String topic = kafka.createTopic("customers", 1);
    database.execute(
        "CREATE TYPE status AS ENUM ('NEW', 'OLD')",
        "CREATE TABLE \"%s\" (id bigint PRIMARY KEY, name varchar(20), status status,"
                .formatted(topic)
            + " seen timestamp, balance money, tags jsonb, limits text, photo text)");
    try (TestProducer producer = new TestProducer(kafka)) {
      producer.sendBytes(topic, key(1), bytes(VALUE, ada()));
    }
    run(topic, "fields.exclude=nick,visits,score,active,born,wakes,address,photo");
    assertEquals(
        List.of(
            List.of(
                "Ada",
                "OLD",
                "2024-02-29 12:00:00.123",
                "-$12.50",
                "[\"a\", \"b,c\"]",
                "{\"day\":3}")),
        database.query(
            "SELECT name, status, seen, balance, tags, limits FROM \"%s\"".formatted(topic)));
  }

  private void run(String topic, String... options) {
    Map<String, String> config = Sinks.of(database, topic, options);
    String converter = FixedSchemaAvroConverter.class.getName();
    config.put("key.converter", converter);
    config.put("key.converter.schema", KEY.toString());
    config.put("value.converter", converter);
    config.put("value.converter.schema", VALUE.toString());
    rest.put(CONNECTOR, config);
    worker.awaitCommitted(CONNECTOR, topic);
  }

  private static GenericRecord ada() {
    GenericRecord address =
        new GenericData.Record(VALUE.getField("address").schema().getTypes().get(1));
    address.put("city", "London");
    address.put("zip", "W1");
    GenericRecord ada = customer(1, "Ada", new BigDecimal("-12.50"), "OLD");
    ada.put("nick", "countess");
    ada.put("visits", 7);
    ada.put("score", 0.5);
    ada.put("active", true);
    ada.put("born", (int) LocalDate.of(1815, 12, 10).toEpochDay());
    ada.put("tags", List.of("a", "b,c"));
    ada.put("limits", Map.of("day", 3));
    ada.put("address", address);
    ada.put("photo", ByteBuffer.wrap(new byte[] {0, (byte) 0xff}));
    return ada;
  }

  private static GenericRecord bob() {
    GenericRecord bob = customer(2, "Bob", new BigDecimal("0.00"), "NEW");
    bob.put("visits", 0);
    bob.put("score", 0.0);
    bob.put("active", false);
    bob.put("tags", List.of());
    bob.put("limits", Map.of());
    bob.put("photo", ByteBuffer.allocate(0));
    return bob;
  }

  private static GenericRecord customer(long id, String name, BigDecimal balance, String status) {
    GenericRecord customer = new GenericData.Record(VALUE);
    customer.put("id", id);
    customer.put("name", name);
    customer.put("balance", ByteBuffer.wrap(balance.unscaledValue().toByteArray()));
    customer.put("seen", TIME.toEpochMilli());
    customer.put("wakes", 8 * 3_600_000 + 500);
    customer.put("status", new GenericData.EnumSymbol(VALUE.getField("status").schema(), status));
    return customer;
  }

  private static byte[] key(long id) throws IOException {
    GenericRecord key = new GenericData.Record(KEY);
    key.put("id", id);
    return bytes(KEY, key);
  }

  private static byte[] bytes(Schema schema, GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<>(schema).write(record, encoder);
    return bytes.toByteArray();
  }

  private static Schema parse(String json) {
    return new Schema.Parser().parse(json);
  }
}

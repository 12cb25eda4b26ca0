// SPDX-License-Identifier: Apache-2.0
package io.pgsink.jmh;

import io.pgsink.bench.Envelope;
import io.pgsink.json.FastJsonConverter;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a record's JSON costs in Kafka's converter and in ours: {@code -Djmh=Json}.
 *
 * <p>The trap: one document again and again is in the processor's cache and its branches are known,
 * so there are a thousand. Both converters have read all of them before they are measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JsonBenchmark {
  private static final int DOCUMENTS = 1000;
  private static final String TOPIC = "orders";

  private static final Schema ORDER =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("seq", Schema.INT64_SCHEMA)
          .field("customer", Schema.STRING_SCHEMA)
          .field("quantity", Schema.INT32_SCHEMA)
          .field("weight", Schema.FLOAT64_SCHEMA)
          .field("paid", Schema.BOOLEAN_SCHEMA)
          .field("placed_at", Timestamp.SCHEMA)
          .build();

  /** What the documents are: orders with a schema, in Debezium's envelope, or without a schema. */
  @Param({"order", "envelope", "plain"})
  private String documents;

  @Param({"kafka", "fast"})
  private String converter;

  private final List<byte[]> bytes = new ArrayList<>();
  private Converter reader;

  /** Writes the documents. */
  @Setup
  public void write() {
    boolean schemas = !documents.equals("plain");
    Map<String, String> options = Map.of("schemas.enable", String.valueOf(schemas));
    reader = converter.equals("kafka") ? new JsonConverter() : new FastJsonConverter();
    reader.configure(options, false);
    Schema schema = documents.equals("envelope") ? wide() : ORDER;
    Envelope envelope = new Envelope(schema);
    Random random = new Random(42);
    try (JsonConverter writer = new JsonConverter()) {
      writer.configure(options, false);
      for (int i = 0; i < DOCUMENTS; i++) {
        Struct row = row(schema, random, i);
        bytes.add(
            switch (documents) {
              case "order" -> writer.fromConnectData(TOPIC, schema, row);
              case "plain" -> writer.fromConnectData(TOPIC, null, plain(row));
              default ->
                  writer.fromConnectData(TOPIC, envelope.schema(), envelope.inserted(row, i));
            });
      }
    }
    bytes.forEach(document -> reader.toConnectData(TOPIC, document));
    System.out.printf("%nA document has %d bytes.%n", bytes.get(0).length);
  }

  /** A row of eleven columns, some of a type that only Debezium has. */
  private static Schema wide() {
    SchemaBuilder schema = SchemaBuilder.struct();
    ORDER.fields().forEach(field -> schema.field(field.name(), field.schema()));
    return schema
        .field("changed_at", SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").build())
        .field("shipped_at", SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").build())
        .field("details", SchemaBuilder.string().name("io.debezium.data.Json").version(1).build())
        .field("reference", SchemaBuilder.string().name("io.debezium.data.Uuid").version(1).build())
        .build();
  }

  private static Struct row(Schema schema, Random random, long id) {
    Struct row = new Struct(schema);
    for (Field field : schema.fields()) {
      row.put(
          field,
          switch (field.schema().type()) {
            case INT32 -> random.nextInt(100);
            case INT64 ->
                field.name().equals("placed_at")
                    ? new Date(1_704_067_200_000L + random.nextInt())
                    : Long.valueOf(id + random.nextInt(1_000_000));
            case FLOAT64 -> random.nextInt(10_000) / 8.0;
            case BOOLEAN -> random.nextBoolean();
            default -> field.name() + " " + random.nextInt(100_000);
          });
    }
    return row;
  }

  private static Map<String, Object> plain(Struct row) {
    Map<String, Object> plain = new LinkedHashMap<>();
    for (Field field : row.schema().fields()) {
      Object value = row.get(field);
      plain.put(field.name(), value instanceof Date date ? date.toInstant().toString() : value);
    }
    return plain;
  }

  /** Reads all documents. */
  @Benchmark
  @OperationsPerInvocation(DOCUMENTS)
  public void read(Blackhole hole) {
    for (byte[] document : bytes) {
      hole.consume(reader.toConnectData(TOPIC, document));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.Version;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.junit.jupiter.api.Test;

/** What a converter must do besides reading documents right, and the limits of documents. */
final class FastJsonConverterTest {
  private static final String TOPIC = "orders";
  private static final String INT = "{\"type\":\"int32\",\"optional\":false}";

  @Test
  void workersFindIt() {
    assertTrue(isAmong(ServiceLoader.load(Converter.class)));
    assertTrue(isAmong(ServiceLoader.load(HeaderConverter.class)));
    assertEquals(Version.current(), new FastJsonConverter().version());
  }

  private static boolean isAmong(ServiceLoader<?> plugins) {
    return plugins.stream().anyMatch(plugin -> plugin.type() == FastJsonConverter.class);
  }

  @Test
  void itHasTheOptionsOfKafkasConverter() {
    try (JsonConverter kafkas = new JsonConverter()) {
      assertEquals(kafkas.config().names(), new FastJsonConverter().config().names());
    }
  }

  @Test
  void aTombstoneHasNeitherSchemaNorValue() {
    assertEquals(SchemaAndValue.NULL, converter(Map.of()).toConnectData(TOPIC, null));
  }

  @Test
  void itWritesAsKafkasConverterDoes() {
    Schema schema =
        SchemaBuilder.struct().field("price", Decimal.schema(2)).name("orders.Value").build();
    Struct value = new Struct(schema).put("price", new java.math.BigDecimal("1.50"));
    Map<String, String> options = Map.of("decimal.format", "numeric");
    try (JsonConverter kafkas = new JsonConverter()) {
      kafkas.configure(options, false);
      FastJsonConverter fast = converter(options);
      byte[] document = fast.fromConnectData(TOPIC, schema, value);
      assertArrayEquals(kafkas.fromConnectData(TOPIC, schema, value), document);
      for (int i = 0; i < 3; i++) {
        assertEquals(value, fast.toConnectData(TOPIC, document).value());
      }
    }
  }

  @Test
  void itConvertsHeaders() {
    FastJsonConverter converter = new FastJsonConverter();
    converter.configure(Map.of("converter.type", "header", "schemas.enable", "false"));
    byte[] header = converter.fromConnectHeader(TOPIC, "h", null, Map.of("a", 1L));
    assertEquals(Map.of("a", 1L), converter.toConnectHeader(TOPIC, "h", header).value());
  }

  @Test
  void twoSchemasOfATopicTakeTurns() {
    FastJsonConverter converter = converter(Map.of());
    String text = "{\"type\":\"string\",\"optional\":false}";
    for (int i = 0; i < 5; i++) {
      assertEquals(i, read(converter, envelope(INT, String.valueOf(i))));
      assertEquals("x" + i, read(converter, envelope(text, "\"x" + i + "\"")));
    }
  }

  @Test
  void aBadDocumentLeavesNoTraceInTheNextOne() {
    FastJsonConverter converter = converter(Map.of());
    assertEquals(1, read(converter, envelope(INT, "1")));
    for (String bad : new String[] {"tru", "\"", "{\"a\":[1,{\"b\":\"", "", "1,", "null"}) {
      assertThrows(DataException.class, () -> read(converter, envelope(INT, bad)), bad);
      assertEquals(2, read(converter, envelope(INT, "2")), "behind " + bad);
    }
    // Kafka's converter ignores what is behind the document
    assertEquals(3, read(converter, envelope(INT, "3") + "{\"schema\":"));
    assertEquals(4, read(converter, envelope(INT, "4")));
  }

  @Test
  void emptyBytesAreOneKeyAsInKafkasConverter() {
    FastJsonConverter converter = converter(Map.of());
    String map = "{\"type\":\"map\",\"keys\":{\"type\":\"bytes\"},\"values\":" + INT + "}";
    for (int i = 0; i < 3; i++) {
      Object value = read(converter, envelope(map, "[[\"\",1],[\"\",2],[\"YQ==\",3]]"));
      assertEquals(2, ((Map<?, ?>) value).size());
    }
  }

  @Test
  void deepDocumentsAreRefusedAndNotMet() {
    FastJsonConverter plain = converter(Map.of("schemas.enable", "false"));
    for (int depth : new int[] {1_001, 100_000}) {
      String deep = "[".repeat(depth) + "]".repeat(depth);
      assertThrows(DataException.class, () -> read(plain, deep));
      assertThrows(DataException.class, () -> read(plain, "{\"a\":".repeat(depth)));
    }
    read(plain, "[".repeat(1_000) + "]".repeat(1_000));
  }

  @Test
  void longNumbersAndNamesAreRefused() {
    FastJsonConverter plain = converter(Map.of("schemas.enable", "false"));
    assertThrows(DataException.class, () -> read(plain, "9".repeat(1_001)));
    assertThrows(DataException.class, () -> read(plain, "0." + "9".repeat(1_001)));
    String name = "n".repeat(50_001);
    assertThrows(DataException.class, () -> read(plain, "{\"" + name + "\":1}"));
    String allowed = name.substring(1);
    assertEquals(Map.of(allowed, 1L), read(plain, "{\"" + allowed + "\":1}"));
    assertEquals(Double.POSITIVE_INFINITY, read(plain, "1e999999999"));
  }

  @Test
  void tenMillionFieldsAreRefused() {
    FastJsonConverter plain = converter(Map.of("schemas.enable", "false"));
    StringBuilder document = new StringBuilder("{\"f\":0");
    for (int i = 0; i < 10_000_000; i++) {
      document.append(",\"").append(Integer.toString(i, 36)).append("\":0");
    }
    assertThrows(DataException.class, () -> read(plain, document.append('}').toString()));
  }

  @Test
  void namesThatNeverComeAgainDoNotGather() {
    FastJsonConverter plain = converter(Map.of("schemas.enable", "false"));
    for (int i = 0; i < 300_000; i++) {
      String name = "name " + i;
      assertEquals(Map.of(name, 1L), read(plain, "{\"" + name + "\":1}"));
    }
  }

  @Test
  void knownSchemasAreBoundedByNumber() {
    KnownSchemas known = new KnownSchemas(100);
    for (int i = 0; i < 1_000; i++) {
      known.add("topic " + i % 7, knownSchema("{\"schema\":" + i + ",\"payload\":"));
      assertTrue(known.count() <= 100);
    }
    byte[] document = bytes("{\"schema\":999,\"payload\":1}");
    assertNull(known.of("topic " + 999 % 7, document).schema());
    assertThrows(Undecided.class, () -> known.of("topic 0", document));
  }

  @Test
  void knownSchemasAreBoundedByBytes() {
    KnownSchemas known = new KnownSchemas(1_000);
    for (int i = 0; i < 100; i++) {
      known.add("topic", knownSchema(i + "x".repeat(1 << 20)));
    }
    assertTrue(known.count() < 9, known.count() + " of a megabyte each");
    known.add("topic", knownSchema("x".repeat(20 << 20)));
    assertNotEquals(0, known.count());
  }

  private static KnownSchema knownSchema(String opening) {
    return new KnownSchema(bytes(opening), null, Place.PLAIN);
  }

  private static FastJsonConverter converter(Map<String, String> options) {
    FastJsonConverter converter = new FastJsonConverter();
    converter.configure(new HashMap<>(options), false);
    return converter;
  }

  private static String envelope(String schema, String payload) {
    return "{\"schema\":" + schema + ",\"payload\":" + payload + "}";
  }

  private static Object read(FastJsonConverter converter, String document) {
    return converter.toConnectData(TOPIC, bytes(document)).value();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.record.Samples.named;
import static io.pgsink.record.Samples.row;
import static io.pgsink.record.Samples.struct;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnavailableValueTest {
  private static final String TEXT = "__debezium_unavailable_value";
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);
  private static final UnavailableValue UNAVAILABLE = new UnavailableValue(BYTES);
  private static final byte[] POINT =
      HexFormat.of().parseHex("0101000020e6100000000000fc83d797c1000000fc83d797c1");

  static Stream<Object> placeholders() {
    Function<Byte, Struct> variableScale =
        number -> struct("scale", 0, "value", new byte[] {number});
    return Stream.of(
        TEXT,
        new String(TEXT),
        BYTES,
        ByteBuffer.wrap(BYTES),
        ByteBuffer.wrap(("xx" + TEXT + "y").getBytes(StandardCharsets.UTF_8), 2, 28).slice(),
        Base64.getEncoder().encodeToString(BYTES),
        Base64.getUrlEncoder().encodeToString(BYTES),
        HexFormat.of().formatHex(BYTES),
        "{\"" + TEXT + "\":\"" + TEXT + "\"}",
        List.of(TEXT),
        List.of(BYTES),
        List.of(ByteBuffer.wrap(BYTES)),
        List.of(Base64.getEncoder().encodeToString(BYTES)),
        List.of(UUID.nameUUIDFromBytes(BYTES).toString()),
        numbers(number -> (short) number),
        numbers(number -> (int) number),
        numbers(number -> (long) number),
        numbers(number -> (float) number),
        numbers(number -> (double) number),
        numbers(number -> BigDecimal.valueOf(number).setScale(2)),
        numbers(variableScale),
        Map.of(TEXT, TEXT),
        named("io.debezium.data.geometry.Geometry", "srid", 4326, "wkb", POINT),
        row("srid", 4326, "wkb", Base64.getEncoder().encodeToString(POINT)));
  }

  static Stream<Object> values() {
    List<Object> longer = new ArrayList<>(numbers(number -> (int) number));
    longer.add(0);
    List<Object> other = new ArrayList<>(numbers(number -> (int) number));
    other.set(27, 0);
    List<Object> withNull = new ArrayList<>(numbers(number -> (int) number));
    withNull.set(3, null);
    return Stream.of(
        "",
        TEXT + " ",
        TEXT.toUpperCase(java.util.Locale.ROOT),
        "x".repeat(TEXT.length()),
        UUID.nameUUIDFromBytes(BYTES).toString(),
        new byte[0],
        new byte[28],
        List.of(),
        List.of(TEXT, TEXT),
        Collections.singletonList(null),
        longer,
        other,
        withNull,
        Collections.nCopies(28, true),
        Map.of(TEXT, "x"),
        Map.of("x", TEXT),
        Map.of("wkb", "x"),
        struct("wkb", new byte[21]),
        struct("value", TEXT),
        0,
        28L,
        true);
  }

  @ParameterizedTest
  @MethodSource("placeholders")
  void everyFormOfThePlaceholderIsKnown(Object placeholder) {
    assertTrue(UNAVAILABLE.is(placeholder));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesThatLookLikeItStayValues(Object value) {
    assertFalse(UNAVAILABLE.is(value));
  }

  @Test
  void aNullIsAValue() {
    assertFalse(UNAVAILABLE.is(null));
  }

  @Test
  void aBufferIsNotConsumed() {
    ByteBuffer buffer = ByteBuffer.wrap(BYTES).asReadOnlyBuffer();
    assertTrue(UNAVAILABLE.is(buffer));
    assertTrue(buffer.remaining() == BYTES.length);
  }

  @Test
  void onlySchemasThatCanHoldItAreLookedAt() {
    assertTrue(UnavailableValue.isPossible(Schema.STRING_SCHEMA));
    assertTrue(UnavailableValue.isPossible(Schema.BYTES_SCHEMA));
    assertTrue(UnavailableValue.isPossible(SchemaBuilder.array(Schema.INT32_SCHEMA).build()));
    assertTrue(
        UnavailableValue.isPossible(
            SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build()));
    assertFalse(UnavailableValue.isPossible(Schema.INT32_SCHEMA));
    assertFalse(UnavailableValue.isPossible(Decimal.schema(2)));
    assertFalse(UnavailableValue.isPossible(SchemaBuilder.struct().build()));
  }

  private static <T> List<Object> numbers(Function<Byte, T> number) {
    List<Object> list = new ArrayList<>();
    for (byte b : BYTES) {
      list.add(number.apply(b));
    }
    return list;
  }

  @Test
  void thePlaceholderOfOneSourceIsAValueForAnother() {
    UnavailableValue other = new UnavailableValue("n/a".getBytes(StandardCharsets.UTF_8));
    assertTrue(other.is("n/a"));
    assertTrue(other.is(List.of("n/a")));
    assertTrue(other.is(Map.of("n/a", "n/a")));
    assertTrue(other.is(List.of(110, 47, 97)));
    assertTrue(
        other.is(Base64.getEncoder().encodeToString("n/a".getBytes(StandardCharsets.UTF_8))));
    assertFalse(other.is(TEXT));
    assertFalse(UNAVAILABLE.is("n/a"));
  }
}

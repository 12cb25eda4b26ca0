// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.BadRecordException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static String json(Object value) {
    return Types.text(value, Types.builtIn("jsonb"));
  }

  @Test
  void everyControlCharacterIsEscaped() {
    StringBuilder text = new StringBuilder();
    for (char c = 0; c < 0x30; c++) {
      text.append(c);
    }
    text.append("\\\u007f\u2028é\ud83d\ude80");
    String document = json(List.of(text.toString()));
    // Kafka's own converter reads what was meant
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "false"), false);
      SchemaAndValue read =
          converter.toConnectData("t", document.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertEquals(List.of(text.toString()), read.value());
    }
  }

  @Test
  void numbersKeepEveryDigit() {
    assertEquals(
        "[1.50,100,0.1,0.30000000000000004,0.1,-0.0,-0.0]",
        json(
            Arrays.asList(
                new BigDecimal("1.50"),
                new BigDecimal("1E+2"),
                0.1,
                0.1 + 0.2,
                0.1f,
                -0.0,
                -0.0f)));
  }

  @Test
  void whatJsonHasNoNumberForIsRefused() {
    for (Object value : new Object[] {Double.NaN, Float.POSITIVE_INFINITY}) {
      String message =
          assertThrows(BadRecordException.class, () -> json(List.of(value))).getMessage();
      assertTrue(message.contains("NaN"), message);
    }
    assertThrows(BadRecordException.class, () -> json(List.of(new BigDecimal("1e200000"))));
  }

  @Test
  void fieldsOfAStructAreThereAlsoWhenTheyAreNull() {
    Schema schema =
        SchemaBuilder.struct()
            .field("a", Schema.OPTIONAL_INT32_SCHEMA)
            .field("d", SchemaBuilder.int32().defaultValue(5).build())
            .field("o", SchemaBuilder.int32().optional().defaultValue(6).build())
            .field("m", SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.BOOLEAN_SCHEMA).optional())
            .build();
    Struct struct = new Struct(schema).put("m", Map.of(1, true)).put("o", null);
    assertEquals(
        "{\"a\":null,\"d\":5,\"o\":null,\"m\":{\"1\":true}}",
        Types.form(schema, Types.builtIn("json")).of(struct));
  }

  @Test
  void mapsKeepTheirOrderAndNeedKeys() {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("b", 1L);
    map.put("a", null);
    assertEquals("{\"b\":1,\"a\":null}", json(map));
    map.put(null, 1L);
    assertThrows(BadRecordException.class, () -> json(map));
  }

  @Test
  void depthIsLimitedBeforeTheStackIs_B037() {
    assertEquals("[".repeat(1001) + "]".repeat(1001), json(nested(1001)));
    assertThrows(BadRecordException.class, () -> json(nested(1002)));
    assertThrows(BadRecordException.class, () -> json(nested(100_000)));
  }

  private static List<Object> nested(int levels) {
    List<Object> list = new ArrayList<>();
    for (int i = 1; i < levels; i++) {
      list = new ArrayList<>(Collections.singletonList(list));
    }
    return list;
  }

  @Test
  void aClassThatConnectDoesNotDefineIsRefusedByItsName() {
    String message =
        assertThrows(BadRecordException.class, () -> json(List.of(new Object()))).getMessage();
    assertTrue(message.contains("java.lang.Object"), message);
  }
}

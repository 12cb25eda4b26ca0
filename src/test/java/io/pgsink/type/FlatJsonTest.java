// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
  @Test
  void anObjectOfStringsAndNulls() {
    Map<String, String> members =
        FlatJson.parse(" {\"b\" : \"1\" ,\n\"a\":null, \"\":\"\"}".strip()).orElseThrow();
    assertEquals(List.of("b", "a", ""), new ArrayList<>(members.keySet()));
    assertEquals("1", members.get("b"));
    assertEquals(null, members.get("a"));
    assertEquals(Optional.of(Map.of()), FlatJson.parse("{ }"));
  }

  @Test
  void escapesAreResolved() {
    assertEquals(
        Optional.of(Map.of("k\"\\/", "\b\f\n\r\té\ud83d\ude80")),
        FlatJson.parse("{\"k\\\"\\\\\\/\":\"\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude80\"}"));
  }

  @Test
  void ofEqualNamesTheLastIsMeant() {
    assertEquals(Optional.of(Map.of("a", "2")), FlatJson.parse("{\"a\":\"1\",\"a\":\"2\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a=>1",
        "[]",
        "null",
        "{",
        "{}x",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1}",
        "{\"a\":true}",
        "{\"a\":{}}",
        "{\"a\":\"b\",}",
        "{\"a\":\"b\"",
        "{\"a\":\"b}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\n\"}",
        "{a:\"b\"}",
        "{\"a\":nul}",
        "{\"a\" \"b\"}"
      })
  void anythingElseIsNone(String text) {
    assertEquals(Optional.empty(), FlatJson.parse(text));
  }
}

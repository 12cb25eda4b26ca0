// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values without a schema into what Kafka's converter makes of them: whole numbers are {@code
 * Long}, others {@code Double} (by way of {@code BigDecimal}, which knows no negative zero),
 * objects are {@code HashMap}, arrays {@code ArrayList}. It reads null too, inside and outside.
 */
final class PlainReader implements ValueReader {
  private static final int DEEPEST = 100;

  @Override
  public Object read(JsonParser json) throws IOException {
    return read(json, 1);
  }

  private static Object read(JsonParser json, int depth) throws IOException {
    return switch (json.currentTokenId()) {
      case JsonTokenId.ID_STRING -> json.getText();
      case JsonTokenId.ID_NUMBER_INT -> json.getLongValue();
      case JsonTokenId.ID_NUMBER_FLOAT -> json.getDecimalValue().doubleValue();
      case JsonTokenId.ID_TRUE -> true;
      case JsonTokenId.ID_FALSE -> false;
      case JsonTokenId.ID_NULL -> null;
      case JsonTokenId.ID_START_OBJECT -> object(json, depth);
      case JsonTokenId.ID_START_ARRAY -> array(json, depth);
      default -> throw new Undecided();
    };
  }

  private static Map<String, Object> object(JsonParser json, int depth) throws IOException {
    expectDepth(depth);
    // of the default size, so that it iterates as Kafka's does
    Map<String, Object> map = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      map.put(name, read(json, depth + 1));
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new Undecided();
    }
    return map;
  }

  private static List<Object> array(JsonParser json, int depth) throws IOException {
    expectDepth(depth);
    List<Object> list = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(read(json, depth + 1));
    }
    return list;
  }

  /** Keeps the recursion small; Kafka's converter goes on to 1,000. */
  private static void expectDepth(int depth) {
    if (depth > DEEPEST) {
      throw new Undecided();
    }
  }
}

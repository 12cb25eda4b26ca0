// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads maps with other keys than text, which are spelled as arrays of pairs. */
record PairsReader(Place key, Place value) implements ValueReader {
  @Override
  public Object read(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    Map<Object, Object> map = new HashMap<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.START_ARRAY);
      json.nextToken();
      Object first = key.read(json);
      json.nextToken();
      map.put(first, value.read(json));
      expect(json.nextToken(), JsonToken.END_ARRAY);
    }
    return map;
  }

  private static void expect(JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw new Undecided();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads maps with text as keys, which are spelled as JSON objects. */
record ObjectReader(Place value) implements ValueReader {
  @Override
  public Object read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new Undecided();
    }
    Map<String, Object> map = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      map.put(name, value.read(json));
    }
    return map;
  }
}

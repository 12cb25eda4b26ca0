// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Where a value of one schema can be: the payload, a field, an element.
 *
 * @param reader reads what is there
 * @param absent what stands for null and for nothing, or {@link #REQUIRED}
 */
record Place(ValueReader reader, Object absent) {
  /** Kafka's converter refuses null here. */
  static final Object REQUIRED = new Object();

  /** The payload of a document without a schema. */
  static final Place PLAIN = new Place(new PlainReader(), null);

  Object read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      return reader.read(json);
    }
    if (absent == REQUIRED) {
      throw new Undecided();
    }
    return absent;
  }
}

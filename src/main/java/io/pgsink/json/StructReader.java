// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads objects into structs. The field behind the last one in the schema is tried first, by its
 * bytes, because converters write fields in the schema's order; any other order is right too, and
 * of two fields of one name the last one counts.
 */
final class StructReader implements ValueReader {
  private final Schema schema;
  private final Field[] fields;
  private final SerializedString[] names;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final ValueReader[] readers;

  /** A struct's values if none of its fields is there. */
  private final Object[] absent;

  StructReader(Schema schema, List<Place> places) {
    int width = places.size();
    this.schema = schema;
    this.fields = schema.fields().toArray(new Field[0]);
    this.names = new SerializedString[width];
    this.readers = new ValueReader[width];
    this.absent = new Object[width];
    for (int i = 0; i < width; i++) {
      names[i] = new SerializedString(fields[i].name());
      indexes.put(fields[i].name(), i);
      readers[i] = places.get(i).reader();
      absent[i] = places.get(i).absent();
    }
  }

  @Override
  public Object read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new Undecided();
    }
    Object[] values = absent.clone();
    int expected = 0;
    while (true) {
      int index;
      if (expected < names.length && json.nextFieldName(names[expected])) {
        index = expected;
      } else {
        if (expected == names.length) {
          json.nextToken();
        }
        if (json.currentToken() != JsonToken.FIELD_NAME) {
          return struct(json, values);
        }
        index = indexes.getOrDefault(json.currentName(), -1);
      }
      JsonToken token = json.nextToken();
      if (index < 0) {
        // read as by Kafka's converter, which finds what is wrong in fields that it ignores
        Place.PLAIN.read(json);
      } else {
        values[index] = token == JsonToken.VALUE_NULL ? absent[index] : readers[index].read(json);
        expected = index + 1;
      }
    }
  }

  private Struct struct(JsonParser json, Object[] values) {
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new Undecided();
    }
    for (Object value : values) {
      if (value == Place.REQUIRED) {
        throw new Undecided();
      }
    }
    return StructValues.of(schema, fields, values);
  }
}

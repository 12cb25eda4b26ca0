// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** Makes readers of schemas, once for each. */
final class Readers {
  private final boolean nullBecomesDefault;

  /**
   * @param nullBecomesDefault whether null in the place of a value with a default is the default:
   *     the option {@code replace.null.with.default}
   */
  Readers(boolean nullBecomesDefault) {
    this.nullBecomesDefault = nullBecomesDefault;
  }

  /**
   * The place for the payload of a schema.
   *
   * @param schema may be null, as in a document whose schema is
   */
  Place place(Schema schema) {
    return schema == null ? Place.PLAIN : new Place(reader(schema), absent(schema));
  }

  private Object absent(Schema schema) {
    if (schema.defaultValue() != null && nullBecomesDefault) {
      return schema.defaultValue();
    }
    return schema.isOptional() ? null : Place.REQUIRED;
  }

  private ValueReader reader(Schema schema) {
    if (LogicalReaders.areFor(schema)) {
      return LogicalReaders.of(schema);
    }
    return switch (schema.type()) {
      case STRUCT -> struct(schema);
      case ARRAY -> new ListReader(place(schema.valueSchema()));
      case MAP -> map(schema);
      default -> ScalarReaders.of(schema.type());
    };
  }

  private ValueReader map(Schema schema) {
    Place value = place(schema.valueSchema());
    if (schema.keySchema().type() != Schema.Type.STRING) {
      return new PairsReader(place(schema.keySchema()), value);
    }
    // a key is its name, whatever its schema is called, and a struct would not take it
    return LogicalReaders.areFor(schema.keySchema())
        ? ValueReader.LEFT_TO_KAFKA
        : new ObjectReader(value);
  }

  private ValueReader struct(Schema schema) {
    List<Place> places = new ArrayList<>();
    for (Field field : schema.fields()) {
      places.add(place(field.schema()));
    }
    return new StructReader(schema, places);
  }
}

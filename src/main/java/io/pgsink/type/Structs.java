// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** Reads the fields of Structs. */
final class Structs {
  private Structs() {}

  /** A field's value: null stays null where it may, else a default stands in. */
  static Object value(Struct struct, Field field) {
    Object value = struct.getWithoutDefault(field.name());
    return value == null && !field.schema().isOptional() ? field.schema().defaultValue() : value;
  }

  /** The value of the field of this name, or null when there is no such field. */
  static Object value(Struct struct, String name) {
    Field field = struct.schema().field(name);
    return field == null ? null : value(struct, field);
  }

  /** The value of a Struct's field or of a Map's entry, null when there is none. */
  static Object member(Object container, String name) {
    return container instanceof Struct struct
        ? value(struct, name)
        : ((Map<?, ?>) container).get(name);
  }
}

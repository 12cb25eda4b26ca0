// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Makes structs of values that are right, because readers of their schemas made them. {@link
 * Struct#put} checks each value again, and those of a struct inside once more for each level; in a
 * Debezium event that takes as long as reading it. So values go straight into the struct's array,
 * as long as Connect has it under the name that it had in 3.6 to 4.4; otherwise they are put.
 */
final class StructValues {
  private static final VarHandle ARRAY = array();

  private StructValues() {}

  /** A struct of as many values as its schema has fields. */
  static Struct of(Schema schema, Field[] fields, Object[] values) {
    Struct struct = new Struct(schema);
    if (ARRAY != null) {
      System.arraycopy(values, 0, (Object[]) ARRAY.get(struct), 0, values.length);
      return struct;
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        struct.put(fields[i], values[i]);
      }
    }
    return struct;
  }

  private static VarHandle array() {
    try {
      return MethodHandles.privateLookupIn(Struct.class, MethodHandles.lookup())
          .findVarHandle(Struct.class, "values", Object[].class);
    } catch (ReflectiveOperationException | SecurityException notThere) {
      return null;
    }
  }
}

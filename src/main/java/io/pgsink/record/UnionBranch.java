// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.UnionNames;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Record keys and values that are unions as a whole stand for the branch that is set. */
final class UnionBranch {
  private UnionBranch() {}

  /** A key or value without the union around it. */
  static Object value(Object value) {
    return isUnion(value) ? ((Struct) value).get(set((Struct) value)) : value;
  }

  /** The schema of a key or value without the union around it. */
  static Schema schema(Object value, Schema schema) {
    return isUnion(value) ? set((Struct) value).schema() : schema;
  }

  private static boolean isUnion(Object value) {
    return value instanceof Struct struct
        && UnionNames.isUnion(struct.schema().name(), struct.schema().parameters());
  }

  private static Field set(Struct union) {
    for (Field field : union.schema().fields()) {
      if (union.getWithoutDefault(field.name()) != null) {
        return field;
      }
    }
    throw new BadRecordException("the record is a union of which no branch is set");
  }
}

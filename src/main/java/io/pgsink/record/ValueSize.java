// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Estimates how many bytes a value takes on the wire, length word included. Never exact. */
final class ValueSize {
  private static final int LENGTH_WORD = 4;
  private static final int NUMBER = 8;
  private static final int DECIMAL = 4;

  /** Deeper values are counted as one number each: an estimate must not overflow the stack. */
  private static final int MAX_DEPTH = 64;

  private ValueSize() {}

  /** The size of any value of this schema, or -1 where it depends on the value. */
  static int fixed(Schema schema) {
    return switch (schema.type()) {
      case BOOLEAN, INT8 -> LENGTH_WORD + 1;
      case INT16 -> LENGTH_WORD + 2;
      case INT32, FLOAT32 -> LENGTH_WORD + 4;
      case INT64, FLOAT64 -> LENGTH_WORD + 8;
      case BYTES -> -1;
      case STRING, ARRAY, MAP, STRUCT -> -1;
    };
  }

  /** The size of a value of any class, null included. */
  static int of(Object value) {
    return (int) Math.min(Integer.MAX_VALUE, sizeOf(value, MAX_DEPTH));
  }

  private static long sizeOf(Object value, int depth) {
    if (value == null) {
      return LENGTH_WORD;
    }
    if (value instanceof String text) {
      return LENGTH_WORD + (long) text.length();
    }
    if (value instanceof byte[] bytes) {
      return LENGTH_WORD + (long) bytes.length;
    }
    if (value instanceof ByteBuffer buffer) {
      return LENGTH_WORD + (long) buffer.remaining();
    }
    if (value instanceof BigDecimal decimal) {
      // as the text that it may become: a digit a byte, filling zeros included
      return LENGTH_WORD + DECIMAL + Math.abs((long) decimal.scale()) + decimal.precision();
    }
    if (depth == 0) {
      return LENGTH_WORD + NUMBER;
    }
    if (value instanceof List<?> list) {
      return sizeOf(list, depth);
    }
    if (value instanceof Map<?, ?> map) {
      return sizeOf(map, depth);
    }
    return value instanceof Struct struct ? sizeOf(struct, depth) : LENGTH_WORD + NUMBER;
  }

  private static long sizeOf(List<?> list, int depth) {
    long size = LENGTH_WORD;
    for (Object element : list) {
      size += sizeOf(element, depth - 1);
    }
    return size;
  }

  private static long sizeOf(Map<?, ?> map, int depth) {
    long size = LENGTH_WORD;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      size += sizeOf(entry.getKey(), depth - 1) + sizeOf(entry.getValue(), depth - 1);
    }
    return size;
  }

  private static long sizeOf(Struct struct, int depth) {
    long size = LENGTH_WORD;
    for (Field field : struct.schema().fields()) {
      size += field.name().length() + sizeOf(struct.get(field), depth - 1);
    }
    return size;
  }
}

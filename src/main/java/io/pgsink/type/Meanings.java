// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.UnionNames;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Finds out what values mean: by their schema, or by their class where they have none. */
final class Meanings {
  private Meanings() {}

  /** What values of a schema mean. */
  static Meaning of(Schema schema) {
    Meaning named = named(schema);
    return named == null ? plain(schema.type()) : named;
  }

  /** What a schemaless value means, never null. */
  static Meaning of(Object value) {
    if (value instanceof String) {
      return Meaning.TEXT;
    } else if (value instanceof Long || value instanceof Integer) {
      return Meaning.INTEGER;
    } else if (value instanceof Double) {
      return Meaning.DOUBLE;
    } else if (value instanceof Boolean) {
      return Meaning.BOOLEAN;
    } else if (value instanceof Map) {
      return Meaning.MAP;
    } else if (value instanceof List) {
      return Meaning.LIST;
    } else if (value instanceof BigDecimal || value instanceof BigInteger) {
      return Meaning.DECIMAL;
    } else if (value instanceof Struct struct) {
      return of(struct.schema());
    } else if (value instanceof Float) {
      return Meaning.FLOAT;
    } else if (value instanceof Short || value instanceof Byte) {
      return Meaning.INTEGER;
    } else if (value instanceof byte[] || value instanceof ByteBuffer) {
      return Meaning.BYTES;
    } else if (value instanceof java.util.Date) {
      return Meaning.INSTANT;
    }
    throw Refusals.unknownClass(value);
  }

  /** What the schema's name says, or null where it says nothing to us: then its type decides. */
  private static Meaning named(Schema schema) {
    String name = schema.name();
    boolean struct = schema.type() == Schema.Type.STRUCT;
    if (struct && UnionNames.isUnion(name, schema.parameters())) {
      return Meaning.UNION;
    }
    if (name == null) {
      return null;
    }
    return switch (name) {
      case Decimal.LOGICAL_NAME -> Meaning.DECIMAL;
      case Date.LOGICAL_NAME -> Meaning.DATE;
      case Time.LOGICAL_NAME -> Meaning.TIME;
      case Timestamp.LOGICAL_NAME -> Meaning.INSTANT;
      default -> SemanticTypes.named(schema);
    };
  }

  private static Meaning plain(Schema.Type type) {
    return switch (type) {
      case INT8, INT16, INT32, INT64 -> Meaning.INTEGER;
      case FLOAT32 -> Meaning.FLOAT;
      case FLOAT64 -> Meaning.DOUBLE;
      case BOOLEAN -> Meaning.BOOLEAN;
      case STRING -> Meaning.TEXT;
      case BYTES -> Meaning.BYTES;
      case ARRAY -> Meaning.LIST;
      case MAP -> Meaning.MAP;
      case STRUCT -> Meaning.STRUCT;
    };
  }
}

package io.pgsink.type;

import io.pgsink.table.UnionNames;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** What Connect's own schema types mean. */
final class ConnectTypes {
  private ConnectTypes() {}

  /** What the schema's name says, or null where it says nothing to us: then its type decides. */
  static Meaning named(Schema schema) {
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

  static Meaning plain(Schema.Type type) {
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

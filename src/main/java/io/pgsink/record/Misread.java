// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.table.BadRecordException;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Records that a converter or transform should have read in another way, and which. */
final class Misread {
  private static final String MONGO_TRANSFORM =
      "io.debezium.connector.mongodb.transforms.ExtractNewDocumentState";

  private static final Set<String> ENVELOPE_FIELDS =
      Set.of(
          "before",
          "after",
          "op",
          "source",
          "patch",
          "filter",
          "updateDescription",
          "transaction",
          "ts_ms",
          "ts_us",
          "ts_ns");

  /** What stands in {@code type} of a schema that JsonConverter writes. */
  private static final Set<String> SCHEMA_TYPES =
      Set.of(
          "struct", "map", "array", "string", "bytes", "boolean", "int8", "int16", "int32", "int64",
          "float", "double");

  private Misread() {}

  /** Why a value that is neither a Struct nor a Map is no row. */
  static BadRecordException value(Object value) {
    if (value instanceof Iterable) {
      return new BadRecordException(
          "the record value is a list, and a record is one row: split the list before it is"
              + " written to the topic, or set value.column to store it as it is");
    }
    return new BadRecordException(
        "the record value is a "
            + value.getClass().getSimpleName()
            + ", not a row; set value.converter to the format of the topic (for example"
            + " org.apache.kafka.connect.json.JsonConverter), or value.column to store the value as"
            + " it is");
  }

  /**
   * Looks for JSON that was written with its schema and read without, and for MongoDB's documents.
   */
  static void check(Object key, Map<?, ?> value) {
    if (isWithSchema(value)) {
      throw withSchema("value");
    }
    if (key instanceof Map<?, ?> map && isWithSchema(map)) {
      throw withSchema("key");
    }
    if (holdsDocument(value) && isEnvelope(value.keySet())) {
      throw ofMongo();
    }
  }

  private static boolean isEnvelope(Set<?> fields) {
    for (Object field : fields) {
      if (field == null || !ENVELOPE_FIELDS.contains(field)) {
        return false;
      }
    }
    return true;
  }

  /** The same for a Struct. */
  static void check(Struct value) {
    Schema schema = value.schema();
    if (schema.field(Debezium.OP) != null
        && holdsDocument(value)
        && schema.fields().stream().allMatch(field -> ENVELOPE_FIELDS.contains(field.name()))) {
      throw ofMongo();
    }
  }

  private static boolean holdsDocument(Object event) {
    return Debezium.field(event, Debezium.OP) instanceof String op
        && op.length() == 1
        && (isDocument(Debezium.field(event, Debezium.AFTER))
            || isDocument(Debezium.field(event, Debezium.BEFORE))
            || isUpdateAlone(event));
  }

  /** What an update changed, without the document. */
  private static boolean isUpdateAlone(Object event) {
    return Debezium.field(event, Debezium.SOURCE) != null
        && Debezium.field(event, Debezium.AFTER) == null
        && (Debezium.field(event, "updateDescription") != null
            || Debezium.field(event, "patch") != null);
  }

  private static boolean isDocument(Object value) {
    return value instanceof String text && text.startsWith("{");
  }

  private static BadRecordException ofMongo() {
    return new BadRecordException(
        "the event is one of MongoDB's, whose documents are JSON texts: unwrap them with the"
            + " transform "
            + MONGO_TRANSFORM);
  }

  private static boolean isWithSchema(Map<?, ?> map) {
    return map.size() == 2
        && map.containsKey("payload")
        && map.get("schema") instanceof Map<?, ?> schema
        && schema.get("type") instanceof String type
        && SCHEMA_TYPES.contains(type);
  }

  private static BadRecordException withSchema(String side) {
    return new BadRecordException(
        "the record %s holds its schema beside its payload: set %s.converter.schemas.enable=true"
            .formatted(side, side));
  }
}

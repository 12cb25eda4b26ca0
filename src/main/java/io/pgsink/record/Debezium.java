// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * The shapes of Debezium's change events.
 *
 * <p>A shape is recognised by several marks together, so that an ordinary row which happens to have
 * a column {@code op} or {@code source} stays an ordinary row. See <a
 * href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-events">
 * Data change events</a>.
 */
final class Debezium {
  static final String OP = "op";
  static final String SOURCE = "source";
  static final String BEFORE = "before";
  static final String AFTER = "after";

  /** Added by the flattening transform: whether the row was deleted. */
  static final String DELETED = "__deleted";

  private static final String ENVELOPE = ".Envelope";
  private static final String CONNECTOR = "io.debezium.connector.";
  private static final String OPS = "crudtm";
  private static final Set<String> TRANSACTION_FIELDS =
      Set.of("id", "event_count", "data_collections");

  private Debezium() {}

  static boolean isEnvelope(Schema schema) {
    Field op = schema.field(OP);
    if (op == null || op.schema().type() != Schema.Type.STRING) {
      return false;
    }
    String name = schema.name();
    if (name != null && name.endsWith(ENVELOPE)) {
      return true;
    }
    return isStruct(schema.field(SOURCE))
        && (isStruct(schema.field(AFTER)) || isStruct(schema.field(BEFORE)));
  }

  static boolean isEnvelope(Map<?, ?> value) {
    return value.get(OP) instanceof String op
        && op.length() == 1
        && OPS.contains(op)
        && value.get(SOURCE) instanceof Map
        && (value.containsKey(AFTER) || value.containsKey(BEFORE))
        && isRowOrNull(value.get(AFTER))
        && isRowOrNull(value.get(BEFORE));
  }

  /**
   * Whether records of this schema report something that is no row: DDL, a transaction, a message.
   */
  static boolean isNoRow(Schema schema) {
    String name = schema.name();
    if (name == null || !name.startsWith(CONNECTOR)) {
      return false;
    }
    String simple = name.substring(name.lastIndexOf('.') + 1);
    return simple.startsWith("SchemaChange")
        || simple.startsWith("TransactionMetadata")
        || simple.equals("MessageValue")
        || simple.equals("Heartbeat");
  }

  static boolean isNoRow(Map<?, ?> value) {
    if (!(value.get(SOURCE) instanceof Map)) {
      return isTransaction(value);
    }
    boolean schemaChange = value.containsKey("ddl") && value.get("tableChanges") instanceof List;
    boolean message = "m".equals(value.get(OP)) && value.get("message") instanceof Map;
    return schemaChange || message;
  }

  private static boolean isTransaction(Map<?, ?> value) {
    Object status = value.get("status");
    return ("BEGIN".equals(status) || "END".equals(status))
        && value.keySet().containsAll(TRANSACTION_FIELDS);
  }

  /** Whether a record without schemas is a heartbeat: its key tells, its value is only a time. */
  static boolean isHeartbeat(Object key, Map<?, ?> value) {
    return key instanceof Map<?, ?> map
        && map.size() == 1
        && map.containsKey("serverName")
        && value.size() == 1
        && value.get("ts_ms") instanceof Long;
  }

  /** A field of a Struct or Map, or null when there is none. */
  static Object field(Object container, String name) {
    if (container instanceof Struct struct) {
      Field field = struct.schema().field(name);
      return field == null ? null : struct.get(field);
    }
    return container instanceof Map<?, ?> map ? map.get(name) : null;
  }

  /** The transform writes text, others boolean. */
  static boolean isTrue(Object deleted) {
    return deleted instanceof Boolean flag ? flag : "true".equals(deleted);
  }

  private static boolean isStruct(Field field) {
    return field != null && field.schema().type() == Schema.Type.STRUCT;
  }

  private static boolean isRowOrNull(Object value) {
    return value == null || value instanceof Map;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.TableConfig;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.DeleteMode;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What a record means: a plain row, a tombstone, a Debezium envelope, or a row that Debezium's
 * transform flattened.
 *
 * @param record the record
 * @param op what it does to the table
 * @param rowSchema the row's schema, or null when it has none
 * @param row the row: a Struct, a Map, or any value for {@code value.column}; null for a tombstone,
 *     a truncate, and a delete that comes without the row that it deletes
 * @param source the envelope's {@code source} block, a Struct or Map, or null
 */
public record ChangeEvent(SinkRecord record, Op op, Schema rowSchema, Object row, Object source) {

  /**
   * Understands a record.
   *
   * @throws BadRecordException when the record has no meaning as a row
   */
  public static ChangeEvent of(SinkRecord record, TableConfig config) {
    Object value = UnionBranch.value(record.value());
    if (value == null) {
      return tombstone(record, config);
    }
    if (value instanceof Struct struct) {
      return ofStruct(record, struct, config);
    }
    if (value instanceof Map<?, ?> map) {
      return ofMap(record, map, config);
    }
    if (config.fields().valueColumn().isPresent()) {
      return upsert(record, value, null);
    }
    throw Misread.value(value);
  }

  /** The record key. */
  public Object key() {
    return UnionBranch.value(record.key());
  }

  /** The record key's schema, or null when it has none. */
  public Schema keySchema() {
    return UnionBranch.schema(record.key(), record.keySchema());
  }

  /**
   * A field of the Debezium {@code source} block as text: of the envelope, else what the flattening
   * transform kept of it as {@code __source_<field>}; null when there is none. Databases without
   * schemas answer {@code schema} with their database, those with collections {@code table} with
   * the collection.
   */
  String source(String field) {
    Object text = sourceField(field);
    if (text == null && field.equals("schema")) {
      text = sourceField("db");
    } else if (text == null && field.equals("table")) {
      text = sourceField("collection");
    }
    return text == null ? null : text.toString();
  }

  private Object sourceField(String field) {
    return source == null
        ? Debezium.field(row, "__source_" + field)
        : Debezium.field(source, field);
  }

  private static ChangeEvent tombstone(SinkRecord record, TableConfig config) {
    if (config.deleteMode() instanceof DeleteMode.None || config.hasKeysInValue()) {
      return skip(record);
    }
    if (record.key() == null) {
      throw new BadRecordException(
          "a tombstone without a key names no row to delete; produce it with the row's key, or set"
              + " delete.mode=none");
    }
    return new ChangeEvent(record, Op.DELETE, null, null, null);
  }

  private static ChangeEvent ofStruct(SinkRecord record, Struct value, TableConfig config) {
    Schema schema = value.schema();
    if (config.fields().valueColumn().isEmpty()) {
      Misread.check(value);
    }
    if (Debezium.isEnvelope(schema)) {
      return ofEnvelope(record, value, config);
    }
    if (Debezium.isNoRow(schema)) {
      return skip(record);
    }
    return schema.field(Debezium.DELETED) != null && Debezium.isTrue(value.get(Debezium.DELETED))
        ? delete(record, value, null, config)
        : upsert(record, value, null);
  }

  private static ChangeEvent ofMap(SinkRecord record, Map<?, ?> value, TableConfig config) {
    if (config.fields().valueColumn().isEmpty()) {
      Misread.check(record.key(), value);
    }
    if (Debezium.isEnvelope(value)) {
      return ofEnvelope(record, value, config);
    }
    if (Debezium.isNoRow(value) || Debezium.isHeartbeat(record.key(), value)) {
      return skip(record);
    }
    return Debezium.isTrue(value.get(Debezium.DELETED))
        ? delete(record, value, null, config)
        : upsert(record, value, null);
  }

  private static ChangeEvent ofEnvelope(SinkRecord record, Object envelope, TableConfig config) {
    Object source = Debezium.field(envelope, Debezium.SOURCE);
    Object op = Debezium.field(envelope, Debezium.OP);
    return switch (op instanceof String text ? text : "") {
      case "c", "r", "u" -> {
        Object after = Debezium.field(envelope, Debezium.AFTER);
        if (!(after instanceof Struct || after instanceof Map)) {
          throw new BadRecordException(
              "a Debezium event of operation \"" + op + "\" has no row in its field \"after\"");
        }
        yield upsert(record, after, source);
      }
      case "d" -> delete(record, Debezium.field(envelope, Debezium.BEFORE), source, config);
      case "t" ->
          config.truncateEnabled()
              ? new ChangeEvent(record, Op.TRUNCATE, null, null, source)
              : skip(record);
      case "m" -> skip(record);
      default ->
          throw new BadRecordException(
              "a Debezium event with an operation other than c, r, u, d, t and m");
    };
  }

  private static ChangeEvent upsert(SinkRecord record, Object row, Object source) {
    return new ChangeEvent(record, Op.UPSERT, schemaOf(record, row), row, source);
  }

  private static ChangeEvent delete(
      SinkRecord record, Object row, Object source, TableConfig config) {
    if (config.deleteMode() instanceof DeleteMode.None) {
      return skip(record);
    }
    if (record.key() == null && row == null) {
      throw new BadRecordException(
          "a Debezium delete with neither a record key nor the old row in \"before\" names no row"
              + " to delete; give the source table a primary key or REPLICA IDENTITY FULL");
    }
    return new ChangeEvent(record, Op.DELETE, schemaOf(record, row), row, source);
  }

  private static ChangeEvent skip(SinkRecord record) {
    return new ChangeEvent(record, Op.SKIP, null, null, null);
  }

  private static Schema schemaOf(SinkRecord record, Object row) {
    if (row instanceof Struct struct) {
      return struct.schema();
    }
    return row == record.value() ? record.valueSchema() : null;
  }

  /** Never the values. */
  @Override
  public String toString() {
    return op + " from " + record.topic() + '-' + record.kafkaPartition();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.NameFormat.Holder;
import io.pgsink.table.BadRecordException;
import org.apache.kafka.connect.data.Schema;

/** Reads names out of a record's key and value. */
final class ContentNames {
  private ContentNames() {}

  /**
   * A field of the row or of the record key as text. In a Debezium event the row is the new one, or
   * the old one of a delete.
   *
   * @throws BadRecordException when there is none, or its value isn't text, a whole number or a
   *     boolean
   */
  static String field(ChangeEvent event, Holder of, String name) {
    String placeholder = (of == Holder.KEY ? "${key." : "${value.") + name + '}';
    Object value = Debezium.field(of == Holder.KEY ? event.key() : event.row(), name);
    if (value == null) {
      throw new BadRecordException(
          "the record has no %s, which table.name.format needs".formatted(placeholder)
              + (event.row() == null ? "; a tombstone has only its key" : ""));
    }
    if (value instanceof String
        || value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Boolean) {
      return value.toString();
    }
    throw new BadRecordException(
        "%s, which table.name.format needs, is neither text nor a whole number"
            .formatted(placeholder));
  }

  /**
   * The name of the row's schema.
   *
   * @throws BadRecordException when the row has no schema, or one without a name
   */
  static String fullSchemaName(ChangeEvent event) {
    Schema schema = event.rowSchema();
    if (schema == null || schema.name() == null) {
      throw new BadRecordException(
          "the record value has no schema with a name, which table.name.format needs");
    }
    return schema.name();
  }

  /** The same without what stands in front of its last dot. */
  static String schemaName(ChangeEvent event) {
    String full = fullSchemaName(event);
    return full.substring(full.lastIndexOf('.') + 1);
  }
}

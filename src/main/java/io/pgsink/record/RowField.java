// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import org.apache.kafka.connect.data.Schema;

/**
 * A value of a row: which column it is for and where in the record it comes from.
 *
 * @param name the column's name, after {@code fields.rename}; for {@link Origin#PRIMITIVE_KEY} the
 *     empty string, because a primitive key has no name
 * @param origin where the value comes from
 * @param schema the value's schema, or null when the record has none
 */
public record RowField(String name, Origin origin, Schema schema) {

  /** Where a value comes from. */
  public enum Origin {
    /** A field of the record key. */
    KEY,
    /** The record key itself. */
    PRIMITIVE_KEY,
    /** A field of the record value. */
    VALUE,
    /** The record value as a whole: the option {@code value.column}. */
    DOCUMENT,
    /** The record's coordinates: the option {@code metadata.columns}. */
    METADATA
  }

  /**
   * Whether the field is bookkeeping of a transform, such as Debezium's {@code __op}: it is stored
   * when the table has a column of that name, dropped without a word when it hasn't, and never
   * makes a column.
   */
  public boolean isBookkeeping() {
    return origin == Origin.VALUE && name.startsWith("__");
  }
}

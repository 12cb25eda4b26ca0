// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.util.List;

/** Takes the values of some fields out of one kind of key or value. Made once per shape. */
abstract class FieldReader {
  /** No fields: a record without a key, or a delete without a row. */
  static final FieldReader NONE =
      new FieldReader(List.of()) {
        @Override
        void read(Object from, RowValues into) {}
      };

  private final List<RowField> fields;

  FieldReader(List<RowField> fields) {
    this.fields = List.copyOf(fields);
  }

  /** What is read, in order. */
  final List<RowField> fields() {
    return fields;
  }

  /** Appends one value for each field. */
  abstract void read(Object from, RowValues into);
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.util.List;

/** Reads a key or value as one field. */
final class WholeReader extends FieldReader {

  WholeReader(RowField field) {
    super(List.of(field));
  }

  @Override
  void read(Object from, RowValues into) {
    into.add(from, ValueSize.of(from));
  }
}

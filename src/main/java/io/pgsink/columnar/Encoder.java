// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.BadRecordException;

/** Writes one value, never null, into a column's array. Stateless or confined to one thread. */
@FunctionalInterface
public interface Encoder {
  /**
   * Appends the value as one element.
   *
   * @throws BadRecordException when the column can't hold the value exactly; what was written of
   *     the element is taken back by the caller
   */
  void encode(Object value, BinaryArray out);
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;

/** Makes the text from which PostgreSQL reads a value of one type. Stateless. */
@FunctionalInterface
interface TextForm {
  /**
   * The text of a value that is not null; null for a union that holds nothing.
   *
   * @throws BadRecordException when the type can't hold the value exactly
   */
  String of(Object value);
}

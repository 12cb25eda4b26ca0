// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.time.ZoneId;
import java.time.ZoneOffset;

/** What a tombstone or a Debezium delete does: the option {@code delete.mode}. */
public sealed interface DeleteMode {
  /** Nothing; it is skipped and counted. */
  record None() implements DeleteMode {}

  /** {@code DELETE}. */
  record Hard() implements DeleteMode {}

  /**
   * Marks the row. An upsert of the same key takes the mark away again.
   *
   * @param column a boolean column, set to true, or a timestamp column, set to now
   * @param zone the zone whose wall clock a {@code timestamp without time zone} shows
   */
  record Soft(String column, ZoneId zone) implements DeleteMode {
    /** A mark whose time, if it has one, is in UTC. */
    public Soft(String column) {
      this(column, ZoneOffset.UTC);
    }
  }
}

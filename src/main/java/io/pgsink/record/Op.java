// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

/** What a record does to the table. */
public enum Op {
  /** Writes a row. */
  UPSERT,
  /** Takes a row away, by its key. */
  DELETE,
  /** Takes all rows away. */
  TRUNCATE,
  /** Nothing: the record is counted and its offset is done. */
  SKIP
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/** What a change does to a row: the option {@code insert.mode}. */
public enum InsertMode {
  /** {@code INSERT … ON CONFLICT DO UPDATE}. */
  UPSERT,
  /** Plain {@code INSERT}; a row that exists is an error. */
  INSERT,
  /** {@code INSERT … ON CONFLICT DO NOTHING}. */
  IGNORE,
  /** {@code UPDATE} of rows that exist; others are left out. */
  UPDATE
}

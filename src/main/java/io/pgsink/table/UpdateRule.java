// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * How a column's stored value and a new one become one on conflict: the option {@code
 * update.rules}.
 */
public enum UpdateRule {
  /** The new value. */
  REPLACE,
  /** The stored value: the column is not in the SET list. */
  KEEP,
  /** The new value unless it is NULL. */
  COALESCE,
  /** The sum; NULL counts as nothing. */
  ADD,
  /** The greater value; NULL counts as nothing. */
  GREATEST,
  /** The lesser value; NULL counts as nothing. */
  LEAST,
  /** The stored text, bytes or array followed by the new one; NULL counts as nothing. */
  APPEND,
  /** {@code jsonb || jsonb}: keys of the new document win; NULL counts as nothing. */
  MERGE
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

/** What a change does to its row. */
public enum ChangeKind {
  /** Writes the row as {@code insert.mode} says. */
  WRITE,
  /** Deletes the row, or marks it as deleted, as {@code delete.mode} says. */
  DELETE,
  /** Empties the table. */
  TRUNCATE
}

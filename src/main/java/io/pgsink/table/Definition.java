// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * Names the state that a table was in when it was read: what columns, types, indexes and triggers
 * it had. Values that were converted for one definition must not be stored under another.
 *
 * @param table the table's name, with its schema
 * @param types the OIDs of the types that aren't PostgreSQL's own, and of those that they are made
 *     of, as an array literal
 * @param fingerprint a hash over everything that writing relies on
 */
public record Definition(TableId table, String types, long fingerprint) {

  /** The definition of a table that isn't in any database. */
  public static Definition none(TableId table) {
    return new Definition(table, "{}", 0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * What else acts on the rows of a table, besides its columns and indexes.
 *
 * @param rowTriggers whether the table or a partition of it has triggers of the user that run for
 *     each row
 * @param statementTriggers whether it has triggers of the user that run once per statement
 * @param rules whether it has rules, which rewrite statements
 * @param rowSecurity whether row-level security holds for the role that asks
 * @param foreignPartitions whether a partition of it is in another database
 */
public record TableTraits(
    boolean rowTriggers,
    boolean statementTriggers,
    boolean rules,
    boolean rowSecurity,
    boolean foreignPartitions) {

  /** Nothing else. */
  public static final TableTraits NONE = new TableTraits(false, false, false, false, false);
}

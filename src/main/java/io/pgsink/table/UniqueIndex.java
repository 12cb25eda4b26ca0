// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;
import java.util.Optional;

/**
 * A unique index or exclusion constraint of a table: what a conflict target may point to.
 *
 * @param name the index's name
 * @param columns its key columns in order; empty when a key is an expression
 * @param kind what made it
 * @param nullsNotDistinct whether two NULLs clash (PostgreSQL 15 and later)
 * @param deferrable whether its constraint is deferrable, which ON CONFLICT can't use
 * @param predicate the WHERE of a partial index
 */
public record UniqueIndex(
    String name,
    List<String> columns,
    Kind kind,
    boolean nullsNotDistinct,
    boolean deferrable,
    Optional<String> predicate) {

  /** What made the index. */
  public enum Kind {
    PRIMARY_KEY,
    UNIQUE_CONSTRAINT,
    UNIQUE_INDEX,
    EXCLUSION_CONSTRAINT
  }
}

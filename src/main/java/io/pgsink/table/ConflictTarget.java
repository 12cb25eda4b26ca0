// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;
import java.util.Optional;

/** What identifies a row: the part of the statement behind ON CONFLICT. */
public sealed interface ConflictTarget {

  /** The columns whose values identify a row, in index order; empty when nothing does. */
  List<Column> columns();

  /**
   * {@code ON CONFLICT (columns) [WHERE predicate]}.
   *
   * @param columns the index's columns
   * @param predicate the predicate of a partial unique index
   */
  record Columns(List<Column> columns, Optional<String> predicate) implements ConflictTarget {}

  /**
   * {@code ON CONFLICT ON CONSTRAINT name}.
   *
   * @param name the constraint
   * @param columns the constraint's columns
   */
  record Constraint(String name, List<Column> columns) implements ConflictTarget {}

  /** Rows have no identity: append only. */
  record None() implements ConflictTarget {
    @Override
    public List<Column> columns() {
      return List.of();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.TableId;
import java.util.Optional;
import org.postgresql.util.ServerErrorMessage;

/**
 * A constraint that a row violates.
 *
 * @param table the table that it belongs to, which need not be the one that was written
 * @param constraint its name
 */
public record Violation(TableId table, String constraint) {
  /** The CHECK constraint of a table of offsets that a stale writer runs into. */
  static final String FENCE = "pgsink_fenced";

  /** What an error is about, or null when it isn't about a constraint. */
  static Violation of(ServerErrorMessage error) {
    return error == null || error.getConstraint() == null
        ? null
        : table(error).map(table -> new Violation(table, error.getConstraint())).orElse(null);
  }

  /** The table that an error names. */
  static Optional<TableId> table(ServerErrorMessage error) {
    return error == null || error.getTable() == null
        ? Optional.empty()
        : Optional.of(
            new TableId(error.getSchema() == null ? "" : error.getSchema(), error.getTable()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.CopyPlan;
import java.util.Optional;

/**
 * One statement of a batch.
 *
 * @param sql its text, with one parameter per column
 * @param columns its parameters
 * @param copy how those of its rows that are new may go instead, to the same effect
 */
public record Statement(String sql, ColumnBatch columns, Optional<CopyPlan> copy) {

  /** A statement whose rows go no other way. */
  public Statement(String sql, ColumnBatch columns) {
    this(sql, columns, Optional.empty());
  }
}

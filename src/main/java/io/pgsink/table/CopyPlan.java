// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;
import java.util.Optional;

/**
 * How rows that are new go by COPY. The tuples hold the columns of the upsert in its order.
 *
 * @param table the table
 * @param sql {@code COPY … FROM STDIN (FORMAT binary)}
 * @param mark what stands behind the columns of each tuple
 * @param probe how to find out which rows are new; empty where all are to be inserted anyway
 */
public record CopyPlan(TableId table, String sql, Mark mark, Optional<Probe> probe) {

  /** The mark of a soft delete, which a row that is written doesn't have. */
  public enum Mark {
    /** The rows say themselves whether they are deleted, or the table has no mark. */
    NONE,
    FALSE,
    NULL
  }

  /**
   * A statement that answers with the places, counted from 1, of the keys that exist. Its
   * parameters are an array for each key column and, where there is a leading column, two arrays
   * more with its least and its greatest value alone: where nothing in the table is between them,
   * all keys are new, and that is found out by looking at one of them.
   *
   * @param sql its text
   * @param keys the key columns
   * @param leading the first column of their index, if its values have an order known here
   */
  public record Probe(String sql, List<Column> keys, Optional<Column> leading) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/** When a conflicting row is updated at all: the option {@code update.when}. */
public sealed interface UpdateWhen {
  /** On every conflict. */
  record Always() implements UpdateWhen {}

  /** When at least one column would get another value (IS DISTINCT FROM). */
  record Changed() implements UpdateWhen {}

  /**
   * When the new row's version is greater than the stored one, or the stored one is NULL.
   *
   * @param column the column that holds the version
   */
  record Newer(String column) implements UpdateWhen {}
}

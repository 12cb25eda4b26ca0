package io.pgsink.table;

/** What a tombstone or a Debezium delete does: the option {@code delete.mode}. */
public sealed interface DeleteMode {
  /** Nothing; it is skipped and counted. */
  record None() implements DeleteMode {}

  /** {@code DELETE}. */
  record Hard() implements DeleteMode {}

  /**
   * Marks the row. An upsert of the same key takes the mark away again.
   *
   * @param column a boolean column, set to true, or a timestamp column, set to now
   */
  record Soft(String column) implements DeleteMode {}
}

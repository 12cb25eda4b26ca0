// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/** So many tables were created that nobody can have meant it; no more are. */
public final class TooManyTablesException extends EnvironmentException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * A table that isn't created.
   *
   * @param id the table
   * @param reason who has created how many, and what to do
   */
  public TooManyTablesException(TableId id, String reason) {
    super("table \"%s\" isn't created: %s".formatted(id, reason));
    this.reason = reason;
  }

  /** The same for another table. */
  public TooManyTablesException of(TableId other) {
    return new TooManyTablesException(other, reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * A record, or one value of it, that can't be stored as it is. It goes to the dead letter queue or
 * fails the task; nothing else of its batch is touched.
 *
 * <p>The message says what is wrong and what to do. It never holds the value.
 */
public final class BadRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A record refused for the given reason. */
  public BadRecordException(String reason) {
    super(OneLine.of(reason));
  }

  /** This refusal, with the column that it happened in named in front. */
  public BadRecordException inColumn(String column) {
    return new BadRecordException("column \"" + column + "\": " + getMessage());
  }

  /** This refusal, with the column that it happened in and its type named in front. */
  public BadRecordException inColumn(Column column) {
    return new BadRecordException(
        "column \"" + column.name() + "\" (" + column.type().sql() + "): " + getMessage());
  }

  /** Refusals are values made on a hot path when a topic is full of poison: no stack trace. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}

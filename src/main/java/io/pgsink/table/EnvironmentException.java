// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * A state of the database or the configuration that no record is to blame for: a missing table,
 * privilege or index. It fails the task and never goes to the dead letter queue.
 *
 * <p>The message says what is wrong, where, and the statement or option that mends it.
 */
public class EnvironmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure with the fix to apply. */
  public EnvironmentException(String message) {
    super(OneLine.of(message));
  }
}

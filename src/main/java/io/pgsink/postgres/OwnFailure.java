// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.sql.SQLException;

/**
 * A login that failed for a reason of ours, before or after the driver had its say. The message is
 * shown to users.
 */
abstract class OwnFailure extends SQLException {
  private static final long serialVersionUID = 1L;

  private final String line;

  /**
   * A failure.
   *
   * @param line its line in {@link SqlStates}: the state, a space, and the case
   */
  OwnFailure(String message, String line, Throwable cause) {
    super(message, line.substring(0, 5), cause);
    this.line = line;
  }

  /** Its line in {@link SqlStates}. */
  final String line() {
    return line;
  }
}

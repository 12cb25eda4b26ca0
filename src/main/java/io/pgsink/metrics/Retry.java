// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

/** Why something is repeated. */
public enum Retry {
  /** The connection was lost, or there was none. */
  CONNECTION("Repetitions because the connection was lost or could not be made"),
  /** Another transaction was in the way: deadlock, serialization failure, lock timeout. */
  CONFLICT("Repetitions after deadlocks, serialization failures and lock timeouts"),
  /** The statement or transaction took longer than the server allows. */
  TIMEOUT("Repetitions after statement_timeout, transaction_timeout or a cancelled statement"),
  /** Everything else that may heal by itself, such as a full disk. */
  OTHER("Repetitions after other errors that may heal, such as a full disk");

  private final String description;

  Retry(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.Database;

/** The numbers of a task that its database counts. */
final class DatabaseGauges {
  private DatabaseGauges() {}

  static void register(Database database, SinkMetrics metrics) {
    metrics.gauge("connections-active", "Connections that are in use", database::active);
    metrics.gauge("connections-idle", "Connections that are open and free", database::idle);
    metrics.gauge(
        "unanswered-ms",
        "Milliseconds that the oldest statement has waited for its answer, or 0",
        database::unansweredMillis);
    metrics.gauge("connections-waiting", "Threads that wait for a connection", database::waiting);
    metrics.gauge(
        "ddl-statements-total",
        "Statements that created or changed tables",
        database::ddlStatements);
    metrics.gauge("rows-copied-total", "Rows that went by COPY", database::rowsCopied);
    metrics.gauge(
        "copy-probes-total", "Times it was asked which rows are new", database::copyProbes);
    metrics.gauge(
        "copy-wrong-guesses-total",
        "Times rows that were to be copied went the ordinary way",
        database::wrongCopyGuesses);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

/**
 * A PostgreSQL server that tests may stop and start: the seam between what tests ask for and where
 * it runs. It keeps its port and its data over {@link #stop} and {@link #kill}.
 */
sealed interface PostgresServer permits EmbeddedPostgresServer, ContainerPostgresServer {
  /** Starts the server, and returns when it accepts connections. */
  void start();

  /** Ends all sessions (57P01), checkpoints, and stops: PostgreSQL's fast shutdown. */
  void stop();

  /** Kills the server with SIGKILL; the next start recovers from its log. */
  void kill();

  /** Stops the server if it runs, and removes its data. */
  void discard();

  String host();

  int port();
}

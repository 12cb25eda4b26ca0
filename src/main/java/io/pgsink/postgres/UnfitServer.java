// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

/** The server speaks PostgreSQL's protocol, but lacks what the connector is made of. */
final class UnfitServer extends OwnFailure {
  private static final long serialVersionUID = 1L;

  UnfitServer(ServerProduct server, Throwable cause) {
    super(server.name() + ' ' + server.remark(), "0A000 server", cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.config.LoginMethod;
import io.pgsink.table.OneLine;

/** There is no token to log in with, so that the server wasn't even asked. */
final class NoToken extends OwnFailure {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_REASON = 300;

  private NoToken(String reason, String line, Throwable cause) {
    super(reason, line, cause);
  }

  /** The archive that holds the cloud's library isn't in the plugin's folder. */
  static NoToken withoutAddOn(LoginMethod method) {
    return new NoToken(
        "connection.auth=%s needs pgsink-%s-<version>.zip".formatted(method, method),
        "28000 add-on",
        null);
  }

  /** The cloud's library has none. */
  static NoToken because(LoginMethod method, Throwable cause) {
    String reason = OneLine.of(String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
    return new NoToken(
        "connection.auth=%s: %s"
            .formatted(method, reason.substring(0, Math.min(reason.length(), LONGEST_REASON))),
        "08001 token",
        cause);
  }
}

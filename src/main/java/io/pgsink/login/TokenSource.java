// SPDX-License-Identifier: Apache-2.0
package io.pgsink.login;

/**
 * Gets tokens that a cloud's databases take instead of passwords. Implementations come in archives
 * of their own, with the cloud's own library, and are found by {@link java.util.ServiceLoader}; see
 * docs/how-to/cloud-logins.md. Thread-safe.
 */
public interface TokenSource {
  /** The value of {@code connection.auth} that asks for this source: {@code aws}, for example. */
  String name();

  /**
   * A token for a login that follows at once. What is worth keeping between calls (credentials,
   * tokens that are valid for long enough) the source keeps itself.
   *
   * @throws Exception whose message says why there is none, and holds no secret
   */
  String token(Login login) throws Exception;
}

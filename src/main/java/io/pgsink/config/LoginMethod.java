// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.Locale;

/** How the server is shown who we are: the option {@code connection.auth}. */
public enum LoginMethod {
  /** By password, by certificate, or by whatever else the options of the connection say. */
  PASSWORD,
  /** By a token of Amazon's IAM. */
  AWS,
  /** By a token of Microsoft's Entra ID. */
  AZURE,
  /** By an access token of Google's IAM. */
  GCP;

  /** Whether a new token is fetched for each login. */
  public boolean usesTokens() {
    return this != PASSWORD;
  }

  /** As written in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

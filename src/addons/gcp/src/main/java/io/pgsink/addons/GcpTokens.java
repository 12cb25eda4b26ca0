// SPDX-License-Identifier: Apache-2.0
package io.pgsink.addons;

import com.google.auth.oauth2.GoogleCredentials;
import io.pgsink.login.Login;
import io.pgsink.login.TokenSource;
import java.io.IOException;
import java.util.List;

/**
 * Tokens for Cloud SQL: access tokens of Google's application default credentials. They are valid
 * for up to an hour; the library keeps one and gets the next before it expires.
 */
public final class GcpTokens implements TokenSource {
  private static final List<String> SCOPES =
      List.of("https://www.googleapis.com/auth/sqlservice.login");

  private GoogleCredentials credentials;

  /** Found by the connector. */
  public GcpTokens() {}

  @Override
  public String name() {
    return "gcp";
  }

  @Override
  public synchronized String token(Login login) throws IOException {
    if (credentials == null) {
      credentials = GoogleCredentials.getApplicationDefault().createScoped(SCOPES);
    }
    credentials.refreshIfExpired();
    return credentials.getAccessToken().getTokenValue();
  }
}

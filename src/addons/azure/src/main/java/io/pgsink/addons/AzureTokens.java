// SPDX-License-Identifier: Apache-2.0
package io.pgsink.addons;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.pgsink.login.Login;
import io.pgsink.login.TokenSource;
import java.time.Duration;

/**
 * Tokens for Azure Database for PostgreSQL: those of Entra ID that Azure's default chain of
 * credentials gets. The library keeps them and gets the next before they expire.
 */
public final class AzureTokens implements TokenSource {
  private static final TokenRequestContext REQUEST =
      new TokenRequestContext().addScopes("https://ossrdbms-aad.database.windows.net/.default");

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TokenCredential credential = new DefaultAzureCredentialBuilder().build();

  /** Found by the connector. */
  public AzureTokens() {}

  @Override
  public String name() {
    return "azure";
  }

  @Override
  public String token(Login login) {
    AccessToken token = credential.getToken(REQUEST).block(LIMIT);
    if (token == null) {
      throw new IllegalStateException("Azure's credentials gave no token");
    }
    return token.getToken();
  }
}

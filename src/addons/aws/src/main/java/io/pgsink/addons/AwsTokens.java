// SPDX-License-Identifier: Apache-2.0
package io.pgsink.addons;

import io.pgsink.login.Login;
import io.pgsink.login.TokenSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.rds.RdsUtilities;

/**
 * Tokens for RDS and Aurora: requests signed by the AWS SDK with what its default chain of
 * credentials finds. Signing needs no network.
 */
public final class AwsTokens implements TokenSource {
  /** {@code database-1.abc.eu-central-1.rds.amazonaws.com}, also of the clusters' endpoints. */
  private static final Pattern ENDPOINT =
      Pattern.compile(".*\\.([a-z0-9-]+)\\.rds\\.amazonaws\\.com(\\.cn)?\\.?");

  private final AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();

  /** Found by the connector. */
  public AwsTokens() {}

  @Override
  public String name() {
    return "aws";
  }

  @Override
  public String token(Login login) {
    return RdsUtilities.builder()
        .region(region(login.host()))
        .credentialsProvider(credentials)
        .build()
        .generateAuthenticationToken(
            request -> request.hostname(login.host()).port(login.port()).username(login.user()));
  }

  /** The endpoint's own region; under another name the worker's. */
  private static Region region(String host) {
    Matcher endpoint = ENDPOINT.matcher(host);
    return endpoint.matches()
        ? Region.of(endpoint.group(1))
        : DefaultAwsRegionProviderChain.builder().build().getRegion();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.addons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.login.Login;
import io.pgsink.login.TokenSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What Amazon's library signs, verified as the database's side verifies it. */
class AwsTokensTest {
  private static final String HOST = "shop.abc.eu-central-1.rds.amazonaws.com";
  private static final String SECRET = "swordfish/secret";

  @BeforeEach
  void givenCredentials() {
    System.setProperty("aws.accessKeyId", "AKIDTEST");
    System.setProperty("aws.secretAccessKey", SECRET);
  }

  @AfterEach
  void takeThemAway() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    System.clearProperty("aws.region");
  }

  private static TokenSource source() {
    return ServiceLoader.load(TokenSource.class).findFirst().orElseThrow();
  }

  @Test
  void theTokenIsASignedRequestToConnect() throws Exception {
    String token = source().token(new Login(HOST, 5433, "writer@shop"));

    assertTrue(token.startsWith(HOST + ":5433/?"), token);
    Map<String, String> parameters = parameters(token);
    assertEquals("connect", parameters.get("Action"));
    assertEquals("writer%40shop", parameters.get("DBUser"));
    assertEquals("900", parameters.get("X-Amz-Expires"));
    String signature = parameters.remove("X-Amz-Signature");
    assertEquals(signature(HOST + ":5433", parameters), signature);
  }

  @Test
  void theRegionOfAnotherNameIsTheWorkers() throws Exception {
    System.setProperty("aws.region", "sa-east-1");
    String token = source().token(new Login("db.internal", 5432, "writer"));

    assertTrue(token.contains("%2Fsa-east-1%2Frds-db%2F"), token);
  }

  @Test
  void credentialsThatRotateAreFollowed() throws Exception {
    TokenSource source = source();
    Login login = new Login(HOST, 5432, "writer");
    source.token(login);
    System.setProperty("aws.accessKeyId", "AKIDNEXT");

    assertTrue(source.token(login).contains("AKIDNEXT"));
  }

  @Test
  void withoutCredentialsTheReasonIsSaid() {
    takeThemAway();
    SdkClientException failure =
        assertThrows(
            SdkClientException.class, () -> source().token(new Login(HOST, 5432, "writer")));
    assertTrue(failure.getMessage().contains("credentials"), failure.getMessage());
  }

  private static Map<String, String> parameters(String token) {
    return Arrays.stream(token.substring(token.indexOf('?') + 1).split("&"))
        .map(each -> each.split("=", 2))
        .collect(Collectors.toMap(each -> each[0], each -> each[1], (a, b) -> b, TreeMap::new));
  }

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
  private static String signature(String host, Map<String, String> parameters) throws Exception {
    String query =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + '=' + each.getValue())
            .collect(Collectors.joining("&"));
    String request = "GET\n/\n" + query + "\nhost:" + host + "\n\nhost\n" + hash("");
    String time = parameters.get("X-Amz-Date");
    String day = time.substring(0, 8);
    String scope = day + "/eu-central-1/rds-db/aws4_request";
    String text = "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + hash(request);
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(day, "eu-central-1", "rds-db", "aws4_request")) {
      key = sign(key, part);
    }
    return HexFormat.of().formatHex(sign(key, text));
  }

  private static byte[] sign(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}

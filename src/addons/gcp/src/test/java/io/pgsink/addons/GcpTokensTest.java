// SPDX-License-Identifier: Apache-2.0
package io.pgsink.addons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pgsink.login.Login;
import io.pgsink.login.TokenSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Google's library against a stand-in for the metadata service of a machine or pod. */
class GcpTokensTest {
  private static final Login LOGIN = new Login("10.0.0.3", 5432, "writer@shop.iam");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer service;
  private int secondsValid = 3600;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    int port = Integer.getInteger("standin.port");
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    service.createContext(
        "/",
        exchange -> {
          boolean isToken = exchange.getRequestURI().getPath().endsWith("/token");
          if (isToken) {
            asked.add(String.valueOf(exchange.getRequestURI().getQuery()));
          }
          byte[] body =
              "{\"access_token\": \"token-%d\", \"expires_in\": %d, \"token_type\": \"Bearer\"}"
                  .formatted(asked.size(), secondsValid)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Metadata-Flavor", "Google");
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(isToken ? status : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  private static TokenSource source() {
    return ServiceLoader.load(TokenSource.class).findFirst().orElseThrow();
  }

  @Test
  void aTokenIsFetchedForLoginsToCloudSql() throws Exception {
    assertEquals("token-1", source().token(LOGIN));
    assertTrue(
        asked.get(0).startsWith("scopes=https://www.googleapis.com/auth/sqlservice.login"),
        asked.get(0));
  }

  @Test
  void aTokenThatIsValidIsUsedAgain() throws Exception {
    TokenSource source = source();
    assertEquals("token-1", source.token(LOGIN));
    assertEquals("token-1", source.token(LOGIN));
  }

  @Test
  void aTokenThatHasExpiredIsReplaced() throws Exception {
    secondsValid = 1;
    TokenSource source = source();
    assertEquals("token-1", source.token(LOGIN));
    assertEquals("token-2", source.token(LOGIN));
  }

  @Test
  void aServiceThatHasNoneIsAskedAgainNextTime() throws Exception {
    TokenSource source = source();
    status = 404;
    assertThrows(IOException.class, () -> source.token(LOGIN));
    status = 200;
    assertEquals("token-2", source.token(LOGIN));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.addons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pgsink.login.Login;
import io.pgsink.login.TokenSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Azure's library against a stand-in for the service of managed identities. */
class AzureTokensTest {
  private static final Login LOGIN = new Login("shop.postgres.database.azure.com", 5432, "writer");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer service;

  @BeforeEach
  void start() throws IOException {
    int port = Integer.getInteger("standin.port");
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    service.createContext(
        "/",
        exchange -> {
          String header = exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER");
          asked.add(exchange.getRequestURI().getQuery() + ' ' + header);
          byte[] body =
              """
              {"access_token": "token-%d", "expires_on": "%d", "token_type": "Bearer",
               "resource": "https://ossrdbms-aad.database.windows.net"}\
              """
                  .formatted(asked.size(), Instant.now().getEpochSecond() + 3600)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  @Test
  void aTokenIsFetchedForTheDatabaseAndUsedWhileItIsValid() throws Exception {
    TokenSource source = ServiceLoader.load(TokenSource.class).findFirst().orElseThrow();
    assertEquals("token-1", source.token(LOGIN));
    assertEquals("token-1", source.token(LOGIN));
    assertTrue(
        asked.get(0).contains("resource=https://ossrdbms-aad.database.windows.net"), asked.get(0));
    assertTrue(asked.get(0).endsWith(" stand-in"), asked.get(0));
  }
}

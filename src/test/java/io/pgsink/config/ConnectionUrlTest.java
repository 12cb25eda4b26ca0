// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.migration.ConnectorOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionUrlTest {

  @Test
  void isPutTogetherFromItsParts() {
    Map<String, String> urls =
        Map.of(
            "jdbc:postgresql://db/shop", "jdbc:postgresql://db:5432/shop",
            "jdbc:postgresql://db:6432/shop", "jdbc:postgresql://db:6432/shop",
            "jdbc:postgresql://a,b:2,c/shop", "jdbc:postgresql://a:5432,b:2,c:5432/shop",
            "jdbc:postgresql://[::1]/shop", "jdbc:postgresql://[::1]:5432/shop",
            "jdbc:postgresql://[2001:db8::7]:1,10.0.0.1/shop",
                "jdbc:postgresql://[2001:db8::7]:1,10.0.0.1:5432/shop",
            "jdbc:postgresql://db/my%20shop", "jdbc:postgresql://db:5432/my+shop",
            "jdbc:postgresql://db/a%2Fb%3Fuser%3Dx", "jdbc:postgresql://db:5432/a%2Fb%3Fuser%3Dx",
            " jdbc:postgresql://db/shop?sslmode=require ", "jdbc:postgresql://db:5432/shop");

    urls.forEach(
        (url, driver) ->
            assertEquals(driver, ConnectionUrl.parse("connection.url", url).forDriver()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop",
        "jdbc:mysql://db/shop",
        "JDBC:postgresql://db/shop",
        "jdbc:postgresql:shop",
        "jdbc:postgresql:/",
        "jdbc:postgresql://db",
        "jdbc:postgresql://db/",
        "jdbc:postgresql:///shop",
        "jdbc:postgresql://db:0/shop",
        "jdbc:postgresql://db:65536/shop",
        "jdbc:postgresql://db:port/shop",
        "jdbc:postgresql://db,,db2/shop",
        "jdbc:postgresql://::1/shop",
        "jdbc:postgresql://db/shop/more",
        "jdbc:postgresql://db/shop;x",
        "jdbc:postgresql://db/shop%00",
        "jdbc:postgresql://db/sh%op",
        "jdbc:postgresql://d b/shop"
      })
  void whatIsNoUrlIsRefused(String url) {
    String message = refusal(url);

    assertTrue(message.contains("connection.url"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socketFactory=javax.net.SocketFactory",
        "%73ocketFactory=x",
        "SOCKETFACTORY=x",
        "SocketFactory=x",
        "%53%4F%43%4B%45%54factory=x",
        "socketFactoryArg=x",
        "sslfactory=org.postgresql.ssl.NonValidatingFactory",
        "sslfactoryarg=file:/etc/passwd",
        "sslhostnameverifier=x",
        "sslpasswordcallback=x",
        "authenticationPluginClassName=x",
        "xmlFactoryFactory=x",
        "connectExecutor=x",
        "connectExecutorArg=x",
        "classLoaderStrategy=x",
        "service=x",
        "loggerFile=/tmp/x",
        "loggerLevel=TRACE",
        "jaasApplicationName=x",
        "localSocketAddress=x",
        "options=-c%20session_replication_role=replica",
        "preferQueryMode=simple",
        "autosave=always",
        "readOnly=true",
        "replication=database",
        "allowEncodingChanges=true",
        "protocolVersion=3",
        "scramMaxIterations=1",
        "logServerErrorDetail=true",
        "sslcert=/x",
        "sslmod=verify-full",
        "sslmode=require&bogus=1",
        "bogus",
        "=x",
        "sslmode=require&",
        "sslmode%00=require",
        " socketFactory=x"
      })
  void parametersOutsideTheListAreRefused_B136(String query) {
    String message = refusal(Options.URL + '?' + query);

    assertTrue(message.contains("parameter"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sslmode=require;socketFactory=x",
        "sslmode=require;",
        "sslmode=require%",
        "sslmode=require&SSLMODE=disable",
        "sslmode=sure",
        "connectTimeout=ten",
        "connectTimeout=9999999",
        "targetServerType=secondary",
        "ApplicationName=a%0Ab",
        "prepareThreshold=-1"
      })
  void parametersThatWouldMeanSomethingElseAreRefused_B136(String query) {
    refusal(Options.URL + '?' + query);
  }

  @Test
  void aRefusedParameterIsNamed_B136() {
    assertTrue(refusal(Options.URL + "?%73ocketFactory=x").contains("socketFactory"));
    assertTrue(refusal(Options.URL + "?sslrootcert=x").contains("connection.sslrootcert"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/shop?user=u&password=sekret",
        "jdbc:postgresql://db/shop?password=sekret",
        "jdbc:postgresql://db/shop?PASSWORD=sekret",
        "jdbc:postgresql://db/shop?%70assword=sekret",
        "jdbc:postgresql://db/shop?password=a&sekret=b",
        "jdbc:postgresql://db/shop?password=a;sekret",
        "jdbc:postgresql://db/shop?sekret=1&user=u",
        "jdbc:postgresql://user:sekret@db/shop",
        "jdbc:postgresql://sekret@db/shop"
      })
  void credentialsInTheUrlAreRefusedWithoutEcho_B137(String url) {
    String message = refusal(url);

    assertTrue(message.contains("connection.user"), message);
    assertTrue(message.contains("connection.password"), message);
    assertFalse(message.contains("sekret"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:/bad url?user=u&password=sekret",
        "jdbc:mysql://db/shop?password=sekret",
        "jdbc:postgresql://db:sekret/shop",
        "jdbc:postgresql://db/shop?sslmode=sekret",
        "jdbc:postgresql://db/shop?sslmode=require&p%40ss!sekret=1",
        "jdbc:postgresql://db/sekret/sekret"
      })
  void noRefusalEchoesTheUrl_B137(String url) {
    assertFalse(refusal(url).contains("sekret"));
  }

  private static String refusal(String url) {
    List<String> messages =
        ConnectorOptions.check(Options.with("connection.url", url)).get("connection.url");
    assertEquals(1, messages.size());
    return messages.get(0);
  }
}

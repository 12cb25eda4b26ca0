// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.config.LoginMethod;
import io.pgsink.login.Login;
import io.pgsink.login.TokenSource;
import java.sql.SQLException;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Passwords that don't exist: a token for each login, where {@code connection.auth} says so. The
 * cloud's library is looked for at the first login only. Thread-safe.
 */
final class Tokens {
  private final LoginMethod method;
  private final Login login;
  private volatile TokenSource source;

  private Tokens(LoginMethod method, Login login) {
    this.method = method;
    this.login = login;
  }

  static Tokens of(ConnectionConfig config) {
    String address = config.address().hosts().get(0);
    int colon = address.lastIndexOf(':');
    return new Tokens(
        config.auth(),
        new Login(
            address.substring(0, colon),
            Integer.parseInt(address.substring(colon + 1)),
            config.user().orElse("")));
  }

  /**
   * The driver's properties for one login.
   *
   * @throws NoToken when there is none to be had
   */
  Properties addedTo(Properties properties) throws SQLException {
    if (!method.usesTokens()) {
      return properties;
    }
    Properties withToken = new Properties();
    withToken.putAll(properties);
    withToken.setProperty("password", token());
    return withToken;
  }

  /** The clouds' libraries look for parts of themselves by the thread's class loader. */
  private String token() throws SQLException {
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    thread.setContextClassLoader(Tokens.class.getClassLoader());
    try {
      if (source == null) {
        source = find();
      }
      return source.token(login);
    } catch (NoToken none) {
      throw none;
    } catch (InterruptedException stopped) {
      thread.interrupt();
      throw NoToken.because(method, stopped);
    } catch (Exception | LinkageError failure) {
      throw NoToken.because(method, failure);
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  private TokenSource find() throws NoToken {
    try {
      for (TokenSource found :
          ServiceLoader.load(TokenSource.class, Tokens.class.getClassLoader())) {
        if (found.name().equals(method.toString())) {
          return found;
        }
      }
    } catch (ServiceConfigurationError broken) {
      throw NoToken.because(method, broken);
    }
    throw NoToken.withoutAddOn(method);
  }
}

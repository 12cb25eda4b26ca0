// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.config.TlsConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.WriteException;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows credentials that rotate. When the server refuses a login, the task's thread asks Connect
 * for the configuration again, which resolves its references to config providers anew; where user,
 * password or certificate files have changed, new connections use them and the work is repeated.
 * Where nothing changes the login is refused for good: at once for a task that never got in, after
 * a while for one whose password may just be on its way.
 */
final class Logins {
  private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
  private static final long ASK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long GRACE_NANOS = Duration.ofSeconds(10).toNanos();

  private final SinkTaskContext context;
  private final Database database;
  private Credentials used;
  private boolean asked;
  private long askedAt;
  private long unchangedSince;
  private volatile boolean hopeless;

  /** What a login is made of; files by their time and length, as they are read at each login. */
  private record Credentials(
      Optional<String> user, Optional<Password> password, TlsConfig tls, List<Long> files) {

    static Credentials of(ConnectionConfig config) {
      TlsConfig tls = config.tls();
      return new Credentials(
          config.user(),
          config.password(),
          tls,
          List.of(stamp(tls.rootCertificate()), stamp(tls.certificate()), stamp(tls.key())));
    }

    private static long stamp(Optional<String> path) {
      return path.map(File::new).map(file -> file.lastModified() * 31 + file.length()).orElse(0L);
    }
  }

  Logins(SinkTaskContext context, Database database, ConnectionConfig config) {
    this.context = context;
    this.database = database;
    this.used = Credentials.of(config);
  }

  /** Looks for new credentials where the last login was refused. Called on the task's thread. */
  void renew() {
    long now = System.nanoTime();
    if (!database.isLoginRefused()) {
      asked = false;
      hopeless = false;
      return;
    }
    if (asked && now - askedAt < ASK_EVERY_NANOS) {
      return;
    }
    if (!asked) {
      unchangedSince = now;
    }
    asked = true;
    askedAt = now;
    try {
      compare(ConnectorOptions.parse(context.configs()).connection(), now);
    } catch (RuntimeException unavailable) {
      // a provider that fails may answer soon; its message may hold what it should not
      LOG.warn(
          "The server refuses the login, and Connect can't give the configuration again ({});"
              + " asking again in a second",
          unavailable.getClass().getSimpleName());
    }
  }

  private void compare(ConnectionConfig fresh, long now) {
    Credentials current = Credentials.of(fresh);
    if (!current.equals(used)) {
      used = current;
      unchangedSince = now;
      database.use(fresh);
      LOG.info(
          "The server refused the login; the credentials have changed and are used from now on");
    } else if (!database.hasLoggedIn() || now - unchangedSince > GRACE_NANOS) {
      hopeless = true;
    }
  }

  /** Asks for new credentials, and tells whether they may heal a failure. On the task's thread. */
  boolean canRenewFor(WriteException failure) {
    renew();
    return mayHeal(failure);
  }

  /** Whether new credentials may heal a failure. Called on any thread. */
  boolean mayHeal(WriteException failure) {
    return failure.isLogin() && !hopeless;
  }
}

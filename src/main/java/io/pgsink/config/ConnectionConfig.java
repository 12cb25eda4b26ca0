// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach the database. A duration of zero means no limit.
 *
 * @param address the parsed {@code connection.url}
 * @param user the role to log in as
 * @param password the role's password; prints as {@code [hidden]}
 * @param auth how the server is shown who we are
 * @param tls how connections are encrypted
 * @param connectTimeout limit for making a connection
 * @param socketTimeout limit for one answer of the server
 * @param idleTimeout without work for so long all connections are closed; zero = one stays open
 * @param statementTimeout {@code statement_timeout} of each transaction
 * @param lockTimeout {@code lock_timeout} of each transaction
 * @param prepareThreshold executions after which the driver prepares a statement on the server; 0 =
 *     never
 */
public record ConnectionConfig(
    ConnectionUrl address,
    Optional<String> user,
    Optional<Password> password,
    LoginMethod auth,
    TlsConfig tls,
    Duration connectTimeout,
    Duration socketTimeout,
    Duration idleTimeout,
    Duration statementTimeout,
    Duration lockTimeout,
    int prepareThreshold) {

  public static final String USER = "connection.user";
  static final String PASSWORD = "connection.password";
  static final String AUTH = "connection.auth";
  public static final String CONNECT_TIMEOUT = "connection.timeout.ms";
  static final String SOCKET_TIMEOUT = "socket.timeout.ms";
  static final String IDLE_TIMEOUT = "connection.idle.timeout.ms";
  static final String LOCK_TIMEOUT = "lock.timeout.ms";
  static final String PREPARE_THRESHOLD = "connection.prepare.threshold";

  private static final long DEFAULT_LOCK_TIMEOUT = 30_000;

  /** Shorter than the driver's own: what is cancelled is often on a server that is gone. */
  private static final String CANCEL_SECONDS = "3";

  static void define(ConfigDef definition) {
    List<Option> options = new ArrayList<>();
    options.add(
        Option.text(ConnectionUrl.OPTION, "JDBC URL")
            .required()
            .parsedBy(ConnectionUrl::parse, "jdbc:postgresql://host[:port][,host2…]/database")
            .importance(Importance.HIGH)
            .width(Width.LONG)
            .documentation(
                "Where the database is: `jdbc:postgresql://host[:port][,host2…]/database`. With",
                "several hosts pgsink connects to the primary. Only the parameters listed",
                "under Security are allowed after `?`; user and password have their own options."));
    options.add(
        Option.text(USER, "User").importance(Importance.HIGH).documentation("Role to log in as."));
    options.add(
        Option.secret(PASSWORD, "Password")
            .importance(Importance.HIGH)
            .documentation(
                "The role's password. Better a reference to a ConfigProvider, such as",
                "`${file:/secrets/pg.properties:password}`, than the password itself."));
    options.add(
        Option.text(AUTH, "Authentication")
            .defaultsTo("password")
            .oneOf(LoginMethod.class)
            .width(Width.SHORT)
            .dependents(PASSWORD)
            .documentation(
                "`password`, or a short-lived token of the cloud that the database runs in, which",
                "is fetched for each login by the cloud's own library. That library is an add-on,",
                "an archive to be unzipped beside the plugin's. TLS is required then."));
    options.addAll(TlsConfig.options());
    options.addAll(timeouts());
    options.add(
        Option.integer(PREPARE_THRESHOLD, "Prepare threshold")
            .defaultsTo(1)
            .atLeast(0)
            .documentation(
                "Executions after which the driver prepares a statement on the server. 0 is for",
                "PgBouncer in transaction mode without prepared-statement support."));
    Option.define(definition, "Connection", options);
  }

  private static List<Option> timeouts() {
    return List.of(
        timeout(CONNECT_TIMEOUT, "Connection timeout", 10_000L)
            .documentation("Limit for making a connection, in milliseconds; 0 = none."),
        timeout(SOCKET_TIMEOUT, "Socket timeout", 60_000L)
            .documentation(
                "Limit for one answer of the server, in milliseconds; 0 = none. It has to be",
                "longer than the slowest statement."),
        timeout(IDLE_TIMEOUT, "Idle timeout", 0L)
            .documentation(
                "With nothing to write for so long, in milliseconds, all connections are closed,",
                "so that a serverless database can sleep; the next record opens them again.",
                "0 = one connection stays open."),
        timeout("statement.timeout.ms", "Statement timeout", 0L)
            .documentation(
                "`statement_timeout` of each transaction, in milliseconds; 0 = the server's or",
                "role's setting."),
        timeout(LOCK_TIMEOUT, "Lock timeout", DEFAULT_LOCK_TIMEOUT)
            .documentation(
                "`lock_timeout` of each transaction, changes of tables and claims of offsets",
                "included, in milliseconds; 0 = the server's or role's setting. It has to be"
                    + " shorter",
                "than `socket.timeout.ms`; where that is set below the default, the default is"
                    + " half",
                "of it."));
  }

  private static Option timeout(String name, String displayName, long milliseconds) {
    return Option.milliseconds(name, displayName)
        .defaultsTo(milliseconds)
        .between(0L, 86_400_000L)
        .width(Width.SHORT);
  }

  static ConnectionConfig parse(Values values) {
    ConnectionUrl address =
        ConnectionUrl.parse(ConnectionUrl.OPTION, values.text(ConnectionUrl.OPTION));
    Duration socketTimeout =
        address.seconds("socketTimeout").orElseGet(() -> values.milliseconds(SOCKET_TIMEOUT));
    return new ConnectionConfig(
        address,
        values.textIfSet(USER),
        values.password(PASSWORD),
        values.choice(AUTH, LoginMethod.class),
        TlsConfig.parse(values),
        address.seconds("connectTimeout").orElseGet(() -> values.milliseconds(CONNECT_TIMEOUT)),
        socketTimeout,
        values.milliseconds(IDLE_TIMEOUT),
        values.milliseconds("statement.timeout.ms"),
        lockTimeout(values.milliseconds(LOCK_TIMEOUT), socketTimeout),
        address.number("prepareThreshold").orElseGet(() -> values.integer(PREPARE_THRESHOLD)));
  }

  /** Waiting for a lock must end before the driver gives the connection up. */
  private static Duration lockTimeout(Duration wanted, Duration socketTimeout) {
    boolean isDefault = wanted.toMillis() == DEFAULT_LOCK_TIMEOUT;
    boolean fits = socketTimeout.isZero() || wanted.compareTo(socketTimeout) < 0;
    return isDefault && !fits ? socketTimeout.dividedBy(2) : wanted;
  }

  /** The URL for the driver: hosts and database only, safe to log. */
  public String url() {
    return address.forDriver();
  }

  /**
   * The driver's properties without user and password. It may hold the client key's password: never
   * log it.
   */
  public Properties driverProperties() {
    Properties driver = new Properties();
    driver.setProperty("ApplicationName", "pgsink");
    driver.setProperty("tcpKeepAlive", "true");
    if (address.hosts().size() > 1) {
      driver.setProperty("targetServerType", "primary");
    }
    address.parameters().forEach(driver::setProperty);
    UrlParameters.IGNORED.forEach(driver::remove);
    // else the driver puts rows into its messages
    driver.setProperty("logServerErrorDetail", "false");
    if (!auth.usesTokens()
        && !tls.verifies(Optional.ofNullable(address.parameters().get("sslmode")))) {
      // a server that asks for the password in clear may be anybody; tokens always go like that
      driver.putIfAbsent("requireAuth", "!password");
    }
    driver.setProperty("connectTimeout", seconds(connectTimeout));
    driver.setProperty("loginTimeout", seconds(connectTimeout));
    driver.setProperty("cancelSignalTimeout", CANCEL_SECONDS);
    driver.setProperty("socketTimeout", seconds(socketTimeout));
    driver.setProperty("prepareThreshold", Integer.toString(prepareThreshold));
    tls.addTo(driver);
    return driver;
  }

  /** The same with limits that are no longer than these, for a short look at the database. */
  public ConnectionConfig within(Duration connecting, Duration answer) {
    return new ConnectionConfig(
        address,
        user,
        password,
        auth,
        tls,
        shorter(connectTimeout, connecting),
        shorter(socketTimeout, answer),
        idleTimeout,
        shorter(statementTimeout, answer),
        shorter(lockTimeout, answer.dividedBy(2)),
        prepareThreshold);
  }

  private static Duration shorter(Duration limit, Duration other) {
    return limit.isZero() || limit.compareTo(other) > 0 ? other : limit;
  }

  void check(Findings findings, Map<String, String> options) {
    tls.check(findings);
    if (password.isPresent() && user.isEmpty()) {
      findings.error(PASSWORD, "connection.password is set without connection.user; set both");
    }
    if (auth.usesTokens()) {
      checkTokens(findings);
    }
    if (!socketTimeout.isZero() && lockTimeout.compareTo(socketTimeout) >= 0) {
      findings.error(
          LOCK_TIMEOUT,
          "lock.timeout.ms=%d must be less than socket.timeout.ms=%d: else the connection is given up while the server still waits for the lock"
              .formatted(lockTimeout.toMillis(), socketTimeout.toMillis()));
    }
    refuseBoth(findings, options, "sslmode", TlsConfig.MODE);
    refuseBoth(findings, options, "connectTimeout", CONNECT_TIMEOUT);
    refuseBoth(findings, options, "socketTimeout", SOCKET_TIMEOUT);
    refuseBoth(findings, options, "prepareThreshold", PREPARE_THRESHOLD);
  }

  /** A token goes over the wire as it is: whoever reads it can log in with it. */
  private void checkTokens(Findings findings) {
    String mode = tls.mode().orElseGet(() -> address.parameters().getOrDefault("sslmode", ""));
    if (!TlsConfig.ALWAYS_ENCRYPTED.contains(mode)) {
      findings.error(
          TlsConfig.MODE,
          "connection.auth=%s needs TLS; set connection.sslmode=verify-full (or verify-ca, require)"
              .formatted(auth));
    }
    if (user.isEmpty()) {
      findings.error(USER, "connection.auth=%s needs connection.user".formatted(auth));
    }
    if (password.filter(secret -> !secret.value().isEmpty()).isPresent()) {
      findings.error(
          PASSWORD,
          "connection.password isn't used with connection.auth=%s; take one of them away"
              .formatted(auth));
    }
    if (auth == LoginMethod.AWS && address.hosts().size() > 1) {
      findings.error(
          ConnectionUrl.OPTION,
          "connection.url names several hosts, but a token of connection.auth=aws is for one; name"
              + " the cluster's endpoint only");
    }
  }

  private void refuseBoth(
      Findings findings, Map<String, String> options, String parameter, String option) {
    if (address.parameters().containsKey(parameter) && options.containsKey(option)) {
      findings.error(
          option,
          "%s is also set as %s in connection.url; take it out of the URL"
              .formatted(option, parameter));
    }
  }

  /** The driver counts seconds, and takes zero for no limit: a part of a second is a whole one. */
  private static String seconds(Duration duration) {
    return Long.toString((duration.toMillis() + 999) / 1000);
  }

  /** Never the password, nor parameters that someone may have put one into. */
  @Override
  public String toString() {
    return "ConnectionConfig[url=" + url() + ", user=" + user.orElse("") + ']';
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * How connections are encrypted and the server is verified; what isn't set is the driver's default.
 *
 * @param mode libpq's sslmode
 * @param rootCertificate file with the certificates of the authorities to trust
 * @param certificate file with the client's certificate
 * @param key file with the client's key
 * @param keyPassword the key's password
 */
public record TlsConfig(
    Optional<String> mode,
    Optional<String> rootCertificate,
    Optional<String> certificate,
    Optional<String> key,
    Optional<Password> keyPassword) {

  static final String MODES = "disable|allow|prefer|require|verify-ca|verify-full";
  static final Set<String> ALWAYS_ENCRYPTED = Set.of("require", "verify-ca", "verify-full");
  static final String MODE = "connection.sslmode";
  static final String ROOT_CERTIFICATE = "connection.sslrootcert";
  static final String CERTIFICATE = "connection.sslcert";
  static final String KEY = "connection.sslkey";
  static final String KEY_PASSWORD = "connection.sslpassword";

  static List<Option> options() {
    return List.of(
        Option.text(MODE, "TLS mode")
            .parsedBy(TlsConfig::mode, MODES.replace("|", ", "))
            .recommends((Object[]) MODES.split("\\|"))
            .importance(Importance.MEDIUM)
            .width(Width.SHORT)
            .dependents(ROOT_CERTIFICATE, CERTIFICATE, KEY, KEY_PASSWORD)
            .documentation(
                "How TLS is used, as libpq names it. `verify-full` encrypts and checks that the",
                "server is the one named in `connection.url`; the driver's default `prefer`",
                "does neither reliably."),
        file(ROOT_CERTIFICATE, "Root certificate", "the certificates of the authorities to trust"),
        file(CERTIFICATE, "Client certificate", "the client's certificate"),
        file(KEY, "Client key", "the client's key, PKCS-8 in DER or PKCS-12"),
        Option.secret(KEY_PASSWORD, "Client key password")
            .visibleWhen(values -> !"disable".equals(values.get(MODE)))
            .documentation("Password of the client's key."));
  }

  private static Option file(String name, String displayName, String content) {
    return Option.text(name, displayName)
        .width(Width.LONG)
        .visibleWhen(values -> !"disable".equals(values.get(MODE)))
        .documentation("File with " + content + ", on the worker that runs the task.");
  }

  static TlsConfig parse(Values values) {
    return new TlsConfig(
        values.textIfSet(MODE),
        values.textIfSet(ROOT_CERTIFICATE),
        values.textIfSet(CERTIFICATE),
        values.textIfSet(KEY),
        values.password(KEY_PASSWORD));
  }

  static String mode(String option, String text) {
    if (!text.trim().matches(MODES)) {
      throw new ConfigException(
          "%s must be one of %s, not \"%s\""
              .formatted(option, MODES.replace("|", ", "), text.trim()));
    }
    return text.trim();
  }

  void check(Findings findings) {
    boolean hasFiles = rootCertificate.isPresent() || certificate.isPresent() || key.isPresent();
    if (mode.filter("disable"::equals).isPresent() && hasFiles) {
      findings.error(
          MODE,
          "connection.sslmode=disable uses no certificates, but connection.sslrootcert,"
              + " connection.sslcert or connection.sslkey is set; set verify-full or take them"
              + " away");
    }
    if (keyPassword.isPresent() && key.isEmpty()) {
      findings.error(
          KEY_PASSWORD, "connection.sslpassword is set without connection.sslkey; set both");
    }
  }

  /** Whether passwords are safe on the wire: the server is the one that they are meant for. */
  boolean verifies(Optional<String> ofUrl) {
    return mode.or(() -> ofUrl).filter(value -> value.startsWith("verify-")).isPresent();
  }

  /** Adds what is set, under the driver's names. */
  void addTo(Properties driver) {
    mode.ifPresent(value -> driver.setProperty("sslmode", value));
    rootCertificate.ifPresent(value -> driver.setProperty("sslrootcert", value));
    // without these the driver takes what lies in the home of the worker's user
    driver.setProperty("sslcert", certificate.orElse(""));
    driver.setProperty("sslkey", key.orElse(""));
    keyPassword.ifPresent(value -> driver.setProperty("sslpassword", value.value()));
  }
}

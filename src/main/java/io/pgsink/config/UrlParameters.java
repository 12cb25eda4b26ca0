// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * The parameters of {@code connection.url}, by allow-list. Some of the driver's parameters name
 * classes to load, files to read or statements to run, and new ones come with new drivers, so a
 * list of the forbidden ones would never be complete.
 */
public final class UrlParameters {
  /** Had an effect in other sinks, has none here. */
  static final Set<String> IGNORED = Set.of("reWriteBatchedInserts", "stringtype");

  private static final Pattern TEXT = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,256}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
  private static final Pattern FLAG = Pattern.compile("(?i)true|false");
  private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.]{0,63}");
  private static final Map<String, Pattern> ALLOWED = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    ALLOWED.put("ApplicationName", TEXT);
    ALLOWED.put("connectTimeout", NUMBER);
    ALLOWED.put("socketTimeout", NUMBER);
    ALLOWED.put("tcpKeepAlive", FLAG);
    // a standby can't be written to
    ALLOWED.put("targetServerType", Pattern.compile("any|primary|master|preferPrimary"));
    ALLOWED.put("loadBalanceHosts", FLAG);
    ALLOWED.put("hostRecheckSeconds", NUMBER);
    ALLOWED.put("sslmode", Pattern.compile(TlsConfig.MODES));
    ALLOWED.put("sslNegotiation", Pattern.compile("postgres|direct"));
    ALLOWED.put("channelBinding", Pattern.compile("disable|prefer|require"));
    ALLOWED.put("requireAuth", Pattern.compile("[!a-z0-9,_-]{1,128}"));
    ALLOWED.put("currentSchema", TEXT);
    ALLOWED.put("prepareThreshold", NUMBER);
    ALLOWED.put("binaryTransfer", FLAG);
    ALLOWED.put("gssEncMode", Pattern.compile("disable|allow|prefer|require"));
    for (String name : IGNORED) {
      ALLOWED.put(name, TEXT);
    }
  }

  /** What users may look for, by lower-case parameter: the option to use instead. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "sslrootcert", "connection.sslrootcert",
          "sslcert", "connection.sslcert",
          "sslkey", "connection.sslkey",
          "sslpassword", "connection.sslpassword",
          "logintimeout", "connection.timeout.ms",
          "ssl", "connection.sslmode=verify-full");

  private UrlParameters() {}

  /** Whether a migrated option may become this parameter. */
  public static boolean isAllowed(String name) {
    return ALLOWED.containsKey(name);
  }

  /** The names of all that are allowed. */
  static Set<String> names() {
    return Set.copyOf(ALLOWED.keySet());
  }

  /**
   * Reads a query.
   *
   * @return the values by the name that the driver knows
   * @throws ConfigException naming the parameter that is refused, never its value
   */
  static Map<String, String> parse(String option, String query) {
    Map<String, String> encoded = names(option, query);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : encoded.entrySet()) {
      String name = canonical(option, entry.getKey());
      String value = decode(option, entry.getValue());
      if (!ALLOWED.get(name).matcher(value).matches()) {
        throw new ConfigException(
            "%s: parameter %s has a value that isn't allowed".formatted(option, name));
      }
      parameters.put(name, value);
    }
    return parameters;
  }

  static String decode(String option, String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option + ": a % isn't followed by two hexadecimal digits");
    }
  }

  /**
   * The parameters by decoded name; user and password are refused before anything else is named.
   */
  private static Map<String, String> names(String option, String query) {
    Map<String, String> encoded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    boolean twice = false;
    for (String pair : query.isEmpty() ? new String[0] : query.split("[&;]", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(option, equals < 0 ? pair : pair.substring(0, equals));
      twice |= encoded.put(name, equals < 0 ? "" : pair.substring(equals + 1)) != null;
    }
    if (encoded.containsKey("user") || encoded.containsKey("password")) {
      throw new ConfigException(
          option
              + " must not hold a user or password, which would show in logs; use connection.user"
              + " and connection.password");
    }
    if (query.indexOf(';') >= 0) {
      throw new ConfigException(option + ": parameters are separated by &, not by ;");
    }
    if (twice) {
      throw new ConfigException(option + " has the same parameter twice; keep one");
    }
    return encoded;
  }

  private static String canonical(String option, String name) {
    for (String allowed : ALLOWED.keySet()) {
      if (allowed.equalsIgnoreCase(name)) {
        return allowed;
      }
    }
    // a piece of a password that wasn't percent-encoded ends up here as a name
    String shown = SAFE_NAME.matcher(name).matches() ? name : "(not a name)";
    String instead = INSTEAD.get(name.toLowerCase(Locale.ROOT));
    String fix =
        instead == null
            ? "take it away; allowed are " + String.join(", ", ALLOWED.keySet())
            : "use " + instead;
    throw new ConfigException("%s: parameter %s is not allowed; %s".formatted(option, shown, fix));
  }
}

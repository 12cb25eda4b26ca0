// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * The option {@code connection.url}, taken apart. The driver gets a URL that is put together again
 * from the parts, so that nothing reaches it that wasn't read here. No message holds any of the
 * text but names of parameters: a URL often holds a password where nobody expects one.
 *
 * @param hosts {@code host:port}, at least one; an IPv6 address is in brackets
 * @param database the database, decoded
 * @param parameters the allowed parameters by the name that the driver knows
 */
public record ConnectionUrl(List<String> hosts, String database, Map<String, String> parameters) {
  public static final String OPTION = "connection.url";
  private static final String PREFIX = "jdbc:postgresql://";
  private static final String FORM = "jdbc:postgresql://host[:port][,host2[:port]]/database";
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+(%25[\\w.-]+)?]|[\\w.-]+)(?::(\\d{1,5}))?");

  /**
   * Reads a URL.
   *
   * @throws ConfigException naming the option and what to do
   */
  static ConnectionUrl parse(String option, String text) {
    String url = text.trim();
    if (!url.startsWith(PREFIX)) {
      throw new ConfigException(option + " must look like " + FORM);
    }
    int question = url.indexOf('?');
    String address = question < 0 ? url : url.substring(0, question);
    String query = question < 0 ? "" : url.substring(question + 1);
    Map<String, String> parameters = UrlParameters.parse(option, query);
    String rest = address.substring(PREFIX.length());
    if (rest.indexOf('@') >= 0) {
      throw new ConfigException(
          option
              + " must not hold a user or password; use connection.user and connection.password");
    }
    int slash = rest.indexOf('/');
    if (slash < 0 || slash == rest.length() - 1) {
      throw new ConfigException(option + " names no database; it must look like " + FORM);
    }
    return new ConnectionUrl(
        hosts(option, rest.substring(0, slash)),
        database(option, rest.substring(slash + 1)),
        parameters);
  }

  /** The URL for the driver: hosts and database, no parameters. */
  String forDriver() {
    String encoded = URLEncoder.encode(database, StandardCharsets.UTF_8);
    return PREFIX + String.join(",", hosts) + '/' + encoded;
  }

  /** The names of parameters that have no effect here. */
  Set<String> ignored() {
    Set<String> ignored = new TreeSet<>(parameters.keySet());
    ignored.retainAll(UrlParameters.IGNORED);
    return ignored;
  }

  Optional<Integer> number(String parameter) {
    return Optional.ofNullable(parameters.get(parameter)).map(Integer::valueOf);
  }

  Optional<Duration> seconds(String parameter) {
    return number(parameter).map(Duration::ofSeconds);
  }

  private static List<String> hosts(String option, String text) {
    List<String> hosts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      var matcher = HOST.matcher(part);
      if (!matcher.matches()) {
        throw new ConfigException(
            "%s: host number %d isn't host, host:port or [IPv6]:port"
                .formatted(option, hosts.size() + 1));
      }
      int port = matcher.group(3) == null ? 5432 : Integer.parseInt(matcher.group(3));
      if (port < 1 || port > 65535) {
        throw new ConfigException(
            "%s: the port of host number %d isn't between 1 and 65535"
                .formatted(option, hosts.size() + 1));
      }
      hosts.add(matcher.group(1) + ':' + port);
    }
    return List.copyOf(hosts);
  }

  private static String database(String option, String text) {
    String database = UrlParameters.decode(option, text);
    if (text.indexOf('/') >= 0 || text.indexOf(';') >= 0 || database.indexOf('\0') >= 0) {
      throw new ConfigException(
          option + ": the database's name holds a character that must be percent-encoded");
    }
    return database;
  }

  /** Parameters may hold secrets of users who meant another option. */
  @Override
  public String toString() {
    return forDriver();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config.migration;

import io.pgsink.config.ConfigCheck;
import io.pgsink.config.SinkConfig;
import io.pgsink.config.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** A connector's options as users write them, with those of other JDBC sinks among them. */
public final class ConnectorOptions {
  private ConnectorOptions() {}

  /**
   * Reads a connector's or a task's options.
   *
   * @throws ConfigException with every finding, each naming its option and the fix; never a secret
   */
  public static SinkConfig parse(Map<String, String> options) {
    ConfigCheck check = ConfigCheck.of(translation(options));
    if (check.config().isPresent()) {
      return check.config().get();
    }
    List<String> messages = new ArrayList<>();
    check.errors().values().forEach(messages::addAll);
    throw new ConfigException(String.join("\n", messages));
  }

  /**
   * What is wrong with a set of options, by option; empty when {@link #parse} takes them. Unknown
   * options that resemble one of this connector's are among them.
   */
  public static Map<String, List<String>> check(Map<String, String> options) {
    return ConfigCheck.of(translation(options)).errors();
  }

  /**
   * Every option of this connector with its value and what is wrong with it, as Connect's
   * validation wants it: those of other sinks are replaced, and each finding is on the option that
   * the user wrote.
   */
  public static List<ConfigValue> validate(Map<String, String> options) {
    return ConfigCheck.of(translation(options)).values();
  }

  /**
   * What to say of options whose value is a reference that Connect's config providers didn't
   * resolve, by option. On a worker nothing resolves them later.
   */
  public static Map<String, String> unresolved(Map<String, String> options) {
    return ConfigCheck.unresolved(translation(options));
  }

  /**
   * {@link #parse} for a worker, where every reference must have been resolved.
   *
   * @throws ConfigException with every finding
   */
  public static SinkConfig parseResolved(Map<String, String> options) {
    Map<String, String> unresolved = unresolved(options);
    if (!unresolved.isEmpty()) {
      throw new ConfigException(String.join("\n", unresolved.values()));
    }
    return parse(options);
  }

  private static Translation translation(Map<String, String> options) {
    return new ConfigTranslator(options).translate();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.List;
import java.util.Map;

/**
 * A connector's options with those of other JDBC sinks replaced by ours.
 *
 * @param options the options to read
 * @param origins the foreign option that an option comes from, by the latter
 * @param notices what was translated and what has no effect, for the log
 * @param refusals what can't be honoured, by the option that the user wrote
 */
record ConfigTranslation(
    Map<String, String> options,
    Map<String, String> origins,
    List<String> notices,
    Map<String, List<String>> refusals) {

  static ConfigTranslation of(Map<String, String> options) {
    return new ConfigTranslator(options).translate();
  }

  /** The option that the user wrote to get this one. */
  String origin(String option) {
    return origins.getOrDefault(option, option);
  }
}

package io.pgsink.config;

import java.util.List;
import java.util.Map;

/**
 * Options of other JDBC sinks as options of this one.
 *
 * @param options the options with foreign ones replaced
 * @param notices what was translated, for the log
 * @param refusals what can't be honoured, by the option that the user wrote
 */
record ConfigTranslation(
    Map<String, String> options, List<String> notices, Map<String, List<String>> refusals) {

  static ConfigTranslation of(Map<String, String> options) {
    return new ConfigTranslation(options, List.of(), Map.of());
  }
}

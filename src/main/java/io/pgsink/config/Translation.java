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
public record Translation(
    Map<String, String> options,
    Map<String, String> origins,
    List<String> notices,
    Map<String, List<String>> refusals) {

  /** Options of which none is another sink's. */
  public static Translation none(Map<String, String> options) {
    return new Translation(options, Map.of(), List.of(), Map.of());
  }

  /** The option that the user wrote to get this one. */
  public String origin(String option) {
    return origins.getOrDefault(option, option);
  }
}

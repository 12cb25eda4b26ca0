// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with a set of options, each finding on one option. For one thread. */
final class Findings {
  private final Map<String, List<String>> errors = new LinkedHashMap<>();

  /** Adds a finding that refuses the configuration. */
  void error(String option, String message) {
    List<String> messages = errors.computeIfAbsent(option, name -> new ArrayList<>());
    if (!messages.contains(message)) {
      messages.add(message);
    }
  }

  void errors(Map<String, List<String>> more) {
    more.forEach((option, messages) -> messages.forEach(message -> error(option, message)));
  }

  /** The findings by option, in the order in which they were found. */
  Map<String, List<String>> errors() {
    return Collections.unmodifiableMap(errors);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import io.pgsink.config.SinkConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings by the option that the user has to change. For one thread. */
final class OptionFindings {
  private final SinkConfig config;
  private final Map<String, List<String>> findings = new LinkedHashMap<>();

  OptionFindings(SinkConfig config) {
    this.config = config;
  }

  /** Adds a finding on an option of the connector. */
  void add(String option, String message) {
    add("", option, message);
  }

  /** Adds a finding on an option of a topic, under the name that the user gave it. */
  void add(String topic, String option, String message) {
    List<String> messages =
        findings.computeIfAbsent(config.written(topic, option), name -> new ArrayList<>());
    if (!messages.contains(message)) {
      messages.add(message);
    }
  }

  Map<String, List<String>> byOption() {
    return findings;
  }
}

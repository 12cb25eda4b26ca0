// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options of single topics: {@code topic.<topic name>.<option>}. A topic's name may hold dots, so
 * the option is the longest table option that the text ends with, and the topic is what is left.
 */
public final class TopicOptions {
  public static final String PREFIX = "topic.";

  private TopicOptions() {}

  /** Whether an option is meant for a single topic. */
  static boolean isTopicOption(String option) {
    return option.startsWith(PREFIX);
  }

  /** The table options of each topic that has some, by topic, then by option. */
  static Map<String, Map<String, String>> read(Map<String, String> options, Findings findings) {
    Map<String, Map<String, String>> topics = new LinkedHashMap<>();
    options.forEach(
        (name, value) -> {
          if (isTopicOption(name)) {
            read(name, value, topics, findings);
          }
        });
    return topics;
  }

  private static void read(
      String name, String value, Map<String, Map<String, String>> topics, Findings findings) {
    String rest = name.substring(PREFIX.length());
    String option = longestSuffix(rest);
    if (option.isEmpty()) {
      findings.error(name, unknown(name, rest));
      return;
    }
    String topic = rest.substring(0, rest.length() - option.length() - 1);
    topics.computeIfAbsent(topic, key -> new LinkedHashMap<>()).put(option, value);
  }

  private static String longestSuffix(String text) {
    String longest = "";
    for (String option : TableDefinition.names()) {
      if (option.length() > longest.length()
          && text.length() > option.length() + 1
          && text.endsWith('.' + option)) {
        longest = option;
      }
    }
    return longest;
  }

  /** A topic's name, a dot, and more than any option's name. */
  private static final int LONGEST = 249 + 1 + 64;

  /** Looks for the dot behind which something like a table option stands. */
  private static String unknown(String name, String rest) {
    for (String option : SinkOptions.definition().names()) {
      if (rest.endsWith('.' + option)) {
        return "%s can't be set per topic; set %s for the connector".formatted(name, option);
      }
    }
    String best = "";
    if (rest.length() > LONGEST) {
      return "an option starts with topic. and has %d characters, more than a topic and an option have"
          .formatted(name.length());
    }
    int bestDistance = Integer.MAX_VALUE;
    for (int dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.', dot + 1)) {
      String tail = rest.substring(dot + 1);
      for (String option : Suggestions.nearest(tail, TableDefinition.names()).stream().toList()) {
        int distance = Suggestions.distance(tail, option);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = PREFIX + rest.substring(0, dot + 1) + option;
        }
      }
    }
    return best.isEmpty()
        ? name
            + " is no option of a topic; the form is topic.<topic name>.<option>, with one of "
            + String.join(", ", TableDefinition.names())
        : name + " is unknown; did you mean " + best + "?";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells options that nobody reads from those that Connect itself reads. */
final class UnknownOptions {
  /** Connect's own options of a sink connector, up to Kafka 4.4. */
  private static final Set<String> CONNECT =
      Set.of(
          "name",
          "connector.class",
          "tasks.max",
          "tasks.max.enforce",
          "task.class",
          "topics",
          "topics.regex",
          "key.converter",
          "value.converter",
          "header.converter",
          "transforms",
          "predicates",
          "config.action.reload",
          "connector.plugin.version",
          "config.providers",
          "exactly.once.support",
          "transaction.boundary",
          "transaction.boundary.interval.ms",
          "offsets.storage.topic");

  private static final List<String> CONNECT_PREFIXES =
      List.of(
          "key.converter.",
          "value.converter.",
          "header.converter.",
          "transforms.",
          "predicates.",
          "errors.",
          "consumer.override.",
          "producer.override.",
          "admin.override.",
          "topic.creation.",
          "config.providers.");

  /** What tasks get from the connector, never from users. */
  private static final String INTERNAL_PREFIX = "pgsink.";

  private UnknownOptions() {}

  /** Whether this connector or Connect reads an option. */
  static boolean isKnown(String option) {
    return CONNECT.contains(option)
        || option.startsWith(INTERNAL_PREFIX)
        || CONNECT_PREFIXES.stream().anyMatch(option::startsWith)
        || SinkOptions.definition().names().contains(option);
  }

  /**
   * What to say about an option that isn't known, if it is meant for this connector: it resembles
   * one of its options, or starts like some of them. Anything else may be meant for a newer
   * Connect.
   */
  static Optional<String> refusal(String option) {
    Set<String> known = new TreeSet<>(SinkOptions.definition().names());
    known.addAll(CONNECT);
    Optional<String> nearest = Suggestions.nearest(option, known);
    if (nearest.isPresent()) {
      return Optional.of(option + " is unknown; did you mean " + nearest.get() + "?");
    }
    String room = option.substring(0, option.indexOf('.') + 1);
    List<String> neighbours =
        room.isEmpty() || room.equals("connector.")
            ? List.of()
            : SinkOptions.definition().names().stream()
                .filter(name -> name.startsWith(room))
                .sorted()
                .toList();
    return neighbours.isEmpty()
        ? Optional.empty()
        : Optional.of(option + " is unknown; there are " + String.join(", ", neighbours));
  }
}

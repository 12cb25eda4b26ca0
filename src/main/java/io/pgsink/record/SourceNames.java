// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.table.BadRecordException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads names out of the {@code source} block of Debezium's events.
 *
 * <p>A tombstone has no source block. Its names are those of its topic's other records while these
 * all agree; before the first of them, those that Debezium puts into the name of a topic, {@code
 * prefix.schema.table}.
 */
final class SourceNames {
  /** The topic's records don't agree. */
  private static final String SEVERAL = "";

  private final Map<String, Map<String, String>> byField = new HashMap<>();

  /**
   * The value of a field of the record's source block.
   *
   * @throws BadRecordException when the record has none
   */
  String name(ChangeEvent event, String field) {
    String topic = event.record().topic();
    Map<String, String> byTopic = byField.computeIfAbsent(field, name -> new HashMap<>());
    if (event.record().value() == null) {
      String known = byTopic.get(topic);
      String name = known == null ? segment(topic, field) : known;
      if (name.equals(SEVERAL)) {
        throw new BadRecordException(
            "a tombstone doesn't say which ${source.%s} it is from, and its topic has several; the"
                    .formatted(field)
                + " delete event before it did: set tombstones.on.delete=false in the Debezium"
                + " source connector");
      }
      return name;
    }
    String name = event.source(field);
    if (name == null || name.isEmpty()) {
      throw new BadRecordException(
          "the record has no ${source.%s} for table.name.format: it is no Debezium event, and no"
                  .formatted(field)
              + " flattened one that keeps the field (add.fields=source."
              + field
              + ')');
    }
    byTopic.merge(topic, name, (known, now) -> known.equals(now) ? known : SEVERAL);
    return name;
  }

  private static String segment(String topic, String field) {
    int lastDot = topic.lastIndexOf('.');
    int dot = topic.lastIndexOf('.', lastDot - 1);
    if (dot < 0) {
      return SEVERAL;
    }
    return switch (field) {
      case "table", "collection" -> topic.substring(lastDot + 1);
      case "schema", "db" -> topic.substring(dot + 1, lastDot);
      default -> SEVERAL;
    };
  }
}

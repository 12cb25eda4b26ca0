// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/**
 * A column filled from a record's coordinates: an element of the option {@code metadata.columns}.
 *
 * @param source what fills it
 * @param column the column
 */
public record MetadataColumn(Source source, String column) {

  /** What a metadata column holds. */
  public sealed interface Source {
    /** The topic, as it was before the transforms. */
    record Topic() implements Source {}

    /** The partition. */
    record Partition() implements Source {}

    /** The offset. */
    record Offset() implements Source {}

    /** The record's timestamp. */
    record Timestamp() implements Source {}

    /** The whole record key. */
    record Key() implements Source {}

    /**
     * A record header's value.
     *
     * @param name the header's name
     */
    record Header(String name) implements Source {}
  }

  /**
   * The metadata columns of a list, in order.
   *
   * @throws ConfigException naming the option and the element that can't be read
   */
  static List<MetadataColumn> parseList(String option, String text) {
    List<MetadataColumn> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String element : Option.list(option, text)) {
      int colon = QuotedText.lastIndexOf(option, element, ':');
      if (colon <= 0) {
        throw new ConfigException(
            "%s: \"%s\" isn't source:column, for example offset:kafka_offset"
                .formatted(option, element));
      }
      String column = Identifiers.name(option, element.substring(colon + 1).trim());
      if (!names.add(column)) {
        throw new ConfigException(
            "%s fills column \"%s\" twice; keep one".formatted(option, column));
      }
      columns.add(new MetadataColumn(source(option, element.substring(0, colon).trim()), column));
    }
    return List.copyOf(columns);
  }

  private static Source source(String option, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "topic" -> new Source.Topic();
      case "partition" -> new Source.Partition();
      case "offset" -> new Source.Offset();
      case "timestamp" -> new Source.Timestamp();
      case "key" -> new Source.Key();
      default -> header(option, text);
    };
  }

  private static Source header(String option, String text) {
    if (text.length() > 7 && text.regionMatches(true, 0, "header.", 0, 7)) {
      return new Source.Header(QuotedText.name(option, text.substring(7)));
    }
    throw new ConfigException(
        "%s: \"%s\" must be one of topic, partition, offset, timestamp, key, header.NAME"
            .formatted(option, text));
  }
}

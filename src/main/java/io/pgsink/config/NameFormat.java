// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * The option {@code table.name.format}, taken apart. The parts joined are a table as {@code
 * TableId.parse} reads it: the first dot separates schema and table, also a dot that comes from a
 * topic's name. What stands in double quotes is a name or a part of one as it is.
 *
 * @param text the option's text
 * @param parts the text's parts in order, never empty
 */
public record NameFormat(String text, List<Part> parts) {

  /** A part of a table's name. */
  public sealed interface Part {
    /** The same for every record. */
    record Text(String text) implements Part {}

    /**
     * Parts that stand in quotes: no dot in them separates, and the case of names stays.
     *
     * @param parts never empty
     */
    record Quoted(List<Part> parts) implements Part {}

    /** {@code ${topic}}: the topic's name. */
    record Topic() implements Part {}

    /**
     * {@code ${topic.0}}, {@code ${topic.-1}}: one of the topic's dot-separated segments.
     *
     * @param index counted from 0, or from -1 at the end
     */
    record TopicSegment(int index) implements Part {}

    /** {@code ${topic.underscored}}: the topic's name with underscores in place of dots. */
    record TopicUnderscored() implements Part {}

    /**
     * {@code ${topic.normalized}}: the topic's name with underscores in place of everything but
     * ASCII letters, digits and underscores.
     */
    record TopicNormalized() implements Part {}

    /**
     * {@code ${source.schema}}, {@code ${source.table}}: a field of a Debezium event's source
     * block.
     *
     * @param field the field's name
     */
    record Source(String field) implements Part {}

    /**
     * {@code ${header.NAME}}: a record header's value as text.
     *
     * @param name the header's name
     */
    record Header(String name) implements Part {}

    /**
     * {@code ${value.FIELD}}, {@code ${key.FIELD}}: a field of the row, or of the record key.
     *
     * @param of where the field is
     * @param name the field's name
     */
    record Field(Holder of, String name) implements Part {}

    /** {@code ${value.schema}}: the name of the row's schema, without its namespace. */
    record SchemaName() implements Part {}

    /** {@code ${value.schema.full}}: the name of the row's schema. */
    record FullSchemaName() implements Part {}
  }

  /** What has fields that can name a table. */
  public enum Holder {
    KEY,
    VALUE
  }

  private static final String VALID =
      "${topic}, ${topic.0}, ${topic.-1}, ${topic.underscored}, ${topic.normalized},"
          + " ${source.schema}, ${source.table}, ${header.NAME}, ${value.FIELD}, ${key.FIELD},"
          + " ${value.schema}, ${value.schema.full}";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]{0,300})}");
  private static final Pattern SEGMENT = Pattern.compile("-?\\d{1,3}");

  /**
   * Takes a format apart.
   *
   * @throws ConfigException naming the option when a placeholder is unknown or nothing is left
   */
  static NameFormat parse(String option, String text) {
    if (text.isBlank()) {
      throw new ConfigException(option + " is empty; use ${topic} for a table per topic");
    }
    List<Part> parts = new ArrayList<>();
    QuotedText quoted = QuotedText.parse(option, text);
    for (QuotedText.Segment segment : quoted.segments()) {
      List<Part> found = parts(option, segment.text());
      if (!segment.quoted()) {
        parts.addAll(found);
      } else if (!found.isEmpty()) {
        parts.add(new Part.Quoted(found));
      }
    }
    if (!text.contains("${")) {
      Identifiers.table(option, text);
    }
    return new NameFormat(text, List.copyOf(parts));
  }

  private static List<Part> parts(String option, String text) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      addText(option, parts, text.substring(end, matcher.start()));
      parts.add(placeholder(option, matcher.group(1)));
      end = matcher.end();
    }
    addText(option, parts, text.substring(end));
    return List.copyOf(parts);
  }

  /** Whether the topic's name alone decides, so that a table can be looked up once per topic. */
  public boolean dependsOnTopicOnly() {
    return parts.stream().noneMatch(NameFormat::isOfRecord);
  }

  private static boolean isOfRecord(Part part) {
    return part instanceof Part.Source
        || part instanceof Part.Header
        || part instanceof Part.Field
        || part instanceof Part.SchemaName
        || part instanceof Part.FullSchemaName
        || part instanceof Part.Quoted quoted
            && quoted.parts().stream().anyMatch(NameFormat::isOfRecord);
  }

  @Override
  public String toString() {
    return text;
  }

  private static void addText(String option, List<Part> parts, String text) {
    if (text.isEmpty()) {
      return;
    }
    if (text.contains("${")) {
      throw new ConfigException(option + ": a placeholder isn't closed with }; valid are " + VALID);
    }
    parts.add(new Part.Text(text));
  }

  private static Part placeholder(String option, String name) {
    if (name.equals("topic")) {
      return new Part.Topic();
    }
    if (name.equals("topic.underscored")) {
      return new Part.TopicUnderscored();
    }
    if (name.equals("topic.normalized")) {
      return new Part.TopicNormalized();
    }
    if (name.startsWith("topic.") && SEGMENT.matcher(name.substring(6)).matches()) {
      return new Part.TopicSegment(Integer.parseInt(name.substring(6)));
    }
    if (name.startsWith("source.") && name.length() > 7) {
      return new Part.Source(name.substring(7));
    }
    if (name.startsWith("header.") && name.length() > 7) {
      return new Part.Header(name.substring(7));
    }
    if (name.equals("value.schema")) {
      return new Part.SchemaName();
    }
    if (name.equals("value.schema.full")) {
      return new Part.FullSchemaName();
    }
    if (name.startsWith("value.") && name.length() > 6) {
      return new Part.Field(Holder.VALUE, name.substring(6));
    }
    if (name.startsWith("key.") && name.length() > 4) {
      return new Part.Field(Holder.KEY, name.substring(4));
    }
    throw new ConfigException(
        "%s: unknown placeholder ${%s}; valid are %s".formatted(option, name, VALID));
  }
}

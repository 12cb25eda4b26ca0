// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * What of a record becomes columns.
 *
 * @param filter which fields, under which names
 * @param unknown what happens to a field without a column, where {@code auto.evolve} is false
 * @param metadataColumns columns filled from the record's coordinates
 * @param valueColumn the column that takes the whole value instead of its fields
 * @param placeholder what stands for a value that a Debezium source didn't send
 */
public record FieldConfig(
    FieldFilter filter,
    UnknownFields unknown,
    List<MetadataColumn> metadataColumns,
    Optional<String> valueColumn,
    String placeholder) {

  static final String UNKNOWN = "unknown.fields";
  public static final String METADATA = "metadata.columns";
  public static final String VALUE_COLUMN = "value.column";
  static final String PLACEHOLDER = "unavailable.value.placeholder";

  /** How Debezium's connectors mark a placeholder that is given in hexadecimal digits. */
  private static final String HEX = "hex:";

  /** What happens to a field without a column: the option {@code unknown.fields}. */
  public enum UnknownFields {
    /** The record is refused. */
    FAIL,
    /** The field is left out. */
    IGNORE
  }

  static FieldConfig parse(Values values) {
    return new FieldConfig(
        FieldFilter.parse(values),
        values.choice(UNKNOWN, UnknownFields.class),
        MetadataColumn.parseList(METADATA, values.textIfSet(METADATA).orElse("")),
        values.textIfSet(VALUE_COLUMN).map(name -> Identifiers.name(VALUE_COLUMN, name)),
        values.text(PLACEHOLDER));
  }

  /** The bytes of the placeholder. */
  public byte[] unavailable() {
    return placeholder(PLACEHOLDER, placeholder);
  }

  static byte[] placeholder(String option, String text) {
    if (text.isEmpty() || text.equals(HEX)) {
      throw new ConfigException(
          option
              + " must not be empty; it must be what the source connector's option of this name"
              + " is");
    }
    if (!text.startsWith(HEX)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return HexFormat.of().parseHex(text, HEX.length(), text.length());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          option + ": after hex: an even number of hexadecimal digits must follow");
    }
  }

  void check(Findings findings) {
    if (valueColumn.isEmpty()) {
      return;
    }
    if (!filter.isEverything()) {
      findings.error(
          VALUE_COLUMN,
          "value.column stores the value as a whole, so fields.include, fields.exclude and"
              + " fields.rename have no fields to work on; keep one side");
    }
    for (MetadataColumn metadata : metadataColumns) {
      if (metadata.column().equals(valueColumn.get())) {
        findings.error(
            VALUE_COLUMN,
            "value.column and metadata.columns both fill column \"%s\"; rename one"
                .formatted(metadata.column()));
      }
    }
  }
}

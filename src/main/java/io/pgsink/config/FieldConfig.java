package io.pgsink.config;

import java.util.List;
import java.util.Optional;

/**
 * What of a record becomes columns.
 *
 * @param filter which fields, under which names
 * @param unknown what happens to a field without a column, where {@code auto.evolve} is false
 * @param metadataColumns columns filled from the record's coordinates
 * @param valueColumn the column that takes the whole value instead of its fields
 */
public record FieldConfig(
    FieldFilter filter,
    UnknownFields unknown,
    List<MetadataColumn> metadataColumns,
    Optional<String> valueColumn) {

  static final String UNKNOWN = "unknown.fields";
  static final String METADATA = "metadata.columns";
  static final String VALUE_COLUMN = "value.column";

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
        values.textIfSet(VALUE_COLUMN));
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

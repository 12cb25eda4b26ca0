// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.FieldConfig.UnknownFields;
import io.pgsink.config.TableConfig;
import io.pgsink.record.RowField.Origin;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.TableId;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields of a record's key or value become columns, and under which name.
 *
 * <p>Names come from whoever may write to the topic. Those that no column can have are refused
 * here, or left out where {@code unknown.fields=ignore} says so; all others are quoted wherever
 * they become SQL.
 */
final class FieldNames {
  private final TableConfig config;
  private final Origin origin;
  private final Set<String> metadata = new HashSet<>();
  private final UnavailableValue unavailable;

  FieldNames(TableConfig config, Origin origin) {
    this.config = config;
    this.origin = origin;
    this.unavailable = new UnavailableValue(config.fields().unavailable());
    config.fields().metadataColumns().forEach(column -> metadata.add(column.column()));
  }

  /** What stands in the place of values that the source didn't send. */
  UnavailableValue unavailable() {
    return unavailable;
  }

  Origin origin() {
    return origin;
  }

  /**
   * The column for a field, or empty when the field is left out. Fields of the key and fields that
   * fill a named conflict column are never left out by {@code fields.include}, the latter not by
   * {@code fields.exclude} either.
   *
   * @throws BadRecordException when no column can have the field's name
   */
  Optional<String> column(String field) {
    String column = config.fields().filter().renamed(field);
    boolean wanted = isConflictKey(column) || isOfKey(field) || isIncluded(field, column);
    if (!wanted) {
      return Optional.empty();
    }
    Optional<String> fault = fault(column);
    if (fault.isEmpty()) {
      return Optional.of(column);
    }
    if (config.fields().unknown() == UnknownFields.IGNORE && !config.autoEvolve()) {
      return Optional.empty();
    }
    throw new BadRecordException(
        "a field has a name that no column can have: "
            + fault.get()
            + "; rename it with fields.rename or leave it out with fields.exclude");
  }

  /** Refuses two fields for one column. */
  void checkDistinct(List<RowField> fields) {
    Set<String> names = new HashSet<>();
    for (RowField field : fields) {
      if (!names.add(field.name())) {
        throw new BadRecordException(
            "two fields are for the column \""
                + field.name()
                + "\": fields.rename gives one of them the name of the other; leave one out with"
                + " fields.exclude");
      }
    }
  }

  /** What is wrong with an identifier, or empty when PostgreSQL takes it as it is. */
  static Optional<String> fault(String identifier) {
    if (identifier.isEmpty()) {
      return Optional.of("it is empty");
    }
    if (identifier.indexOf('\0') >= 0) {
      return Optional.of("it holds a NUL character");
    }
    try {
      int bytes =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(identifier)).remaining();
      return bytes > TableId.MAX_IDENTIFIER_BYTES
          ? Optional.of(
              "\"%s…\" is %d bytes long, PostgreSQL allows %d"
                  .formatted(
                      identifier.substring(0, identifier.offsetByCodePoints(0, 16)),
                      bytes,
                      TableId.MAX_IDENTIFIER_BYTES))
          : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.of("it holds half of a surrogate pair");
    }
  }

  private boolean isIncluded(String field, String column) {
    return config.fields().filter().isIncluded(field) && !metadata.contains(column);
  }

  /**
   * With named conflict columns the other fields of a key are excluded like those of the value:
   * producers choose what they put where.
   */
  private boolean isOfKey(String field) {
    boolean named = config.conflict().keys().isPresent();
    return origin == Origin.KEY && !(named && config.fields().filter().isExcluded(field));
  }

  private boolean isConflictKey(String column) {
    return config.conflict().keys().isPresent() && config.conflict().keys().get().contains(column);
  }
}

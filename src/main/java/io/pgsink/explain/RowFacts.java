// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.table.Column;
import io.pgsink.table.InsertMode;
import io.pgsink.table.WritePlan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * What PostgreSQL would refuse of a row by facts that its table shows: NOT NULL, the length of
 * texts and the precision of numbers. The connector leaves these to PostgreSQL, which an
 * explanation doesn't ask.
 */
final class RowFacts {
  private RowFacts() {}

  /** Why a row would be refused, if it would. */
  static Optional<String> refusal(Change change) {
    if (change.kind() != ChangeKind.WRITE) {
      return Optional.empty();
    }
    WritePlan plan = change.target().plan();
    for (Column column : plan.table().columns().values()) {
      int position = change.layout().position(column);
      if (position < 0 && column.isRequired() && plan.mode() != InsertMode.UPDATE) {
        return Optional.of(
            "column \"%s\" is NOT NULL without a default, and the record brings no value for it"
                .formatted(column.name()));
      }
      if (position >= 0) {
        Object value = change.layout().value(change.values(), position);
        Optional<String> reason = refusal(column, value);
        if (reason.isPresent()) {
          return reason;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> refusal(Column column, Object value) {
    if (value == null) {
      return column.notNull()
          ? Optional.of("column \"%s\" is NOT NULL, and the value is null".formatted(column.name()))
          : Optional.empty();
    }
    return column.type().numericPrecision().isPresent()
        ? tooLarge(column, value)
        : tooLong(column, value);
  }

  private static Optional<String> tooLarge(Column column, Object value) {
    BigDecimal number;
    try {
      number = new BigDecimal(value.toString());
    } catch (NumberFormatException another) {
      return Optional.empty(); // NaN, or what the connector refuses itself
    }
    int scale = column.type().numericScale().orElse(0);
    BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP);
    int digits = rounded.signum() == 0 ? 0 : rounded.precision();
    return digits <= column.type().numericPrecision().orElseThrow()
        ? Optional.empty()
        : Optional.of(
            "column \"%s\": the number is out of the range of %s"
                .formatted(column.name(), column.type().sql()));
  }

  private static Optional<String> tooLong(Column column, Object value) {
    Optional<Integer> longest = column.type().maxLength();
    if (longest.isEmpty() || !(value instanceof String text)) {
      return Optional.empty();
    }
    // spaces at the end are cut, as SQL says
    String kept = text.replaceFirst(" +$", "");
    return kept.codePointCount(0, kept.length()) <= longest.get()
        ? Optional.empty()
        : Optional.of(
            "column \"%s\": the text is longer than %s"
                .formatted(column.name(), column.type().sql()));
  }

  /** The columns among these whose texts only PostgreSQL can read. */
  static List<String> readByPostgres(List<Column> columns) {
    return columns.stream()
        .filter(column -> !column.type().cast().isEmpty() && !column.type().isMoney())
        .map(Column::name)
        .toList();
  }
}

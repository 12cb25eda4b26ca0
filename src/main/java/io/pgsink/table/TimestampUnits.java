// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * What whole numbers without a semantic type count in date and time columns: the option {@code
 * timestamp.units}.
 *
 * @param columns the units of single columns, by name
 * @param others the unit of all other columns; empty = what Connect's types for the column count
 */
public record TimestampUnits(Map<String, ChronoUnit> columns, Optional<ChronoUnit> others) {
  /** No column has a unit of its own. */
  public static final TimestampUnits NONE = new TimestampUnits(Map.of(), Optional.empty());

  public TimestampUnits {
    columns = Map.copyOf(columns);
  }

  /** The unit of a column: by its exact name, or else by a name that differs in case only. */
  public Optional<ChronoUnit> of(String column) {
    return named(column).or(() -> others);
  }

  /** The unit of a column that the option names. */
  public Optional<ChronoUnit> named(String column) {
    ChronoUnit exact = columns.get(column);
    if (exact != null) {
      return Optional.of(exact);
    }
    return columns.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(column))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}

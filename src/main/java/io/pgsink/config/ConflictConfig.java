// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * What identifies a row.
 *
 * @param keys the columns of the conflict target; empty = {@code auto}: the primary key, else the
 *     only unique index, else, for a table to be created, the record key's fields. An empty list =
 *     {@code none}: rows have no identity
 * @param keysFrom where the values of its columns come from
 * @param constraint the constraint of {@code ON CONFLICT ON CONSTRAINT}
 * @param where the predicate of a partial unique index, as SQL
 */
public record ConflictConfig(
    Optional<List<String>> keys,
    KeySource keysFrom,
    Optional<String> constraint,
    Optional<String> where) {

  public static final String KEYS = "conflict.keys";
  public static final String KEYS_FROM = "conflict.keys.from";
  static final String CONSTRAINT = "conflict.constraint";
  static final String WHERE = "conflict.where";

  static ConflictConfig parse(Values values) {
    return new ConflictConfig(
        keys(KEYS, values.text(KEYS)),
        values.choice(KEYS_FROM, KeySource.class),
        values.textIfSet(CONSTRAINT).map(name -> Identifiers.name(CONSTRAINT, name)),
        values.textIfSet(WHERE));
  }

  static Optional<List<String>> keys(String option, String text) {
    String trimmed = text.trim();
    if (trimmed.equalsIgnoreCase("auto")) {
      return Optional.empty();
    }
    if (trimmed.equalsIgnoreCase("none")) {
      return Optional.of(List.of());
    }
    List<String> columns =
        Option.list(option, trimmed).stream().map(name -> Identifiers.name(option, name)).toList();
    if (columns.isEmpty()) {
      throw new ConfigException(option + " is empty; set auto, none or a list of columns");
    }
    if (new LinkedHashSet<>(columns).size() < columns.size()) {
      throw new ConfigException(option + " names a column twice");
    }
    return Optional.of(columns);
  }

  /** Whether rows have no identity: {@code conflict.keys=none}. */
  public boolean isKeyless() {
    return keys.isPresent() && keys.get().isEmpty();
  }

  void check(Findings findings) {
    if (constraint.isPresent() && keys.isPresent()) {
      findings.error(
          CONSTRAINT,
          "conflict.constraint and conflict.keys both name the conflict target; keep one of them");
    }
    if (constraint.isPresent() && where.isPresent()) {
      findings.error(
          WHERE,
          "conflict.where is for partial unique indexes, which conflict.constraint can't name; set"
              + " conflict.keys to the index's columns instead of conflict.constraint");
    }
    if (where.isPresent() && constraint.isEmpty() && (keys.isEmpty() || isKeyless())) {
      findings.error(
          WHERE,
          "conflict.where needs conflict.keys to list the columns of the partial unique index");
    }
  }
}

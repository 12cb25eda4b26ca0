// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * The option {@code tables.allowed}: which tables records may be routed to. A pattern with a schema
 * is for tables that are named with theirs, one without for tables that are named without.
 */
public final class AllowedTables {
  static final String NAME = "tables.allowed";

  private final Optional<List<Pattern>> patterns;

  private AllowedTables(Optional<List<Pattern>> patterns) {
    this.patterns = patterns;
  }

  /** A pattern for each part of a name, so that no dot within a name passes for the separator. */
  private record Pattern(boolean hasSchema, Glob schema, Glob name) {
    boolean matches(TableId table) {
      return hasSchema != table.schema().isEmpty()
          && schema.matches(table.schema())
          && name.matches(table.name());
    }
  }

  /** The option when it isn't set. */
  static AllowedTables all() {
    return new AllowedTables(Optional.empty());
  }

  static AllowedTables parse(Values values) {
    return values.textIfSet(NAME).map(text -> parse(NAME, text)).orElseGet(AllowedTables::all);
  }

  /**
   * Reads names and globs.
   *
   * @throws ConfigException naming the option when there are none, or a part of one is empty
   */
  static AllowedTables parse(String option, String text) {
    List<Pattern> patterns = new ArrayList<>();
    for (String element : Option.list(option, text)) {
      patterns.add(pattern(option, element));
    }
    if (patterns.isEmpty()) {
      throw new ConfigException(option + " names no table; take it away to allow all");
    }
    return new AllowedTables(Optional.of(List.copyOf(patterns)));
  }

  private static Pattern pattern(String option, String element) {
    List<QuotedText.Segment> schema = new ArrayList<>();
    List<QuotedText.Segment> name = new ArrayList<>();
    boolean hasSchema = false;
    for (QuotedText.Segment segment : QuotedText.parse(option, element).segments()) {
      int dot = hasSchema || segment.quoted() ? -1 : segment.text().indexOf('.');
      if (dot >= 0) {
        hasSchema = true;
        schema.addAll(name);
        schema.add(new QuotedText.Segment(segment.text().substring(0, dot), false));
        name.clear();
        name.add(new QuotedText.Segment(segment.text().substring(dot + 1), false));
      } else {
        name.add(segment);
      }
    }
    if (isEmpty(name) || (hasSchema && isEmpty(schema))) {
      throw new ConfigException(
          "%s: \"%s\" is neither table nor schema.table".formatted(option, element));
    }
    return new Pattern(hasSchema, Glob.ofNames(schema), Glob.ofNames(name));
  }

  private static boolean isEmpty(List<QuotedText.Segment> segments) {
    return segments.stream().allMatch(segment -> segment.text().isEmpty());
  }

  /** Whether records may be routed to a table. */
  public boolean allow(TableId table) {
    if (patterns.isEmpty()) {
      return true;
    }
    for (Pattern pattern : patterns.get()) {
      if (pattern.matches(table)) {
        return true;
      }
    }
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/**
 * The columns set on conflict: the option {@code update.columns}.
 *
 * @param listed the columns of a list, or the exclusions behind {@code *}
 * @param kind how to read them
 */
public record UpdateColumns(Set<String> listed, Kind kind) {

  /** How the listed columns are meant. */
  public enum Kind {
    /** Only these. */
    ONLY,
    /** All but these. */
    ALL_BUT
  }

  /** Whether a column that isn't part of the conflict target is set on conflict. */
  public boolean updates(String column) {
    return listed.contains(column) == (kind == Kind.ONLY);
  }

  boolean isEverything() {
    return kind == Kind.ALL_BUT && listed.isEmpty();
  }

  static UpdateColumns parse(String option, String text) {
    List<String> elements = Option.list(option, text);
    if (elements.isEmpty()) {
      throw new ConfigException(
          option + " is empty; set * or a list, or insert.mode=ignore to update nothing");
    }
    boolean all = elements.contains("*");
    Set<String> listed = new LinkedHashSet<>();
    for (String element : elements) {
      if (element.equals("*")) {
        continue;
      }
      if (all && !element.startsWith("-")) {
        throw new ConfigException(
            "%s: * already holds \"%s\"; write -%s to exclude it"
                .formatted(option, element, element));
      }
      if (!all && element.startsWith("-")) {
        throw new ConfigException(
            "%s: the exclusion \"%s\" needs * in front: *,%s".formatted(option, element, element));
      }
      listed.add(Identifiers.name(option, all ? element.substring(1).trim() : element));
    }
    return new UpdateColumns(Set.copyOf(listed), all ? Kind.ALL_BUT : Kind.ONLY);
  }
}

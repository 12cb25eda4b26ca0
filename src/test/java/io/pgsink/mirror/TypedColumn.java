// SPDX-License-Identifier: Apache-2.0
package io.pgsink.mirror;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A column and how rows get a value there.
 *
 * @param name its name, quoted where it needs to be
 * @param type its type, perhaps with a storage mode
 * @param draw an SQL expression that draws a value for every row anew
 */
record TypedColumn(String name, String type, String draw) {

  /** A column that draws one of some literals, or null. */
  static TypedColumn of(String name, String type, String... values) {
    String literals =
        List.of(values).stream()
            .map(value -> "'" + value.replace("'", "''") + "'")
            .collect(Collectors.joining(", ", "ARRAY[", ", NULL]"));
    String draw =
        "(%s::text[])[1 + floor(random() * %d)::int]::%s"
            .formatted(literals, values.length + 1, type);
    return new TypedColumn(name, type, draw);
  }

  /** A column whose values are so long that PostgreSQL stores them out of line, uncompressed. */
  static TypedColumn outOfLine(String name, String type, String draw) {
    return new TypedColumn(name, type + " STORAGE EXTERNAL", draw);
  }
}

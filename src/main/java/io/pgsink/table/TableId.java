// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * The name of a table.
 *
 * @param schema the schema, or the empty string for the first match on the connection's search path
 * @param name the table's own name, exactly as PostgreSQL stores it
 */
public record TableId(String schema, String name) implements Comparable<TableId> {

  /** PostgreSQL cuts longer identifiers silently (NAMEDATALEN - 1 bytes); we refuse them. */
  public static final int MAX_IDENTIFIER_BYTES = 63;

  /** Parses {@code table} or {@code schema.table}: the first dot separates. */
  public static TableId parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new TableId("", text)
        : new TableId(text.substring(0, dot), text.substring(dot + 1));
  }

  /** Quotes one identifier for SQL text, whatever it contains. */
  public static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** The name as it stands in SQL text, always quoted. */
  public String sql() {
    return schema.isEmpty() ? quote(name) : quote(schema) + '.' + quote(name);
  }

  @Override
  public int compareTo(TableId other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  /** The name as people read it, unquoted. */
  @Override
  public String toString() {
    return schema.isEmpty() ? name : schema + '.' + name;
  }
}

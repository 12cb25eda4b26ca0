// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * Puts a table's name together from texts. In texts without quotes the first dot of all separates
 * schema and table; texts in quotes are part of a name whatever they hold.
 */
public final class TableName {
  private final StringBuilder name = new StringBuilder();
  private String schema;

  /** Appends a text that nobody quoted. */
  public TableName append(String text) {
    int dot = schema == null ? text.indexOf('.') : -1;
    if (dot < 0) {
      name.append(text);
      return this;
    }
    schema = name.append(text, 0, dot).toString();
    name.setLength(0);
    name.append(text, dot + 1, text.length());
    return this;
  }

  /** Appends what stands in quotes, without them. */
  public TableName appendQuoted(String text) {
    name.append(text);
    return this;
  }

  /** Whether a dot has separated a schema, be it an empty one. */
  public boolean hasSchema() {
    return schema != null;
  }

  /** The table. */
  public TableId id() {
    return new TableId(schema == null ? "" : schema, name.toString());
  }
}

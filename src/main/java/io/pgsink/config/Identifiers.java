package io.pgsink.config;

import io.pgsink.table.TableId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.config.ConfigException;

/** Checks of names in options that PostgreSQL would otherwise cut or refuse much later. */
final class Identifiers {
  private Identifiers() {}

  /**
   * A column, constraint or table name.
   *
   * @throws ConfigException when it is empty or longer than PostgreSQL keeps
   */
  static String name(String option, String text) {
    if (text.isEmpty()) {
      throw new ConfigException(option + " holds an empty name");
    }
    if (text.indexOf('\0') >= 0) {
      throw new ConfigException(option + " holds a NUL character; PostgreSQL has no such names");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > TableId.MAX_IDENTIFIER_BYTES) {
      throw new ConfigException(
          "%s: the name \"%s\" has %d bytes, PostgreSQL keeps %d; shorten it"
              .formatted(option, text, bytes, TableId.MAX_IDENTIFIER_BYTES));
    }
    return text;
  }

  /**
   * A table as {@code table} or {@code schema.table}.
   *
   * @throws ConfigException when a part is empty or too long
   */
  static TableId table(String option, String text) {
    TableId table = TableId.parse(text);
    name(option, table.name());
    if (text.indexOf('.') >= 0) {
      name(option, table.schema());
    }
    return table;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.TableId;
import io.pgsink.table.TableName;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigException;

/** Checks of names in options that PostgreSQL would otherwise cut or refuse much later. */
final class Identifiers {
  private Identifiers() {}

  /**
   * A column's or constraint's name, without quotes around it.
   *
   * @throws ConfigException when it is empty or longer than PostgreSQL keeps
   */
  static String name(String option, String text) {
    return checked(option, QuotedText.name(option, text));
  }

  private static String checked(String option, String text) {
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
   * A table as {@code table} or {@code schema.table}, each in quotes or not.
   *
   * @throws ConfigException when a part is empty or too long
   */
  static TableId table(String option, String text) {
    TableName name = QuotedText.parse(option, text).table(UnaryOperator.identity());
    checked(option, name.id().name());
    if (name.hasSchema()) {
      checked(option, name.id().schema());
    }
    return name.id();
  }
}

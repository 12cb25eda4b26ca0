// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import org.apache.kafka.connect.data.Schema;

/** Bit strings as {@code bit} and {@code varbit} read them. */
final class BitText {
  /**
   * The longest bit string of PostgreSQL; without a limit Debezium declares the greatest integer.
   */
  private static final int MAX_BITS = 83_886_080;

  /** Debezium leaves zeros at the end away; a few bytes must not become megabytes. */
  private static final int MAX_FILLING = 65_536;

  private BitText() {}

  static TextForm form(Meaning meaning, Schema schema, PgType type) {
    return switch (meaning) {
      case TEXT -> value -> digits((String) value, type);
      // Debezium sends bit(1) as a boolean
      case BOOLEAN -> value -> (Boolean) value ? "1" : "0";
      case BITS -> value -> fitted(of(schema, value), type);
      case BYTES -> value -> bigEndian(Binaries.bytes(value));
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** A Debezium Bits value, whose first byte holds the last eight bits. */
  static String of(Schema schema, Object value) {
    byte[] bytes = Binaries.bytes(value);
    int length = length(schema, bytes.length * 8);
    StringBuilder out = new StringBuilder(length);
    for (int bit = length - 1; bit >= 0; bit--) {
      int octet = bit / 8 < bytes.length ? bytes[bit / 8] : 0;
      out.append(((octet >> (bit % 8)) & 1) == 0 ? '0' : '1');
    }
    return out.toString();
  }

  /**
   * A {@code varbit} of n bits at most tells Debezium n and not its own length: its leading zeros
   * can't be told from filling, and are left away.
   */
  private static String fitted(String bits, PgType type) {
    if (!type.name().equals("varbit")) {
      return bits;
    }
    int first = bits.indexOf('1');
    return first < 0 ? bits : bits.substring(first);
  }

  private static int length(Schema schema, int available) {
    String declared =
        schema == null || schema.parameters() == null ? null : schema.parameters().get("length");
    if (declared == null) {
      return available;
    }
    try {
      int length = Integer.parseInt(declared);
      if (length > available + MAX_FILLING && length <= MAX_BITS) {
        throw new BadRecordException(
            "the schema declares %d bits, more than %d beyond those that are sent"
                .formatted(length, MAX_FILLING));
      }
      return length < 0 || length > MAX_BITS ? available : length;
    } catch (NumberFormatException e) {
      return available;
    }
  }

  private static String digits(String text, PgType type) {
    for (int i = 0; i < text.length(); i++) {
      // no B or X in front: the hexadecimal form would be another value than it reads
      if (text.charAt(i) != '0' && text.charAt(i) != '1') {
        throw Refusals.invalid(Meaning.TEXT, type);
      }
    }
    return text;
  }

  private static String bigEndian(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length * 8);
    for (byte octet : bytes) {
      for (int bit = 7; bit >= 0; bit--) {
        out.append(((octet >> bit) & 1) == 0 ? '0' : '1');
      }
    }
    return out.toString();
  }
}

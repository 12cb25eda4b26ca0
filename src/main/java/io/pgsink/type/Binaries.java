// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.Encoder;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Function;

/** Reads values for {@code bytea} and {@code uuid}. */
final class Binaries {
  private static final HexFormat HEX = HexFormat.of();

  /** What a character stands for in hexadecimal, -1 where it is no digit. */
  private static final byte[] DIGITS = digits();

  private Binaries() {}

  private static byte[] digits() {
    byte[] digits = new byte['f' + 1];
    for (int c = 0; c < digits.length; c++) {
      digits[c] = (byte) Character.digit(c, 16);
    }
    return digits;
  }

  /** Bytes as they are; a text is PostgreSQL's hex form, or else base64 as JSON carries bytes. */
  static Encoder bytea(Meaning meaning, PgType type) {
    return switch (meaning) {
      case BYTES, BITS ->
          (value, out) -> {
            if (value instanceof byte[] bytes) {
              out.addBytes(bytes);
            } else {
              out.addBytes((ByteBuffer) value);
            }
          };
      case TEXT -> (value, out) -> out.addBytes(decode((String) value, type));
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  static TextForm byteaText(Meaning meaning, PgType type) {
    return switch (meaning) {
      case BYTES, BITS -> value -> "\\x" + HEX.formatHex(bytes(value));
      case TEXT -> value -> "\\x" + HEX.formatHex(decode((String) value, type));
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  static Encoder uuid(Meaning meaning, PgType type) {
    Function<Object, UUID> reader = uuids(meaning, type);
    return (value, out) -> {
      UUID uuid = reader.apply(value);
      out.addLongs(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    };
  }

  static Function<Object, UUID> uuids(Meaning meaning, PgType type) {
    return switch (meaning) {
      case TEXT -> value -> uuid((String) value);
      case BYTES ->
          value -> {
            ByteBuffer bytes = ByteBuffer.wrap(bytes(value));
            if (bytes.remaining() != 16) {
              throw Refusals.invalid(meaning, type);
            }
            return new UUID(bytes.getLong(), bytes.getLong());
          };
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** A copy of the bytes of a byte[] or ByteBuffer, whose position stays. */
  static byte[] bytes(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** The bytes of a text in base64, as JSON carries them. */
  static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadRecordException("the text is no base64");
    }
  }

  private static byte[] decode(String text, PgType type) {
    try {
      return text.startsWith("\\x")
          ? HEX.parseHex(text, 2, text.length())
          : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new BadRecordException(
          "a text for " + type.sql() + " must be \\x and hexadecimal digits, or base64");
    }
  }

  /** Reads what PostgreSQL's uuid_in reads: 32 digits, hyphens after every fourth, or braces. */
  static UUID uuid(String text) {
    if (text.length() == 36
        && text.charAt(8) == '-'
        && text.charAt(13) == '-'
        && text.charAt(18) == '-'
        && text.charAt(23) == '-') {
      long first = fourDigits(text, 0) << 16 | fourDigits(text, 4);
      long second = fourDigits(text, 9) << 16 | fourDigits(text, 14);
      long third = fourDigits(text, 19) << 16 | fourDigits(text, 24);
      long fourth = fourDigits(text, 28) << 16 | fourDigits(text, 32);
      if ((first | second | third | fourth) >= 0) {
        return new UUID(first << 32 | second, third << 32 | fourth);
      }
    }
    return uncommonUuid(text);
  }

  private static UUID uncommonUuid(String text) {
    int length = text.length();
    int from = 0;
    int to = length;
    if (length > 1 && text.charAt(0) == '{' && text.charAt(length - 1) == '}') {
      from = 1;
      to = length - 1;
    }
    long high = 0;
    long low = 0;
    int digits = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      long digit = digitOf(c);
      if (digit >= 0 && digits < 32) {
        if (digits < 16) {
          high = (high << 4) | digit;
        } else {
          low = (low << 4) | digit;
        }
        digits++;
      } else if (c != '-'
          || digits % 4 != 0
          || digits == 0
          || digits == 32
          || text.charAt(i - 1) == '-') {
        throw notUuid();
      }
    }
    if (digits != 32) {
      throw notUuid();
    }
    return new UUID(high, low);
  }

  /** Negative where one of them is no digit. */
  private static long fourDigits(String text, int from) {
    return digitOf(text.charAt(from)) << 12
        | digitOf(text.charAt(from + 1)) << 8
        | digitOf(text.charAt(from + 2)) << 4
        | digitOf(text.charAt(from + 3));
  }

  private static long digitOf(char c) {
    return c < DIGITS.length ? DIGITS[c] : -1;
  }

  private static BadRecordException notUuid() {
    return new BadRecordException("the text is no uuid");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;

/** The words of refusals. None holds a value. */
final class Refusals {
  private Refusals() {}

  static BadRecordException unknownClass(Object value) {
    return new BadRecordException(
        "a value of class " + value.getClass().getName() + " is none that Connect defines");
  }

  static BadRecordException unsuitable(Meaning meaning, PgType type) {
    return new BadRecordException(
        meaning.label() + " can't be stored as " + type.sql() + " without changing it");
  }

  static BadRecordException invalid(Meaning meaning, PgType type) {
    String subject = meaning == Meaning.TEXT ? "the text is" : "the bytes are";
    return new BadRecordException(subject + " not " + what(type));
  }

  private static String what(PgType type) {
    return switch (type.name()) {
      case "int2", "int4", "int8", "oid", "xid", "cid", "xid8" -> "an integer";
      case "numeric", "float4", "float8", "money" -> "a number";
      case "bool" -> "a boolean";
      default -> "a valid " + type.sql();
    };
  }

  static BadRecordException outOfRange(PgType type) {
    return new BadRecordException("the number is out of the range of " + type.sql());
  }

  static BadRecordException fraction(PgType type) {
    return new BadRecordException("a number with a fraction can't be stored as " + type.sql());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

/**
 * What a value means, and so in which Java class it comes. Decided once per schema; for schemaless
 * values by their class.
 */
enum Meaning {
  BOOLEAN("a boolean"),
  /** Byte to Long. */
  INTEGER("an integer"),
  FLOAT("a float"),
  DOUBLE("a double"),
  /** BigDecimal, or BigInteger when schemaless. */
  DECIMAL("a decimal"),
  TEXT("a text"),
  /** byte[] or ByteBuffer. */
  BYTES("bytes"),
  /** Connect's Date, a java.util.Date at midnight UTC. */
  DATE("a date"),
  /** Connect's Time, a java.util.Date on 1970-01-01 UTC. */
  TIME("a time"),
  /** Connect's Timestamp, a java.util.Date: an instant. */
  INSTANT("a timestamp"),
  EPOCH_DAYS("a date"),
  TIME_MILLIS("a time"),
  TIME_MICROS("a time"),
  TIME_NANOS("a time"),
  /** Since 1970-01-01 00:00 by a clock without zone, like the next two. */
  LOCAL_MILLIS("a timestamp without time zone"),
  LOCAL_MICROS("a timestamp without time zone"),
  LOCAL_NANOS("a timestamp without time zone"),
  DURATION_MICROS("a duration"),
  DURATION_NANOS("a duration"),
  /** Debezium's dates and times in ISO 8601: by a clock without zone, though they end in Z. */
  ISO_DATE("a date"),
  ISO_TIME("a time"),
  ISO_TIMESTAMP("a timestamp without time zone"),
  /** An integer that is a year, and no number of days or milliseconds. */
  YEAR("a year"),
  /** A text that holds JSON. */
  JSON("a JSON text"),
  /** Bytes in little-endian order; the schema's parameter {@code length} counts the bits. */
  BITS("a bit string"),
  /** Names separated by commas. */
  ENUM_SET("a set of names"),
  /** A Struct of {@code scale} and {@code value}. */
  VARIABLE_DECIMAL("a decimal"),
  /** A Struct of {@code x}, {@code y}, {@code wkb} and {@code srid}. */
  POINT("a point"),
  /** A Struct of {@code wkb} and {@code srid}. */
  GEOMETRY("a geometry"),
  /** Structs or Maps of a date's or time's parts, see {@link StructuredTimes}. */
  STRUCTURED_DATE("a date"),
  STRUCTURED_TIME("a time"),
  STRUCTURED_TIMESTAMP("a timestamp without time zone"),
  STRUCTURED_ZONED_TIME("a time with an offset"),
  STRUCTURED_ZONED_TIMESTAMP("a timestamp"),
  STRUCTURED_DURATION("a duration"),
  /** A Struct with a field for each branch, of which one is set. */
  UNION("a union"),
  /** A Struct of {@code dimensions} and {@code vector}, a map from index to number. */
  SPARSE_VECTOR("a sparse vector"),
  LIST("a list"),
  MAP("a map"),
  STRUCT("a struct");

  private final String label;

  Meaning(String label) {
    this.label = label;
  }

  /** How messages call it. */
  String label() {
    return label;
  }
}

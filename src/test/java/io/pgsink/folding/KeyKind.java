package io.pgsink.folding;

import java.util.Arrays;
import java.util.List;

/**
 * The key column of a random table: its type, and keys that a record may spell in several ways, one
 * line per key as far as PostgreSQL is concerned.
 */
enum KeyKind {
  TEXT("text PRIMARY KEY", "a", "b", "c", "d"),
  INTEGER("int PRIMARY KEY", "1|01", "2", "-3|-03"),
  CITEXT("citext PRIMARY KEY", "ann|Ann|ANN", "bob|BOB", "c"),
  CITEXT_BEYOND_ASCII(
      "citext PRIMARY KEY", "\u00e9mile|\u00c9mile|\u00c9MILE", "bob|Bob", "\u00fc|\u00dc"),
  NUMERIC("numeric PRIMARY KEY", "1|1.0|1.00", "100|1E2|100.0", "-0.5|-.50"),
  ROUNDED("numeric(6,1) PRIMARY KEY", "1|1.04|0.95", "2.25|2.3", "7"),
  PADDED("char(5) PRIMARY KEY", "a|a  |a ", "b|b    ", "c"),
  CUT("varchar(3) PRIMARY KEY", "abc", "a", "a "),
  UUID(
      "uuid PRIMARY KEY",
      "8c3fd5a0-11f2-4a33-9d55-0123456789ab|8C3FD5A0-11F2-4A33-9D55-0123456789AB",
      "00000000-0000-0000-0000-000000000001",
      "f0000000-0000-0000-0000-00000000000a|F0000000-0000-0000-0000-00000000000A"),
  INSTANT(
      "timestamptz PRIMARY KEY",
      "2024-01-01T00:00:00Z|2024-01-01T02:00:00+02:00",
      "2024-06-01T00:00:00Z|2024-06-01T00:00:00.000Z"),
  INET("inet PRIMARY KEY", "10.0.0.1|10.0.0.1/32", "10.0.0.2", "::1|0:0:0:0:0:0:0:1"),
  SPAN("interval PRIMARY KEY", "1 day|24 hours|24:00:00", "1 mon|30 days", "5 min"),
  ANY_CASE("text COLLATE any_case PRIMARY KEY", "x|X", "y|Y", "z"),
  NULLABLE("text UNIQUE NULLS NOT DISTINCT", "a", "b", "null"),
  NULL_REFUSED("text UNIQUE", "a", "b", "null");

  private final String column;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<List<String>> keys;

  KeyKind(String column, String... keys) {
    this.column = column;
    this.keys = Arrays.stream(keys).map(key -> List.of(key.split("\\|", -1))).toList();
  }

  /** Type and constraint, as in CREATE TABLE. */
  String column() {
    return column;
  }

  /** The spellings of each key; "null" is no value. */
  List<List<String>> keys() {
    return keys;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

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
  CUT("varchar(3) PRIMARY KEY", "abc|abc |abc    ", "a", "a ", "\ud83d\ude00bc|\ud83d\ude00bc "),
  CUT_DOMAIN("code PRIMARY KEY", "abc|abc  ", "a", "ab  |ab "),
  CUT_NAME("name PRIMARY KEY", "abc", "abc ", "z"),
  BITS("bit(3) PRIMARY KEY", "101", "100", "000"),
  MONEY("money PRIMARY KEY", "1|1.00|1.001", "2.5|2.50", "-3"),
  SHORT("real PRIMARY KEY", "0.1|0.10|1e-1", "2", "16777216|16777217"),
  DAY("date PRIMARY KEY", "2024-01-01", "2024-02-29", "0001-01-01"),
  BLURRED(
      "timestamp(0) PRIMARY KEY",
      "2024-01-01T00:00:00|2024-01-01T00:00:00.4|2023-12-31T23:59:59.5",
      "2024-06-01T00:00:00",
      "1969-12-31T23:59:59|1969-12-31T23:59:58.6"),
  BLURRED_TIME("time(1) PRIMARY KEY", "10:00:00|10:00:00.04|09:59:59.96", "11:00", "12:00:00.1"),
  BLURRED_ZONED_TIME("timetz(0) PRIMARY KEY", "10:00:00+00|10:00:00.4+00", "11:00+01", "12:00+02"),
  BLURRED_SPAN("interval(0) PRIMARY KEY", "1 day|24:00:00.3|23:59:59.7", "1 mon", "5 min"),
  HOURS("interval hour PRIMARY KEY", "1 hour|1 hour 20 min", "2 hours", "1 day|24 hours 5 min"),
  ROUNDED_DOMAIN("amount PRIMARY KEY", "1|1.04|0.95", "2.25|2.3", "7"),
  ROUNDED_LIST("numeric(6,1)[] PRIMARY KEY", "{1}|{1.04}|{0.95}", "{2.25,3}|{2.3,3.0}", "{}"),
  DOCUMENT("jsonb PRIMARY KEY", "{\"a\": 1}|{\"a\":1}|{\"a\": 1.0}", "[]", "1|1.0"),
  SPREAD("int4range PRIMARY KEY", "[1,3)|[1,2]|(0,3)", "empty|[5,5)", "[7,8)"),
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

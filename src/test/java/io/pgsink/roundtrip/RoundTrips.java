// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** All round trips, by the type of the column. */
enum RoundTrips {
  SMALLINT("smallint", NumberTables::smallint),
  INTEGER("integer", NumberTables::integer),
  BIGINT("bigint", NumberTables::bigint),
  NUMERIC(
      "numeric", NumberTables::numeric, NumberTables::roundedNumeric, NumberTables::negativeScale),
  REAL("real", NumberTables::real),
  DOUBLE("double precision", NumberTables::doublePrecision),
  MONEY("money", NumberTables::money),
  BOOLEAN("boolean", NumberTables::bool),
  OID("oid", NumberTables::oid),
  TEXT("text", TextTables::text),
  VARCHAR("varchar(n)", TextTables::varchar),
  CHARACTER("char(n)", TextTables::character, TextTables::singleByteChar),
  CITEXT("citext", TextTables::citext),
  NAME("name", TextTables::name),
  ENUM("enum", TextTables::enumeration),
  DOMAIN("domain", NumberTables::domainOfInteger, TextTables::domainOfVarchar),
  UUID("uuid", TextTables::uuid),
  BYTEA("bytea", TextTables::bytea),
  DATE("date", TimeTables::date),
  TIME("time", TimeTables::time, TimeTables::roundedTime),
  TIMETZ("timetz", TimeTables::timetz),
  TIMESTAMP("timestamp", TimeTables::timestamp, TimeTables::roundedTimestamp),
  TIMESTAMPTZ("timestamptz", TimeTables::timestamptz, TimeTables::roundedTimestamptz),
  INTERVAL("interval", TimeTables::interval),
  JSON("json", DocumentTables::json),
  JSONB("jsonb", DocumentTables::jsonb),
  HSTORE("hstore", DocumentTables::hstore),
  COMPOSITE("composite", DocumentTables::composite, DocumentTables::nestedComposite),
  XML("xml", TextTables::xml),
  INET("inet", TextTables::inet),
  CIDR("cidr", TextTables::cidr),
  MACADDR("macaddr", TextTables::macaddr),
  MACADDR8("macaddr8", TextTables::macaddr8),
  BIT("bit(n)", TextTables::bit, TextTables::singleBit),
  VARBIT("varbit(n)", TextTables::varbit),
  LTREE("ltree", TextTables::ltree),
  TSVECTOR("tsvector", TextTables::tsvector),
  TSQUERY("tsquery", TextTables::tsquery),
  PG_LSN("pg_lsn", TextTables::pgLsn),
  INT4RANGE("int4range", RangeTables::int4range),
  INT8RANGE("int8range", RangeTables::int8range),
  NUMRANGE("numrange", RangeTables::numrange),
  DATERANGE("daterange", RangeTables::daterange),
  TSRANGE("tsrange", RangeTables::tsrange),
  TSTZRANGE("tstzrange", RangeTables::tstzrange),
  OWN_RANGE("a range type of your own", RangeTables::ownRange),
  INT4MULTIRANGE("int4multirange", RangeTables::int4multirange),
  INT8MULTIRANGE("int8multirange", () -> RangeTables.otherMultirange("int8multirange", "{[1,2)}")),
  NUMMULTIRANGE("nummultirange", () -> RangeTables.otherMultirange("nummultirange", "{[1.5,2]}")),
  DATEMULTIRANGE(
      "datemultirange",
      () -> RangeTables.otherMultirange("datemultirange", "{[2024-02-29,2024-03-01)}")),
  TSMULTIRANGE("tsmultirange", () -> RangeTables.otherMultirange("tsmultirange", "{(,)}")),
  TSTZMULTIRANGE("tstzmultirange", RangeTables::tstzmultirange),
  POINT("point", RangeTables::point),
  LINE("line", () -> RangeTables.shape("line", "{1,2,3}", "{1,2,3}")),
  LSEG("lseg", () -> RangeTables.shape("lseg", "[(1,2),(3,4)]", "[(1,2),(3,4)]")),
  BOX("box", () -> RangeTables.shape("box", "(1,1),(0,0)", "(1,1),(0,0)")),
  PATH("path", () -> RangeTables.shape("path", "[(0,0),(1,1)]", "[(0,0),(1,1)]")),
  POLYGON(
      "polygon", () -> RangeTables.shape("polygon", "(0,0),(1,0),(1,1)", "((0,0),(1,0),(1,1))")),
  CIRCLE("circle", () -> RangeTables.shape("circle", "((1,2),3)", "<(1,2),3>")),
  NUMBER_ARRAYS(
      "arrays of numbers",
      ArrayTables::smallints,
      ArrayTables::integers,
      ArrayTables::bigints,
      ArrayTables::numerics,
      ArrayTables::reals,
      ArrayTables::doubles,
      ArrayTables::moneys,
      ArrayTables::booleans),
  TEXT_ARRAYS(
      "arrays of texts and bytes",
      ArrayTables::texts,
      ArrayTables::varchars,
      ArrayTables::uuids,
      ArrayTables::byteas,
      ArrayTables::enums),
  TIME_ARRAYS(
      "arrays of dates and times",
      ArrayTables::dates,
      ArrayTables::timestamps,
      ArrayTables::intervals),
  DOCUMENT_ARRAYS(
      "arrays of documents, ranges and points",
      ArrayTables::documents,
      ArrayTables::composites,
      ArrayTables::ranges,
      ArrayTables::hstores,
      ArrayTables::boxes,
      ArrayTables::points),
  OTHER_ARRAYS(
      "arrays of other types",
      () -> ArrayTables.read("inet", "10.0.0.1"),
      () -> ArrayTables.read("cidr", "10.0.0.0/8"),
      () -> ArrayTables.read("macaddr", "08:00:2b:01:02:03"),
      () -> ArrayTables.read("macaddr8", "08:00:2b:01:02:03:04:05"),
      () -> ArrayTables.read("xml", "<a/>"),
      () -> ArrayTables.read("ltree", "a.b"),
      () -> ArrayTables.read("varbit(8)", "101"),
      () -> ArrayTables.read("tsvector", "'a':1"),
      () -> ArrayTables.read("time", "01:02:03"),
      () -> ArrayTables.read("timetz", "01:02:03+00"),
      () -> ArrayTables.read("timestamp", "2024-02-29 00:00:00"),
      () -> ArrayTables.read("int4multirange", "{[1,2)}"),
      () -> ArrayTables.read("polygon", "((0,0),(1,1))"),
      () -> ArrayTables.read("citext", "x"),
      () -> ArrayTables.read("name", "x"));

  private final String title;

  @SuppressWarnings(
      "ImmutableEnumChecker") // method references without state, in a list that nobody changes
  private final List<Supplier<TypeTable>> tables;

  @SafeVarargs
  @SuppressWarnings("varargs")
  RoundTrips(String title, Supplier<TypeTable>... tables) {
    this.title = title;
    this.tables = Arrays.asList(tables);
  }

  /** How the documentation heads it. */
  String title() {
    return title;
  }

  List<TypeTable> tables() {
    return tables.stream().map(Supplier::get).toList();
  }
}

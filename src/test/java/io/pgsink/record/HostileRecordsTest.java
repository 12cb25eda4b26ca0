// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record can only harm itself, at a cost in proportion to its bytes: cases S3, S4 and S5. */
class HostileRecordsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("hostile");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTables() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, good, keyless, twokeys, locked",
        "DROP SEQUENCE IF EXISTS counter",
        "CREATE TABLE t (k numeric(10,2) PRIMARY KEY, n numeric, r int4range, v text, b bit"
            + " varying)");
  }

  private SinkRecord value(Object... namesAndValues) {
    return records.map(null, map(namesAndValues));
  }

  /** Writes the records and a good one behind them; the bad ones must be the dead letters. */
  private void refuses(int bad, String[] options, SinkRecord... hostile) {
    assertTimeout(
        LIMIT,
        () -> {
          try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options)) {
            task.write(hostile);
            task.write(value("k", "1.00", "v", "good"));
            assertEquals(bad, task.errant().size(), () -> String.join("\n", task.messages()));
            assertFalse(task.messages().toString().contains("please report"));
          }
        });
    assertEquals("good", DATABASE.value("SELECT v FROM t WHERE k = 1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e-999999999",
        "100e2147483647",
        "1e-10000000",
        "1e999999999",
        "-1e-2147483647",
        "1e131073"
      })
  void s3_1_aNumberOfAFewBytesIsJudgedBeforeItIsComputedWith(String number) {
    String[][] options = {
      {},
      {"update.when", "newer:n"},
      {"update.rules", "n:add"},
      {"update.rules", "n:greatest"},
      {"update.rules", "n:least"}
    };
    for (String[] each : options) {
      refuses(1, each, value("k", number));
      refuses(
          2,
          each,
          value("k", "5", "n", number),
          value("k", "6", "n", 1),
          value("k", "6", "n", number));
    }
  }

  @Test
  void s3_1_aDecimalOfAbsurdScaleIsRefused() {
    SinkRecord record = value("k", "5", "n", new BigDecimal(BigInteger.ONE, -2_000_000_000));
    refuses(2, new String[] {}, record, value("k", new BigDecimal(BigInteger.ONE, 2_000_000_000)));
  }

  @Test
  void s3_2_aMapWithANullKeyIsRefused() {
    Map<Object, Object> range = new HashMap<>();
    range.put(null, 1);
    refuses(1, new String[] {}, value("k", "5", "r", range));
  }

  @Test
  void s3_3_aDefaultOfAbsurdScaleMakesNoColumn() {
    Schema absurd =
        Decimal.builder(-2_000_000_000)
            .optional()
            .defaultValue(new BigDecimal(BigInteger.ONE, -2_000_000_000))
            .build();
    Struct row =
        new Struct(SchemaBuilder.struct().field("k", Schema.INT64_SCHEMA).field("x", absurd))
            .put("k", 5L);
    SinkRecord record = records.next(null, null, row.schema(), row);
    assertTimeout(
        LIMIT,
        () -> {
          try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "auto.evolve", "true")) {
            task.write(record, value("k", "1.00", "v", "good"));
          }
        });
    assertEquals("good", DATABASE.value("SELECT v FROM t WHERE k = 1"));
  }

  @ParameterizedTest
  @CsvSource({
    "missing",
    "nowhere.t",
    "pg_class",
    "pg_catalog.pg_class",
    "counter",
    "locked",
    "keyless",
    "twokeys",
    "pgsink_offsets",
    "'a\"b'",
    "''"
  })
  void s4_1_aTableThatARecordChoosesIsItsOwnFault(String table) {
    DATABASE.execute(
        "CREATE TABLE good (id bigint PRIMARY KEY, v text)",
        "CREATE SEQUENCE counter",
        "CREATE TABLE keyless (id bigint, v text)",
        "CREATE TABLE twokeys (id bigint UNIQUE, v text UNIQUE)",
        "CREATE TABLE locked (id bigint PRIMARY KEY, v text)",
        "DO $$ BEGIN CREATE ROLE hostile_writer LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object"
            + " THEN END $$",
        "GRANT ALL ON good, keyless, twokeys TO hostile_writer");
    try (TaskHarness task =
        TaskHarness.startTolerant(
            DATABASE.as("hostile_writer", "x"), "table.name.format", "${header.table}")) {
      SinkRecord bad = value("id", 1, "v", "bad");
      bad.headers().addString("table", table);
      SinkRecord good = value("id", 2, "v", "good");
      good.headers().addString("table", "good");
      task.write(bad, good);
      assertEquals(List.of(bad), task.errant(), () -> String.join("\n", task.messages()));
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM good"));
  }

  @Test
  void s4_1_onlyAllowedTablesAreReached() {
    DATABASE.execute("CREATE TABLE good (id bigint PRIMARY KEY, v text)");
    try (TaskHarness task =
        TaskHarness.startTolerant(
            DATABASE,
            "table.name.format",
            "${header.table}",
            "auto.create",
            "true",
            "tables.allowed",
            "goo?")) {
      SinkRecord bad = value("id", 1, "v", "bad");
      bad.headers().addString("table", "t");
      SinkRecord made = value("id", 1, "v", "bad");
      made.headers().addString("table", "made");
      SinkRecord good = value("id", 2, "v", "good");
      good.headers().addString("table", "good");
      task.write(bad, made, good);
      assertEquals(List.of(bad, made), task.errant(), () -> String.join("\n", task.messages()));
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM good"));
    assertEquals(0, DATABASE.count("SELECT count(*) FROM pg_class WHERE relname = 'made'"));
  }

  /** Alone in its batch there is no other row to compare with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "regclass | nosuch",
        "regclass | a.b.c.d",
        "regclass | other.db.t",
        "regtype | nosuch",
        "regtype | int[",
        "regproc | abs",
        "regproc | nosuch",
        "regprocedure | nosuch(int)",
        "regoperator | +(int,int,int)",
        "regrole | nosuch",
        "regnamespace | nosuch",
        "regconfig | nosuch",
        "regcollation | nosuch",
        "tsquery | a & | b",
        "tsvector | a:0x",
        "aclitem | nosuch=r/nosuch",
        "pg_node_tree | x",
        "int[] | {{{{{{{1}}}}}}}",
        "ext.ltxtquery | a &",
        "xml | <a><b></a>",
        "jsonpath | $.",
        "jsonpath | $ ? (@ like_regex \"(\")",
        "pg_lsn | 0/FFFFFFFFF",
        "txid_snapshot | 1:0:",
        "mood | nosuch",
        "positive | -1",
        "pair | (1",
        "int4range | [2,1)",
        "macaddr8 | x",
        "ext.ltree | a..b",
        "ext.hstore | a=>",
        "ext.lquery | a.*{2,1}"
      })
  void s3_4_aTextThatTheServerCantReadIsTheRecordsFault(String type, String text) {
    DATABASE.execute(
        "CREATE SCHEMA IF NOT EXISTS ext",
        "CREATE EXTENSION IF NOT EXISTS ltree SCHEMA ext",
        "CREATE EXTENSION IF NOT EXISTS hstore SCHEMA ext",
        "DROP TYPE IF EXISTS mood, pair CASCADE",
        "DROP DOMAIN IF EXISTS positive",
        "CREATE TYPE mood AS ENUM ('sad')",
        "CREATE TYPE pair AS (a integer, b text)",
        "CREATE DOMAIN positive AS numeric CHECK (value > 0)",
        "ALTER TABLE t ADD c " + type);
    refuses(1, new String[] {}, value("k", 5, "c", text));
  }

  /** A table that the options name is nobody's fault, wherever other topics' records may go. */
  @Test
  void s4_1_aTableThatTheOptionsNameIsNoRecordsFault() {
    DATABASE.execute(
        "CREATE TABLE good (id bigint PRIMARY KEY, v text)",
        "DO $$ BEGIN CREATE ROLE hostile_reader LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object"
            + " THEN END $$",
        "GRANT SELECT ON good TO hostile_reader");
    try (TaskHarness task =
        TaskHarness.startTolerant(
            DATABASE.as("hostile_reader", "x"),
            "table.name.format",
            "${header.table}",
            "topics.to.tables",
            "t:good")) {
      SinkRecord record = value("id", 1, "v", "good");
      assertThrows(ConnectException.class, () -> task.write(record));
      assertEquals(List.of(), task.errant());
    }
  }

  /** What PostgreSQL refuses to make of one record's schema is that record's fault. */
  @Test
  void s3_3_aDefaultThatPostgresRefusesIsTheRecordsFault() {
    Schema absurd =
        SchemaBuilder.int64()
            .name("io.debezium.time.MicroTimestamp")
            .optional()
            .defaultValue(Long.MAX_VALUE)
            .build();
    SchemaBuilder wide = SchemaBuilder.struct().field("k", Schema.INT64_SCHEMA);
    for (int i = 0; i < 1_700; i++) {
      wide.field("f" + i, Schema.OPTIONAL_STRING_SCHEMA);
    }
    Struct many = new Struct(wide.build()).put("k", 6L);
    Struct row =
        new Struct(SchemaBuilder.struct().field("k", Schema.INT64_SCHEMA).field("x", absurd))
            .put("k", 5L);
    assertTimeout(
        LIMIT,
        () -> {
          try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "auto.evolve", "true")) {
            task.write(
                records.next(null, null, row.schema(), row),
                records.next(null, null, many.schema(), many),
                value("k", "1.00", "v", "good"));
          }
        });
    assertEquals("good", DATABASE.value("SELECT v FROM t WHERE k = 1"));
  }

  @Test
  void s5_1_aRecordOfManyFieldsCostsTimeInProportion() {
    Map<String, Object> wide = new HashMap<>();
    for (int i = 0; i < 90_000; i++) {
      wide.put("field_" + i, i);
    }
    wide.put("k", "5");
    refuses(1, new String[] {}, records.map(null, wide));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "unknown.fields", "ignore")) {
      assertTimeout(LIMIT, () -> task.write(records.map(null, wide)));
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM t WHERE k = 5"));
  }

  @Test
  void s5_3_shapesThatNeverComeAgainDoNotFillTheHeap() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "unknown.fields", "ignore")) {
      for (int shape = 0; shape < 200; shape++) {
        Map<String, Object> wide = new HashMap<>();
        for (int i = 0; i < 4_000; i++) {
          wide.put("s" + shape + "_" + i, null);
        }
        wide.put("k", shape);
        task.put(records.map(null, wide));
      }
      task.flush();
    }
    assertEquals(200, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void s5_5_bitsThatAreNotSentAreNotMade() {
    Schema bits =
        SchemaBuilder.bytes().name("io.debezium.data.Bits").parameter("length", "83886080").build();
    Struct row =
        new Struct(SchemaBuilder.struct().field("k", Schema.INT64_SCHEMA).field("v", bits).build())
            .put("k", 5L)
            .put("v", new byte[] {1});
    refuses(1, new String[] {}, records.next(null, null, row.schema(), row));
  }

  @Test
  void s5_5_filledDecimalsCountAsTheTextThatTheyBecome() {
    List<SinkRecord> many = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      many.add(value("k", i, "v", new BigDecimal(BigInteger.ONE, -131_000)));
    }
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.put(many);
      task.flush();
      assertTrue(task.errant().isEmpty(), () -> String.join("\n", task.messages()));
    }
    assertEquals(400, DATABASE.count("SELECT count(*) FROM t WHERE length(v) = 131001"));
  }
}

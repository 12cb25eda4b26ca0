// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON without schemas, read by Connect's converter, where the columns decide. */
class SchemalessJsonTest {
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("schemaless_json");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void dropTable() {
    DATABASE.execute(
        "CREATE EXTENSION IF NOT EXISTS hstore",
        "DROP TABLE IF EXISTS t",
        "DROP TYPE IF EXISTS place");
  }

  private SinkRecord json(String key, String value) {
    return Envelopes.json(records, key, value);
  }

  private static TaskHarness task(String... options) {
    return TaskHarness.start(DATABASE, options);
  }

  private static String row() {
    return DATABASE.value("SELECT t::text FROM t");
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          numeric(10,2)               | "12.50"                            | 12.50
          numeric(10,2)               | 12.5                               | 12.50
          numeric                     | "12.50"                            | 12.50
          numeric                     | 12.50                              | 12.5
          numeric                     | 0.1                                | 0.1
          numeric                     | "18446744073709551616.000000001"   | 18446744073709551616.000000001
          numeric                     | "NaN"                              | NaN
          bigint                      | 9223372036854775807                | 9223372036854775807
          bigint                      | "9223372036854775807"              | 9223372036854775807
          integer                     | 5.0                                | 5
          double precision            | "-Infinity"                        | -Infinity
          boolean                     | "true"                             | true
          text                        | 12.5                               | 12.5
          text                        | true                               | true
          text                        | {"a": [1, null]}                   | {"a":[1,null]}
          date                        | "2026-03-29"                       | 2026-03-29
          date                        | 20541                              | 2026-03-29
          time                        | "01:30:00.5"                       | 01:30:00.5
          time                        | 5400500                            | 01:30:00.5
          timestamp                   | "2026-03-29T01:30:00.123456"       | 2026-03-29 01:30:00.123456
          timestamp                   | 1774747800123                      | 2026-03-29 01:30:00.123
          timestamptz                 | "2026-03-29T01:30:00.123456+02:00" | 2026-03-28 23:30:00.123456+00
          timestamptz                 | 1774747800123                      | 2026-03-29 01:30:00.123+00
          timestamptz                 | "2026-03-29 01:30:00"              | 2026-03-29 01:30:00+00
          interval                    | "P1DT2H"                           | 1 day 02:00:00
          uuid                        | "A0EEBC999C0B4EF8BB6D6BB9BD380A11" | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
          bytea                       | "AP8="                             | \\x00ff
          bytea                       | "\\\\x00ff"                        | \\x00ff
          jsonb                       | {"a": [1, 2.50, null, "x"]}        | {"a": [1, 2.5, null, "x"]}
          jsonb                       | [1, {"b": true}]                   | [1, {"b": true}]
          jsonb                       | "{\\"a\\": 1}"                     | {"a": 1}
          jsonb                       | 5                                  | 5
          hstore                      | {"a": "1", "b": null}              | "a"=>"1", "b"=>NULL
          int[]                       | [1, null, 3]                       | {1,NULL,3}
          int[]                       | [[1, 2], [3, 4]]                   | {{1,2},{3,4}}
          text[]                      | ["a,b", null, "NULL", ""]          | {"a,b",NULL,"NULL",""}
          numeric[]                   | ["1.50", 2.5]                      | {1.50,2.5}
          timestamptz[]               | ["2026-03-29T01:30:00Z", 0]        | {"2026-03-29 01:30:00+00","1970-01-01 00:00:00+00"}
          jsonb[]                     | [{"a": 1}, [2]]                    | {"{\\"a\\": 1}",[2]}
          int4range                   | "[1,5)"                            | [1,5)
          int4range                   | {"lower": 1, "upper": 5}           | [1,5)
          inet                        | "10.0.0.1/8"                       | 10.0.0.1/8
          point                       | {"x": 1.5, "y": -2}                | (1.5,-2)
          place                       | {"street": "High St", "number": 5} | ("High St",5)
          place                       | ["a", 1]                           | (a,1)
          place[]                     | [{"street": "a"}, null]            | {"(a,)",NULL}
          """)
  void theColumnDecidesHowAValueIsWritten(String type, String json, String stored) {
    DATABASE.execute(
        "CREATE TYPE place AS (street text, number int)",
        "CREATE TABLE t (id int PRIMARY KEY, v %s)".formatted(type));
    try (TaskHarness task = task()) {
      task.write(json("{\"id\": 1}", "{\"v\": %s}".formatted(json)));
    }
    assertEquals(stored, DATABASE.value("SELECT v::text FROM t"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          integer     | 5.5
          integer     | "five"
          integer     | true
          integer     | {"a": 1}
          boolean     | 2
          date        | "2026-02-30"
          date        | 5.5
          timestamptz | "yesterday"
          uuid        | "a0eebc99"
          bytea       | "no base64!"
          int[]       | [1, "x"]
          int[]       | [[1], [2, 3]]
          hstore      | [1]
          place       | {"street": "a", "town": "b"}
          """)
  void whatDoesNotFitIsADeadLetterThatNamesTheColumn(String type, String json) {
    DATABASE.execute(
        "CREATE TYPE place AS (street text, number int)",
        "CREATE TABLE t (id int PRIMARY KEY, v %s)".formatted(type));
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(
          json("{\"id\": 1}", "{\"v\": null}"),
          json("{\"id\": 2}", "{\"v\": %s}".formatted(json)),
          json("{\"id\": 3}", "{\"v\": null}"));
      assertEquals(1, task.errant().size());
      String message = task.messages().get(0);
      assertTrue(message.contains("t-0-1"), message);
      assertTrue(message.contains("\"v\"") || message.contains("22P0"), message);
      assertFalse(message.contains("yesterday") || message.contains("five"), message);
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void recordsOfOneBatchMayHaveDifferentFieldsInAnyOrder() {
    DATABASE.execute("CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 7, b text, c jsonb)");
    try (TaskHarness task = task()) {
      task.write(
          json("{\"id\": 1}", "{\"a\": 1, \"b\": \"x\"}"),
          json("{\"id\": 2}", "{\"b\": \"y\"}"),
          json("{\"id\": 3}", "{\"c\": {}, \"a\": 3}"),
          json("{\"id\": 1}", "{\"c\": [1]}"),
          json("{\"id\": 2}", "{\"b\": null, \"a\": null}"),
          json("{\"id\": 4}", "{\"id\": 4}"));
    }
    assertEquals(
        "(1,1,x,[1]) (2,,,) (3,3,,{}) (4,7,,)",
        DATABASE.value("SELECT string_agg(t::text, ' ' ORDER BY id) FROM t"));
  }

  @Test
  void anAbsentFieldIsNotANull() {
    DATABASE.execute(
        "CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'default', b text)",
        "INSERT INTO t VALUES (1, 'stored', 'stored')");
    try (TaskHarness task = task()) {
      task.write(json("{\"id\": 1}", "{\"b\": null}"), json("{\"id\": 2}", "{\"a\": null}"));
      task.write(json("{\"id\": 3}", "{\"b\": \"x\"}"));
    }
    assertEquals(
        "(1,stored,) (2,,) (3,default,x)",
        DATABASE.value("SELECT string_agg(t::text, ' ' ORDER BY id) FROM t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonb", "json", "text"})
  void aWholeDocumentGoesIntoOneColumn(String type) {
    DATABASE.execute("CREATE TABLE t (id int PRIMARY KEY, body %s)".formatted(type));
    try (TaskHarness task = task("value.column", "body", "conflict.keys", "id")) {
      task.write(json("5", "{\"a\":[1,{\"b\":null}]}"));
    }
    assertEquals("{\"a\": [1, {\"b\": null}]}", DATABASE.value("SELECT body::jsonb::text FROM t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonb", "json", "text"})
  void aTextThatHoldsJsonIsADocumentToo(String type) {
    DATABASE.execute("CREATE TABLE t (id int PRIMARY KEY, body %s)".formatted(type));
    try (TaskHarness task = task("value.column", "body", "conflict.keys", "id")) {
      task.write(records.next(Schema.STRING_SCHEMA, "5", Schema.STRING_SCHEMA, "{\"a\": 1.50}"));
    }
    assertEquals("(5,\"{\"\"a\"\": 1.50}\")", row());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonb", "json"})
  void bytesThatHoldJsonAreADocumentToo(String type) {
    DATABASE.execute("CREATE TABLE t (id int PRIMARY KEY, body %s)".formatted(type));
    byte[] json = "{\"é\": 1.50}".getBytes(StandardCharsets.UTF_8);
    try (TaskHarness task =
        TaskHarness.startTolerant(DATABASE, "value.column", "body", "conflict.keys", "id")) {
      task.write(
          records.next(Schema.INT32_SCHEMA, 5, Schema.BYTES_SCHEMA, json),
          records.next(Schema.INT32_SCHEMA, 6, Schema.BYTES_SCHEMA, new byte[] {(byte) 0xff}));
      assertEquals(1, task.errant().size());
    }
    assertEquals("(5,\"{\"\"é\"\": 1.50}\")", row());
  }

  @Test
  void bytesGoIntoByteaAsTheyAre() {
    DATABASE.execute("CREATE TABLE t (id int PRIMARY KEY, body bytea)");
    try (TaskHarness task = task("value.column", "body", "conflict.keys", "id")) {
      task.write(
          records.next(Schema.INT32_SCHEMA, 5, Schema.BYTES_SCHEMA, new byte[] {0, (byte) 0xff}));
    }
    assertEquals("(5,\"\\\\x00ff\")", row());
  }

  @Test
  void aMissingTableIsRefusedWithTheStatementThatWouldMakeIt() {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "auto.create", "true")) {
      ConnectException failure =
          assertThrows(
              ConnectException.class,
              () ->
                  task.write(
                      json(
                          "{\"id\": 1}",
                          "{\"name\": \"SECRET\", \"price\": 12.5, \"tags\": [], \"paid\": true,"
                              + " \"note\": null}")));
      String message = failure.getMessage();
      assertFalse(message.contains("SECRET"), message);
      String create = message.substring(message.indexOf("CREATE TABLE"));
      assertEquals(
          "CREATE TABLE IF NOT EXISTS \"t\" ( \"id\" bigint NOT NULL, \"name\" text, \"note\" text,"
              + " \"paid\" boolean, \"price\" numeric, \"tags\" jsonb, PRIMARY KEY (\"id\") )",
          create);
      DATABASE.execute(create);
      assertEquals(List.of(), task.errant());
    }
  }

  @Test
  void aMissingColumnIsRefusedWithTheStatementThatWouldAddIt() {
    DATABASE.execute("CREATE TABLE t (id int PRIMARY KEY, name varchar(5))");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "auto.evolve", "true")) {
      task.write(
          json("{\"id\": 1}", "{\"name\": \"a\"}"),
          json("{\"id\": 2}", "{\"name\": \"b\", \"price\": 47.11}"));
      assertEquals(1, task.errant().size());
      String message = task.messages().get(0);
      assertTrue(message.contains("ADD COLUMN IF NOT EXISTS \"price\" numeric"), message);
      assertFalse(message.contains("47"), message);
    }
    assertEquals("(1,a)", row());
  }
}

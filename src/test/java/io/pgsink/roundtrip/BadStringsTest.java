// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.D_ENUM;
import static io.pgsink.roundtrip.Sources.J_TEXT;
import static io.pgsink.roundtrip.Sources.STRING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Family B of the bad inputs, strings: each value is stored exactly, or its record alone becomes a
 * dead letter while its neighbours are stored.
 */
class BadStringsTest {
  private static final String UUID = "7d444840-9dc0-11d1-b245-5ffdce74fad2";

  private static RoundTripStage stage;

  @BeforeAll
  static void start() {
    stage = new RoundTripStage("UTC", "conflict.keys", "id");
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static TypeTable into(String type) {
    return TypeTable.someOf(type);
  }

  @Test
  void aNulCharacterIsADeadLetter_B025() {
    stage.check(
        into("text").refuses(STRING, "a\0b", "the text holds a NUL character"),
        into("varchar(9)").refuses(J_TEXT, "\0", "NUL"),
        into("citext").refuses(STRING, "x\0", "NUL"));
  }

  @Test
  void aLoneSurrogateIsADeadLetter_B026() {
    stage.check(
        into("text")
            .refuses(STRING, "a\ud83d", "the text holds half of a surrogate pair")
            .refuses(J_TEXT, "\ude80a", "surrogate")
            .refuses(STRING, "\ude80\ud83d", "surrogate"));
  }

  @Test
  void anEmojiIsStored_B027() {
    String rocket = "\ud83d\ude80";
    stage.check(into("text").stores(STRING, rocket, rocket).stores(J_TEXT, rocket, rocket));
    stage.check(into("varchar(1)").stores(STRING, rocket, rocket));
  }

  @Test
  void aTextTooLongIsADeadLetter_B028() {
    stage.check(
        into("varchar(3)").stores(STRING, "äöü", "äöü").refuses(STRING, "abcd", "22001"),
        into("char(3)").refuses(STRING, "abcd", "22001"));
  }

  @Test
  void anEmptyStringIsNoNull_B029() {
    stage.check(into("text").stores(STRING, "", ""), into("varchar(1)").stores(J_TEXT, "", ""));
  }

  @Test
  void anEmptyStringIsNoNumberAndNoDate_B030() {
    stage.check(
        into("integer").refuses(STRING, "", "the text is not an integer"),
        into("numeric").refuses(STRING, "", "the text is not a number"),
        into("date").refuses(STRING, "", "ISO 8601"),
        into("timestamptz").refuses(J_TEXT, "", "ISO 8601"),
        into("boolean").refuses(STRING, "", "the text is not a boolean"));
  }

  @Test
  void aTextThatTheEnumLacksIsADeadLetter_B031() {
    stage.check(
        into("mood")
            .refuses(D_ENUM, "angry", "22P02")
            .refuses(STRING, "OK", "22P02")
            .refuses(STRING, "", "22P02"));
  }

  @Test
  void anInvalidUuidIsADeadLetter_B032() {
    stage.check(
        into("uuid")
            .refuses(STRING, UUID.substring(1), "the text is no uuid")
            .refuses(STRING, UUID.replace('7', 'z'), "no uuid")
            .refuses(J_TEXT, "", "no uuid"));
  }

  @Test
  void anInvalidAddressIsADeadLetter_B033() {
    stage.check(
        into("inet").refuses(STRING, "10.0.0.256", "22P02"),
        into("cidr").refuses(STRING, "10.0.0.1/8", "22P02"),
        into("macaddr").refuses(STRING, "08:00:2b:01:02:0g", "22P02"));
  }

  @Test
  void invalidJsonIsADeadLetter_B034() {
    stage.check(
        into("json").refuses(STRING, "{\"a\":}", "22P02"),
        into("jsonb").refuses(STRING, "{'a':1}", "22P02").refuses(J_TEXT, "word", "22P02"));
  }

  @Test
  void anEscapedNulIsADeadLetterInJsonb_B035() {
    stage.check(
        into("jsonb").refuses(STRING, "{\"a\":\"\\u0000\"}", "22P05"),
        into("json").stores(STRING, "{\"a\":\"\\u0000\"}", "{\"a\":\"\\u0000\"}"));
  }

  @Test
  void ofEqualNamesInJsonTheLastStays_B036() {
    stage.check(into("jsonb").stores(STRING, "{\"a\":1,\"a\":2}", "{\"a\": 2}"));
  }

  @Test
  void jsonOfAThousandLevelsIsStored_B037() {
    String deep = "[".repeat(1000) + "]".repeat(1000);
    stage.check(into("jsonb").stores(STRING, deep, deep));
    String tooDeep = "[".repeat(200_000) + "]".repeat(200_000);
    stage.check(into("jsonb").refuses(STRING, tooDeep, "54001"));
  }

  @Test
  void malformedXmlIsADeadLetter_B038() {
    stage.check(into("xml").refuses(STRING, "<a><b></a>", "2200N"));
  }

  @Test
  void charIsPaddedAsPostgresPadsIt_B039() {
    stage.check(into("char(4)").stores(STRING, "ab", "ab  ").stores(STRING, "ab ", "ab  "));
  }

  @Test
  void keysThatTheCollationCallsEqualAreOneKey_B040() {
    TestDatabase database = stage.database();
    database.execute("CREATE TABLE b040 (name citext PRIMARY KEY, n integer)");
    Records records = new Records("b040", 0);
    try (TaskHarness task = TaskHarness.startTolerant(database)) {
      task.write(row(records, "Straße", 1), row(records, "straße", 2), row(records, "x", 3));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(
        List.of(List.of("straße", "2"), List.of("x", "3")),
        database.query("SELECT lower(name::text), n FROM b040 ORDER BY n"));
  }

  @Test
  void aClashInAnotherIndexIsADeadLetter_B040() {
    TestDatabase database = stage.database();
    database.execute("CREATE TABLE b040_second (name text PRIMARY KEY, other citext UNIQUE)");
    Records records = new Records("b040_second", 0);
    try (TaskHarness task =
        TaskHarness.startTolerant(database, "conflict.keys", "name", "constraint.wait.ms", "0")) {
      task.write(
          records.map(Records.map("name", "1"), Records.map("other", "A")),
          records.map(Records.map("name", "2"), Records.map("other", "a")),
          records.map(Records.map("name", "3"), Records.map("other", "b")));
      assertEquals(1, task.messages().size());
      assertTrue(task.messages().get(0).contains("23505"), task.messages().get(0));
    }
    assertEquals("2", database.value("SELECT count(*) FROM b040_second"));
  }

  private static SinkRecord row(Records records, String name, int n) {
    return records.next(Schema.STRING_SCHEMA, name, null, Records.map("n", (long) n));
  }

  @Test
  void invisibleCharactersAreKept_B041() {
    String text = "\ufeffa\u200b\u202eb\u00a0";
    stage.check(into("text").stores(STRING, text, "BOM, zero width, right to left", text));
  }

  @Test
  void composedAndDecomposedCharactersAreTwoKeys_B042() {
    TestDatabase database = stage.database();
    database.execute("CREATE TABLE b042 (name text PRIMARY KEY, n integer)");
    Records records = new Records("b042", 0);
    try (TaskHarness task = TaskHarness.start(database)) {
      task.write(row(records, "e\u0301", 1), row(records, "\u00e9", 2));
    }
    assertEquals("2", database.value("SELECT count(*) FROM b042"));
  }

  @Test
  void trailingSpacesCountInTextKeysAndNotInChar_B043() {
    TestDatabase database = stage.database();
    database.execute(
        "CREATE TABLE b043_text (name text PRIMARY KEY, n integer)",
        "CREATE TABLE b043_char (name char(5) PRIMARY KEY, n integer)");
    for (String table : List.of("b043_text", "b043_char")) {
      Records records = new Records(table, 0);
      try (TaskHarness task = TaskHarness.start(database)) {
        task.write(row(records, "a", 1), row(records, "a ", 2));
      }
    }
    assertEquals("2", database.value("SELECT count(*) FROM b043_text"));
    assertEquals("2", database.value("SELECT n FROM b043_char"));
  }

  @Test
  void sqlInAValueIsOnlyText_B044() {
    String sql = "'); DROP TABLE x; --";
    stage.check(
        into("text").stores(STRING, sql, sql).stores(J_TEXT, sql, sql),
        into("text[]").stores(Sources.J_LIST, List.of(sql), "{\"" + sql + "\"}"),
        into("jsonb").stores(Sources.J_LIST, List.of(sql), "[\"" + sql + "\"]"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** K11: names in options may be quoted as in SQL, wherever a table or a column is named. */
class QuotedNamesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("quoted");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeSchema() {
    DATABASE.execute(
        "DROP SCHEMA IF EXISTS sq CASCADE",
        "DROP SCHEMA IF EXISTS \"S.q\" CASCADE",
        "CREATE SCHEMA sq",
        "CREATE SCHEMA \"S.q\"",
        "DROP TABLE IF EXISTS \"T\", t, \"a.b\", \"T\"\"q\", \"P_t\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "table.name.format | \"sq\".\"T\" | sq.\"T\"",
        "table.name.format | sq.\"T\" | sq.\"T\"",
        "table.name.format | \"sq\".T | sq.\"T\"",
        "table.name.format | \"S.q\".\"a.b\" | \"S.q\".\"a.b\"",
        "table.name.format | \"a.b\" | \"a.b\"",
        "table.name.format | \"T\"\"q\" | \"T\"\"q\"",
        "table.name.format | \"P_${topic}\" | \"P_t\"",
        "table.name.format | \"sq\".\"P_${topic}\" | sq.\"P_t\"",
        "topic.t.table.name.format | \"sq\".\"T\" | sq.\"T\"",
        "topics.to.tables | t:\"sq\".\"T\" | sq.\"T\"",
        "topics.to.tables | (.)->\"S.q\".\"$1.x\" | \"S.q\".\"t.x\""
      })
  void aTable(String option, String value, String table) {
    DATABASE.execute("CREATE TABLE " + table + " (id bigint, v text)");
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE, "insert.mode", "insert", "conflict.keys", "none", option, value)) {
      task.write(records.next(null, null, null, map("id", 1L, "v", "a")));
    }
    assertEquals(List.of(List.of("1", "a")), DATABASE.query("SELECT * FROM " + table));
  }

  @Test
  void theCaseOfQuotedNamesStays() {
    DATABASE.execute("CREATE TABLE sq.\"T\" (id bigint, v text)");
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE,
            "pk.mode",
            "none",
            "quote.sql.identifiers",
            "never",
            "table.name.format",
            "SQ.\"T\"")) {
      task.write(records.next(null, null, null, map("ID", 1L, "V", "a")));
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM sq.\"T\""));
  }

  @Test
  void columns() {
    DATABASE.execute(
        "CREATE TABLE t (\"Id,1\" bigint, \"K:2\" bigint, \"Hits: all\" bigint, \"Ver\" bigint,"
            + " \"Gone at\" timestamptz, \"Off\"\"set\" bigint, \"Seen at\" timestamptz,"
            + " CONSTRAINT \"The Key\" UNIQUE (\"Id,1\", \"K:2\"))");
    String[] options = {
      "update.columns", "*, -\"K:2\"",
      "update.rules", "\"Hits: all\":add",
      "update.when", "newer:\"Ver\"",
      "delete.mode", "soft:\"Gone at\"",
      "fields.rename", "k:\"K:2\", \"the:hits\":\"Hits: all\"",
      "metadata.columns", "offset:\"Off\"\"set\"",
      "timestamp.units", "\"Seen at\":s",
      "unknown.fields", "ignore"
    };
    for (String[] target :
        List.of(
            new String[] {"conflict.keys", "\"Id,1\", \"K:2\""},
            new String[] {"conflict.constraint", "\"The Key\""})) {
      String[] all = Arrays.copyOf(target, target.length + options.length);
      System.arraycopy(options, 0, all, target.length, options.length);
      DATABASE.execute("TRUNCATE t");
      try (TaskHarness task = TaskHarness.start(DATABASE, all)) {
        task.write(
            records.next(
                null,
                null,
                null,
                map("Id,1", 1L, "k", 2L, "the:hits", 3L, "Ver", 1L, "Seen at", 60L)));
        task.write(
            records.next(
                null,
                null,
                null,
                map("Id,1", 1L, "k", 2L, "the:hits", 4L, "Ver", 2L, "Seen at", 60L)));
      }
      assertEquals(
          List.of(Arrays.asList("1", "2", "7", "2", null, "1970-01-01 00:01:00+00")),
          DATABASE.query(
              "SELECT \"Id,1\", \"K:2\", \"Hits: all\", \"Ver\", \"Gone at\", \"Seen at\" FROM t"));
      assertEquals(1, DATABASE.count("SELECT count(\"Off\"\"set\") FROM t"));
    }
  }

  @Test
  void aValueColumnAndATableOfOffsets() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, \"The Body\" jsonb)");
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE,
            "value.column",
            "\"The Body\"",
            "delivery.guarantee",
            "exactly_once",
            "offsets.table",
            "sq.\"Offsets\"")) {
      task.open(new org.apache.kafka.common.TopicPartition("t", 0));
      task.write(records.struct(row("id", 1L), row("a", 1)));
    }
    assertEquals(List.of(List.of("1", "{\"a\": 1}")), DATABASE.query("SELECT * FROM t"));
    assertEquals(1, DATABASE.count("SELECT count(*) FROM sq.\"Offsets\""));
  }
}

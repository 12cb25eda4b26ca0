// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.CapturedLog;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names come from whoever may produce to the topics: they are quoted or refused, never SQL. */
class UntrustedNamesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("names");
  private static final String[] CREATE = {"auto.create", "true", "auto.evolve", "true"};

  private final Records records = new Records("t", 0);

  @AfterEach
  void dropTables() {
    DATABASE.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
  }

  /** What the only record of a task that makes its table is refused with; empty when it isn't. */
  private static String refusal(SinkRecord record) {
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, CREATE)) {
      task.write(record);
      return String.join("", task.messages());
    }
  }

  private SinkRecord field(String name) {
    return records.struct(row("id", 1L), row(name, "x"));
  }

  @Test
  void b111_anyOtherTextIsAColumn() {
    List<String> names =
        List.of(
            "a\"b", "x\" OR 1=1 --", "a;b", "a\nb", "--", "/*", "$$", "a?b", ":x", "?", "'); --");
    Object[] fields = new Object[2 * names.size()];
    for (int i = 0; i < names.size(); i++) {
      fields[2 * i] = names.get(i);
      fields[2 * i + 1] = "value " + i;
    }
    try (TaskHarness task = TaskHarness.start(DATABASE, CREATE)) {
      task.write(records.struct(row("id", 1L), row(fields)));
      task.write(records.struct(row("id", 1L), row(fields)));
    }
    List<String> expected = new ArrayList<>(List.of("1"));
    for (int i = 0; i < names.size(); i++) {
      expected.add("value " + i);
    }
    assertEquals(List.of(expected), DATABASE.query("SELECT * FROM t"));
    assertEquals(
        names,
        DATABASE
            .query(
                "SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 1"
                    + " ORDER BY attnum")
            .stream()
            .map(row -> row.get(0))
            .toList());
  }

  @Test
  void b110_aDeleteByAHostileKeyDeletesOneRow() {
    String key = "x\" OR 1=1 --";
    try (TaskHarness task =
        TaskHarness.start(DATABASE, "auto.create", "true", "delete.mode", "hard")) {
      task.write(
          records.struct(row(key, 1L), row("a", 1)), records.struct(row(key, 2L), row("a", 2)));
      task.write(records.tombstone(row(key, 2L)));
    }
    assertEquals(List.of(List.of("1", "1")), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void b113_aNameThatPostgresWouldCutIsRefused() {
    assertTrue(refusal(field("n".repeat(64))).contains("allows 63"));
    assertTrue(refusal(field("\u00e9".repeat(32))).contains("allows 63"));
    assertEquals("", refusal(field("n".repeat(63))));
  }

  @Test
  void b115_namesThatDifferInCaseAreTwoColumns() {
    try (TaskHarness task = TaskHarness.start(DATABASE, CREATE)) {
      task.write(records.struct(row("key", 1L), row("ID", "upper", "id", "lower")));
    }
    assertEquals(List.of(List.of("upper", "lower")), DATABASE.query("SELECT \"ID\", id FROM t"));
  }

  @Test
  void b116_reservedWordsAreNames() {
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE, "auto.create", "true", "table.name.format", "order", "delete.mode", "hard")) {
      task.write(records.struct(row("user", 1L), row("select", "a", "table", "b")));
      task.write(records.struct(row("user", 2L), row("select", "a", "table", "b")));
      task.write(records.tombstone(row("user", 2L)));
    }
    assertEquals(
        List.of(List.of("1", "a", "b")),
        DATABASE.query("SELECT \"user\", \"select\", \"table\" FROM \"order\""));
  }

  @Test
  void b117_namesOfSystemColumnsAreRefused() {
    for (String name : List.of("ctid", "xmin", "tableoid")) {
      assertTrue(refusal(field(name)).contains("system column"), name);
    }
  }

  @Test
  void b122_twoTopicsFillOneTable() {
    DATABASE.execute("CREATE TABLE joint (id bigint PRIMARY KEY, a text, b text)");
    Records second = new Records("u", 0);
    try (CapturedLog log = new CapturedLog();
        TaskHarness task =
            TaskHarness.start(
                DATABASE,
                "topics",
                "t,u",
                "topics.to.tables",
                "t:joint,u:joint",
                "topic.u.update.columns",
                "*,-a")) {
      task.write(
          records.struct(row("id", 1L), row("a", "from t")),
          second.struct(row("id", 1L), row("a", "kept", "b", "from u")),
          second.struct(row("id", 2L), row("a", "first", "b", "from u")));
      assertEquals(1, log.lines("Topics \"t\" and \"u\" both go to table \"joint\"").size());
    }
    assertEquals(
        List.of(List.of("1", "from t", "from u"), List.of("2", "first", "from u")),
        DATABASE.query("SELECT * FROM joint ORDER BY id"));
  }

  @Test
  void b124_theNameOfASchemaIsNeverAType() {
    Schema hostile =
        SchemaBuilder.string()
            .name("text\"; DROP TABLE t; --")
            .parameter("__debezium.source.column.type", "int); DROP TABLE t; --")
            .optional()
            .build();
    Schema schema = SchemaBuilder.struct().field("a", hostile).build();
    try (TaskHarness task = TaskHarness.start(DATABASE, CREATE)) {
      task.write(records.struct(row("id", 1L), new Struct(schema).put("a", "x")));
    }
    assertEquals(List.of(List.of("1", "x")), DATABASE.query("SELECT * FROM t"));
  }

  @Test
  void b125_aDefaultIsALiteral() {
    String hostile = "'); DROP TABLE t; --\\";
    Schema schema =
        SchemaBuilder.struct()
            .field("a", SchemaBuilder.string().optional().defaultValue(hostile).build())
            .build();
    try (TaskHarness task = TaskHarness.start(DATABASE, CREATE)) {
      task.write(records.struct(row("id", 1L), new Struct(schema).put("a", "x")));
    }
    DATABASE.execute("INSERT INTO t (id) VALUES (2)");
    assertEquals(
        List.of(List.of("1", "x"), List.of("2", hostile)),
        DATABASE.query("SELECT id, a FROM t ORDER BY id"));
  }

  @Test
  void b114_namesThatBecomeOneAreRefused() {
    try (TaskHarness task =
        TaskHarness.startTolerant(DATABASE, "auto.create", "true", "name.case", "lower")) {
      task.write(records.struct(row("id", 1L), row("Name", "a", "name", "b")));
      assertEquals(1, task.errant().size());
      task.write(records.struct(row("ID", 2L), row("Name", "c")));
    }
    assertEquals(List.of(Arrays.asList("2", "c")), DATABASE.query("SELECT id, name FROM t"));
  }

  @Test
  void b109_aQuoteInTheNameOfATopic() {
    Records odd = new Records("a\"b %?;", 0);
    try (TaskHarness task = TaskHarness.start(DATABASE, CREATE)) {
      task.write(odd.struct(row("id", 1L), row("a", "x")));
      task.write(odd.struct(row("id", 1L), row("a", "y")));
    }
    assertEquals(List.of(List.of("y")), DATABASE.query("SELECT a FROM \"a\"\"b %?;\""));
  }
}

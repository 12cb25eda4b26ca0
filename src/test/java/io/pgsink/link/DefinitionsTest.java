// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static io.pgsink.rig.Records.map;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant G: a batch is stored only against the definition that its values were converted for.
 */
class DefinitionsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("definitions");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void dropTables() {
    DATABASE.execute("DROP TABLE IF EXISTS t, other", "DROP DOMAIN IF EXISTS amount");
  }

  /** K2.1, K2.2: a value of before, the change, a value of after, and what is stored of it. */
  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("integer", 1L, "TYPE bigint", 5_000_000_000L, "5000000000"),
        Arguments.of("integer", 1L, "TYPE numeric", 5_000_000_000L, "5000000000"),
        Arguments.of("integer", 1L, "TYPE double precision", 5_000_000_000L, "5000000000"),
        Arguments.of("boolean", true, "TYPE integer USING 1", 7L, "7"),
        Arguments.of("real", 0.5, "TYPE double precision", 0.1, "0.1"),
        Arguments.of("numeric", 1.5, "TYPE integer", 13.0, "13"),
        Arguments.of(
            "integer[]", List.of(1L), "TYPE bigint[]", List.of(5_000_000_000L), "{5000000000}"),
        Arguments.of("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "TYPE text", "free", "free"),
        Arguments.of(
            "date", "2024-02-29", "TYPE timestamp", "2024-02-29T10:00:00", "2024-02-29 10:00:00"),
        Arguments.of("varchar(3)", "abc", "TYPE varchar(9)", "abcdef", "abcdef"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aTypeThatOthersChange(
      String type, Object before, String change, Object after, String stored) {
    for (String guarantee : List.of("at_least_once", "exactly_once")) {
      dropTables();
      DATABASE.execute("DROP TABLE IF EXISTS pgsink_offsets");
      DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, c " + type + ")");
      Records from = new Records("t", 0);
      try (TaskHarness task =
          TaskHarness.startTolerant(DATABASE, "delivery.guarantee", guarantee)) {
        task.open(new TopicPartition("t", 0));
        task.write(from.map(map("id", 1), map("c", before)));
        DATABASE.execute("ALTER TABLE t ALTER COLUMN c " + change);
        task.write(from.map(map("id", 2), map("c", after)));
        assertEquals(List.of(), task.messages());
      }
      assertEquals(stored, DATABASE.value("SELECT c::text FROM t WHERE id = 2"));
    }
  }

  /** K2.2: the fraction is refused instead of rounded. */
  @Test
  void aNarrowedColumnRefusesWhatItCannotHold() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, c numeric)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.map(map("id", 1), map("c", 1.5)));
      DATABASE.execute("ALTER TABLE t ALTER COLUMN c TYPE integer");
      task.write(
          records.map(map("id", 2), map("c", 12.5)), records.map(map("id", 3), map("c", 12)));
      assertEquals(1, task.errant().size());
    }
    assertEquals(
        List.of(List.of("1"), List.of("3")), DATABASE.query("SELECT id FROM t ORDER BY 1"));
  }

  /** K2.2: two tables change places, and so do the types of their columns. */
  @Test
  void twoTablesThatAreSwapped() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, c real)");
    DATABASE.execute("CREATE TABLE other (id bigint PRIMARY KEY, c double precision)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.map(map("id", 1), map("c", 0.1)));
      DATABASE.execute(
          "BEGIN; ALTER TABLE t RENAME TO third; ALTER TABLE other RENAME TO t;"
              + " ALTER TABLE third RENAME TO other; COMMIT");
      task.write(records.map(map("id", 2), map("c", 0.1)));
    }
    assertEquals(List.of(List.of("2", "0.1")), DATABASE.query("SELECT id, c::text FROM t"));
  }

  /** K2.3: keys that were one are three. */
  @Test
  void aKeyThatGetsAFraction() {
    Schema key = SchemaBuilder.struct().field("id", Decimal.schema(2)).build();
    DATABASE.execute("CREATE TABLE t (id numeric(6,0) PRIMARY KEY, c text)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.struct(key(key, "1.00"), row("c", "a")));
      DATABASE.execute("ALTER TABLE t ALTER COLUMN id TYPE numeric(6,2)");
      task.write(
          records.struct(key(key, "5.00"), row("c", "a")),
          records.struct(key(key, "5.10"), row("c", "b")),
          records.struct(key(key, "5.20"), row("c", "c")));
    }
    assertEquals(4, DATABASE.count("SELECT count(*) FROM t"));
  }

  private static Struct key(Schema schema, String value) {
    return new Struct(schema).put("id", new BigDecimal(value));
  }

  /** K2.4: a sum gets more digits. */
  @Test
  void aRuleWhoseColumnGetsMoreDigits() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, c numeric(8,2))");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, "update.rules", "c:add")) {
      task.write(records.map(map("id", 1), map("c", 1)));
      DATABASE.execute("ALTER TABLE t ALTER COLUMN c TYPE numeric(8,4)");
      task.write(
          records.map(map("id", 1), map("c", 0.0012)), records.map(map("id", 1), map("c", 0.0012)));
    }
    assertEquals("1.0024", DATABASE.value("SELECT c FROM t"));
  }

  /** K2.6: a record is bad, the table is changed, and at once the same record is good. */
  @Test
  void aRecordIsJudgedByTheDefinitionOfItsMoment() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, a text)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      for (int i = 0; i < 5; i++) {
        task.write(records.map(map("id", i), map("a", "x", "b" + i, "y")));
        task.write(records.map(map("id", i), map("a", "x", "b" + i, "y")));
        assertEquals(2 * (i + 1), task.errant().size());
        DATABASE.execute("ALTER TABLE t ADD COLUMN b" + i + " text");
        task.write(records.map(map("id", i), map("a", "x", "b" + i, "y")));
        assertEquals(2 * (i + 1), task.errant().size());
      }
    }
    assertEquals(5, DATABASE.count("SELECT count(*) FROM t"));
  }

  /** A domain's base decides how its values travel. */
  @Test
  void aDomainThatIsMadeAgain() {
    DATABASE.execute("CREATE DOMAIN amount AS numeric(8,2)");
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, c amount)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.map(map("id", 1), map("c", 1.25)));
      DATABASE.execute(
          "BEGIN; ALTER TABLE t DROP COLUMN c; DROP DOMAIN amount; CREATE DOMAIN amount AS integer;"
              + " ALTER TABLE t ADD COLUMN c amount; COMMIT");
      task.write(records.map(map("id", 2), map("c", 1.25)), records.map(map("id", 3), map("c", 7)));
      assertEquals(1, task.errant().size());
    }
    assertEquals("7", DATABASE.value("SELECT c FROM t WHERE id = 3"));
  }

  /** The index that the rows are found by is another one: dropped and made again, as people do. */
  @Test
  void anIndexThatIsMadeAgain() {
    DATABASE.execute("CREATE TABLE t (id bigint, c text)", "CREATE UNIQUE INDEX i ON t (id)");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      task.write(records.map(map("id", 1), map("c", "a")));
      DATABASE.execute(
          "BEGIN; DROP INDEX i; ALTER TABLE t ALTER COLUMN id TYPE text;"
              + " CREATE UNIQUE INDEX i ON t (c); COMMIT");
      task.write(
          records.map(map("id", 2), map("c", "a")), records.map(map("id", 3), map("c", "b")));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(
        List.of(List.of("2", "a"), List.of("3", "b")),
        DATABASE.query("SELECT id, c FROM t ORDER BY c"));
  }

  /** What became stale is known by its place: no value of a record can look like it. */
  @Test
  void aValueThatSpeaksLikeTheCheckIsAnErrantRecord() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, c boolean)");
    DATABASE.execute("ALTER TABLE t ALTER COLUMN c TYPE point USING null");
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE)) {
      String words = "table \"public\".\"t\" was changed, its batch is converted again";
      task.write(records.map(map("id", 1), map("c", words)), records.map(map("id", 2), Map.of()));
      assertEquals(1, task.errant().size());
    }
    assertEquals(1, DATABASE.count("SELECT count(*) FROM t"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A real task on a real database, in a JVM whose default zone is a given one. Takes a table of
 * round trips: all its values are put in one poll, each between two NULLs of the same schema, so
 * that every array has several elements and every refused value has neighbours that must be stored.
 */
final class RoundTripStage implements AutoCloseable {
  private static final String[] OBJECTS = {
    "CREATE EXTENSION citext",
    "CREATE EXTENSION hstore",
    "CREATE EXTENSION ltree",
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'don''t \"care\"')",
    "CREATE DOMAIN no_13 AS integer CHECK (VALUE <> 13)",
    "CREATE DOMAIN code AS varchar(3)",
    "CREATE DOMAIN price AS numeric(6,2)",
    "CREATE TYPE pair AS (a integer, b text)",
    "CREATE TYPE trip AS (p pair, at timestamptz, xs integer[], price numeric(6,2))",
    "CREATE TYPE floatrange AS RANGE (subtype = float8)"
  };

  private static final long UNNAMED = 1_000_000;

  private final TimeZone zoneBefore = TimeZone.getDefault();
  private final TestDatabase database;
  private final TaskHarness task;
  private int tables;

  /** A stage; options as names and values. */
  RoundTripStage(String jvmZone, String... options) {
    TimeZone.setDefault(TimeZone.getTimeZone(jvmZone));
    database = TestPostgres.shared().createDatabase("round_trip");
    database.execute(OBJECTS);
    task = TaskHarness.startTolerant(database, options);
  }

  TestDatabase database() {
    return database;
  }

  /** Sends the values of tables on their way and compares what became of them. */
  void check(TypeTable... typeTables) {
    for (TypeTable table : typeTables) {
      check(table);
    }
  }

  /**
   * Sends the values that are stored, without those that are refused, and compares.
   *
   * @return how many of how many went by COPY
   */
  String copied(TypeTable table) {
    double before = TaskHarness.metric("rows-copied-total");
    TypeTable good = TypeTable.someOf(table.type());
    table.trips().stream().filter(trip -> !trip.isRefused()).forEach(good.trips()::add);
    check(good);
    long copied = (long) (TaskHarness.metric("rows-copied-total") - before);
    return copied + " of " + 3 * good.trips().size();
  }

  private void check(TypeTable table) {
    String topic = "types_" + ++tables;
    database.execute("CREATE TABLE " + topic + " (id bigint PRIMARY KEY, v " + table.type() + ")");
    Map<Long, String> expected = new HashMap<>();
    Map<Long, String> labels = new HashMap<>();
    Map<Long, String> reasons = new HashMap<>();
    List<SinkRecord> poll = poll(topic, table, expected, labels, reasons);
    int refusedBefore = task.errant().size();
    task.put(poll);
    task.flush();
    Map<Long, String> actual = new HashMap<>();
    for (List<String> row : database.query("SELECT id, v FROM " + topic)) {
      actual.put(Long.parseLong(row.get(0)), String.valueOf(row.get(1)));
    }
    for (int i = refusedBefore; i < task.errant().size(); i++) {
      SinkRecord record = task.errant().get(i);
      String message = task.messages().get(i);
      assertTrue(message.startsWith("record " + topic + "-0-" + record.kafkaOffset()), message);
      assertTrue(message.contains("column \"v\""), message);
      assertHidden(record, message);
      actual.put((Long) record.key(), "refused: " + message);
    }
    List<String> differences = new ArrayList<>();
    labels.forEach(
        (id, label) -> {
          String difference = difference(expected.get(id), reasons.get(id), actual.get(id));
          if (!difference.isEmpty()) {
            differences.add(table.type() + " <- " + label + ": " + difference);
          }
        });
    assertEquals("", String.join("\n", differences));
    assertEquals(expected.size(), actual.size(), "every record is stored or refused");
  }

  /** Refusals never show a value; short ones may be in the words by chance. */
  private static void assertHidden(SinkRecord record, String message) {
    Object value =
        record.value() instanceof Struct struct
            ? struct.get("v")
            : ((Map<?, ?>) record.value()).get("v");
    if (value instanceof String text && text.length() > 4) {
      assertFalse(message.contains(text), message);
    }
  }

  private static List<SinkRecord> poll(
      String topic,
      TypeTable table,
      Map<Long, String> expected,
      Map<Long, String> labels,
      Map<Long, String> reasons) {
    Records records = new Records(topic, 0);
    List<SinkRecord> poll = new ArrayList<>();
    long id = 0;
    Set<String> named = table.accepted();
    for (RoundTrip trip : table.trips()) {
      // a schema that has no place in the column is refused with its NULLs
      Source around = named.contains(TypeTable.key(trip.source())) ? trip.source() : Sources.J_TEXT;
      for (Object value : new Object[] {null, trip.value(), null}) {
        id++;
        poll.add(record(records, id, value == null ? around : trip.source(), value));
        labels.put(id, value == null ? trip.source().label() + " NULL" : trip.toString());
        expected.put(id, value == null ? "null" : trip.isRefused() ? "refused" : trip.stored());
        if (value != null && trip.isRefused()) {
          reasons.put(id, trip.reason());
        }
      }
    }
    if (!table.isComplete()) {
      return poll;
    }
    id = UNNAMED;
    for (Source source : Sources.ALL) {
      if (!source.plainText() && !named.contains(TypeTable.key(source))) {
        id++;
        poll.add(record(records, id, source, source.sample()));
        labels.put(id, source.label() + ", which is not named,");
        expected.put(id, "refused");
        reasons.put(id, "");
      }
    }
    return poll;
  }

  private static SinkRecord record(Records records, long id, Source source, Object value) {
    if (source.schema() == null) {
      return records.next(Schema.INT64_SCHEMA, id, null, Records.map("v", value));
    }
    Schema row = SchemaBuilder.struct().field("v", source.schema()).build();
    return records.next(Schema.INT64_SCHEMA, id, row, new Struct(row).put("v", value));
  }

  private static String difference(String expected, String reason, String actual) {
    if (actual == null) {
      return "expected <" + expected + "> but it is neither stored nor refused";
    }
    boolean refused = actual.startsWith("refused: ");
    if (reason == null ? actual.equals(expected) : refused && actual.contains(reason)) {
      return "";
    }
    return "expected <%s%s> but was <%s>"
        .formatted(expected, reason == null ? "" : ": " + reason, actual);
  }

  @Override
  public void close() {
    task.close();
    TimeZone.setDefault(zoneBefore);
  }
}

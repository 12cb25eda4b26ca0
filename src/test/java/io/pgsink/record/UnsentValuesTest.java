// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.record.Envelopes.Form;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Debezium's placeholder for values that the source didn't send: the stored value stays. */
class UnsentValuesTest {
  private static final String UNSENT = "__debezium_unavailable_value";
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("unsent_values");

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "CREATE EXTENSION IF NOT EXISTS hstore",
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id bigint PRIMARY KEY, version int, body text DEFAULT 'none', bytes bytea,"
            + " numbers int[], tags text[], pairs hstore, doc jsonb)");
  }

  private static Struct version(long id, int version, String body) {
    return row("id", id, "version", version, "body", body);
  }

  private static String rows() {
    return String.join(
        " ",
        DATABASE.query("SELECT id, version, body FROM t ORDER BY id").stream()
            .map(List::toString)
            .toList());
  }

  private static TaskHarness task(String... options) {
    List<String> all = new ArrayList<>(List.of("table.name.format", "t", "delete.mode", "hard"));
    all.addAll(List.of(options));
    return TaskHarness.start(DATABASE, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void theStoredValueStays(Form form) {
    Envelopes events = new Envelopes(form, "t");
    try (TaskHarness task = task()) {
      task.write(events.event("c", row("id", 1L), null, version(1, 1, "long text")));
      task.write(events.event("u", row("id", 1L), null, version(1, 2, UNSENT)));
    }
    assertEquals("[1, 2, long text]", rows());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void theValueOfAnOlderRowThatStillWaitsStays(Form form) {
    Envelopes events = new Envelopes(form, "t");
    DATABASE.execute("INSERT INTO t VALUES (2, 0, 'stored')");
    try (TaskHarness task = task()) {
      task.write(
          events.event("c", row("id", 1L), null, version(1, 1, "waiting")),
          events.event("u", row("id", 2L), null, version(2, 1, UNSENT)),
          events.event("u", row("id", 1L), null, version(1, 2, UNSENT)),
          events.event("u", row("id", 2L), null, version(2, 2, "newer")),
          events.event("u", row("id", 2L), null, version(2, 3, UNSENT)),
          events.event("u", row("id", 1L), null, version(1, 3, UNSENT)));
    }
    assertEquals("[1, 3, waiting] [2, 3, newer]", rows());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aRowThatIsCreatedAnewDoesNotInheritFromADeletedOne(Form form) {
    Envelopes events = new Envelopes(form, "t");
    DATABASE.execute("INSERT INTO t VALUES (1, 0, 'deleted')");
    try (TaskHarness task = task()) {
      task.write(
          events.event("d", row("id", 1L), version(1, 0, null), null),
          events.event("c", row("id", 1L), null, version(1, 1, UNSENT)));
    }
    assertEquals("[1, 1, none]", rows());
  }

  @Test
  void everyFormIsKnown() {
    DATABASE.execute(
        "INSERT INTO t VALUES (1, 0, 'b', '\\x01', '{1,2}', '{a,b}', 'k=>v', '{\"a\": 1}')");
    byte[] bytes = UNSENT.getBytes(StandardCharsets.UTF_8);
    List<Integer> numbers = new ArrayList<>();
    for (byte each : bytes) {
      numbers.add((int) each);
    }
    Schema schema =
        SchemaBuilder.struct()
            .field("version", Schema.INT32_SCHEMA)
            .field("body", Schema.OPTIONAL_STRING_SCHEMA)
            .field("bytes", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("numbers", SchemaBuilder.array(Schema.INT32_SCHEMA).build())
            .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
            .field("pairs", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build())
            .field("doc", SchemaBuilder.string().name("io.debezium.data.Json").build())
            .build();
    Struct unsent =
        new Struct(schema)
            .put("version", 7)
            .put("body", UNSENT)
            .put("bytes", bytes)
            .put("numbers", numbers)
            .put("tags", List.of(UNSENT))
            .put("pairs", Map.of(UNSENT, UNSENT))
            .put("doc", UNSENT);
    try (TaskHarness task = task()) {
      task.write(new Envelopes(Form.STRUCT, "t").record(row("id", 1L), unsent));
    }
    assertEquals(
        "(1,7,b,\"\\\\x01\",\"{1,2}\",\"{a,b}\",\"\"\"k\"\"=>\"\"v\"\"\",\"{\"\"a\"\": 1}\")",
        DATABASE.value("SELECT t::text FROM t"));
  }

  @Test
  void withoutSchemasBytesAreBase64AndHstoreIsJson() {
    DATABASE.execute("INSERT INTO t VALUES (1, 0, 'b', '\\x01', NULL, NULL, 'k=>v', '{}')");
    Records records = new Records("t", 0);
    try (TaskHarness task = task()) {
      task.write(
          Envelopes.json(
              records,
              "{\"id\":1}",
              "{\"id\":1,\"version\":8,\"bytes\":\"X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==\","
                  + "\"pairs\":\"{\\\"__debezium_unavailable_value\\\":"
                  + "\\\"__debezium_unavailable_value\\\"}\","
                  + "\"doc\":\"__debezium_unavailable_value\"}"));
    }
    assertEquals(
        "(1,8,b,\"\\\\x01\",,,\"\"\"k\"\"=>\"\"v\"\"\",{})",
        DATABASE.value("SELECT t::text FROM t"));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aSourceMayHaveAnotherPlaceholder(Form form) {
    Envelopes events = new Envelopes(form, "t");
    DATABASE.execute("INSERT INTO t VALUES (1, 0, 'stored'), (2, 0, 'stored')");
    try (TaskHarness task = task("unavailable.value.placeholder", "not sent")) {
      task.write(
          events.event("u", row("id", 1L), null, version(1, 1, "not sent")),
          events.event("u", row("id", 2L), null, version(2, 1, UNSENT)));
    }
    assertEquals("[1, 1, stored] [2, 1, " + UNSENT + "]", rows());
    try (TaskHarness task = task("unavailable.value.placeholder", "hex:6e6f742073656e74")) {
      task.write(events.event("u", row("id", 1L), null, version(1, 2, "not sent")));
    }
    assertEquals("[1, 2, stored] [2, 1, " + UNSENT + "]", rows());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.SinkConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.TableManager;
import io.pgsink.postgres.WriteException;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.Definition;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** S5.4: however many bad names records bring, the catalog is asked a bounded number of times. */
@Timeout(60)
class FloodsTest {
  private static final int FLOOD = 500;

  private final TestDatabase database = TestPostgres.shared().createDatabase("floods");
  private final List<Database> opened = new ArrayList<>();
  private Counting catalog;

  /** The database's tables, and how often it was asked. */
  private record Counting(StoredTables tables, List<String> questions) implements Tables {
    @Override
    public Optional<Table> evolve(TableId id, TableManager.Plan plan) throws WriteException {
      questions.add(id.toString());
      return tables.evolve(id, plan);
    }

    @Override
    public Collection<TableId> existing(Collection<TableId> ids) throws WriteException {
      questions.add("which exist");
      return tables.existing(ids);
    }

    @Override
    public boolean areCurrent(Collection<Definition> definitions) throws WriteException {
      questions.add("are current");
      return tables.areCurrent(definitions);
    }
  }

  private ChangeReader reader(String... options) {
    Map<String, String> all = new HashMap<>();
    all.put("name", "floods");
    all.put("topics", "t");
    all.put("connection.url", database.url());
    all.put("connection.user", database.user());
    all.put("connection.password", database.password());
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    SinkConfig config = ConnectorOptions.parse(all);
    Database connected = new Database(config.connection(), 1, "floods");
    opened.add(connected);
    catalog = new Counting(new StoredTables(connected), new ArrayList<>());
    return new ChangeReader(config, new Targets(catalog, "floods"));
  }

  @AfterEach
  void close() {
    opened.forEach(Database::close);
  }

  private static SinkRecord record(int offset, String table, String field) {
    SinkRecord record =
        new SinkRecord("t", 0, null, null, null, Map.of("id", offset, field, "x"), offset);
    record.headers().addString("table", table);
    return record;
  }

  private static List<SinkRecord> flood(String table) {
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      records.add(record(i, table.formatted(i), "v"));
    }
    return records;
  }

  private void asksAtMost(int questions) {
    assertTrue(catalog.questions().size() <= questions, catalog.questions()::toString);
  }

  @Test
  void missingTablesCostOneQuestion() throws WriteException {
    database.execute(
        "CREATE TABLE good (id bigint PRIMARY KEY, v text)",
        "CREATE SCHEMA \"A b\"",
        "CREATE TABLE \"A b\".\"good.x\" (id bigint PRIMARY KEY, v text)");
    ChangeReader reader = reader("table.name.format", "${header.table}");
    for (String names : List.of("missing_%d", "nowhere.t_%d", "nowhere_%d.t", "public.t_%d", "x")) {
      catalog.questions().clear();
      List<SinkRecord> records = flood(names);
      records.add(record(FLOOD, "good", "v"));
      records.add(record(FLOOD + 1, "A b.good.x", "v"));
      Reading reading = reader.read(records);
      assertEquals(FLOOD, reading.refusals().size());
      assertEquals(2, reading.changes().size());
      asksAtMost(8);
    }
  }

  @Test
  void anUnusableTableIsReadOnce() throws WriteException {
    database.execute("CREATE TABLE keyless (id bigint, v text)");
    ChangeReader reader = reader("table.name.format", "${header.table}");
    assertEquals(FLOOD, reader.read(flood("keyless")).refusals().size());
    asksAtMost(3);
  }

  @Test
  void aTableThatCameMeanwhileIsFoundByTheNextPut() throws WriteException {
    ChangeReader reader = reader("table.name.format", "${header.table}");
    assertEquals(FLOOD, reader.read(flood("late_%d")).refusals().size());
    database.execute("CREATE TABLE late_499 (id bigint PRIMARY KEY, v text)");
    assertEquals(1, reader.read(flood("late_%d")).changes().size());
  }

  /** A table that can't grow is tried once; what needs no new column goes on. */
  @Test
  void columnsThatCantBeAddedAreTriedOnce() throws WriteException {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY)",
        "DO $$ BEGIN FOR i IN 1..1599 LOOP EXECUTE 'ALTER TABLE t ADD c' || i || ' text';"
            + " END LOOP; END $$");
    ChangeReader reader = reader("auto.evolve", "true");
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      records.add(record(i, "", "unknown_" + i));
    }
    records.add(record(FLOOD, "", "c1"));
    Reading reading = reader.read(records);
    assertEquals(FLOOD, reading.refusals().size());
    assertEquals(1, reading.changes().size());
    asksAtMost(6);
  }

  /** One record of too many fields is no reason to refuse the next one of the same name. */
  @Test
  void aTableThatCantBeMadeForOneRecordIsMadeForAnother() throws WriteException {
    ChangeReader reader =
        reader(
            "table.name.format", "${header.table}", "auto.create", "true", "conflict.keys", "id");
    Reading reading = reader.read(List.of(typed(0, 2_000), typed(1, 2)));
    assertEquals(
        List.of(0L), reading.refusals().stream().map(each -> each.record().kafkaOffset()).toList());
  }

  private static SinkRecord typed(int offset, int fields) {
    SchemaBuilder schema = SchemaBuilder.struct();
    for (int i = 0; i < fields; i++) {
      schema.field("f" + i, Schema.OPTIONAL_STRING_SCHEMA);
    }
    Struct value = new Struct(schema.build());
    SinkRecord record =
        new SinkRecord("t", 0, Schema.INT64_SCHEMA, 1L, value.schema(), value, offset);
    record.headers().addString("table", "made");
    return record;
  }
}

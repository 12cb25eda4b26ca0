// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.PostgresSinkConnector;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.validation.ConnectorValidation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** A walk through everything that sends statements: tasks, validation, DDL, offsets. */
final class EveryStatement {
  private static final String COLUMNS =
      "t text, v varchar(9), bc char(4), c ext.citext, e public.mood, dc public.dom_citext,"
          + " de public.dom_mood, n numeric(6,2), i int, l bigint, f real, g double precision,"
          + " b bytea, ts timestamptz, lt timestamp(3), d date, iv interval, m money, u uuid,"
          + " j jsonb, js json, h ext.hstore, a text[], va varchar(5)[], na numeric(6,1)[],"
          + " r int4range, p public.pair, flag boolean, version bigint, gone timestamptz";

  /** Keys whose comparison isn't that of a plain built-in type with itself, and two values. */
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("varchar(9)", "a|b");
    KEYS.put("char(4)", "a|b");
    KEYS.put("ext.citext", "a|b");
    KEYS.put("public.mood", "sad|ok");
    KEYS.put("public.dom_citext", "a|b");
    KEYS.put("numeric(6,2)", "1.5|2.5");
    KEYS.put("timestamptz(3)", "2026-01-01T00:00:00Z|2026-01-02T00:00:00Z");
    KEYS.put("uuid", "00000000-0000-0000-0000-000000000001|00000000-0000-0000-0000-000000000002");
    KEYS.put("int4range", "[1,2)|[3,4)");
    KEYS.put("text[]", "{a}|{b}");
    KEYS.put("smallint", "1|2");
  }

  private static final Map<String, String[]> MODES = new LinkedHashMap<>();

  static {
    MODES.put("upserted", new String[] {"delete.mode", "hard"});
    MODES.put("changed", new String[] {"update.when", "changed", "delete.mode", "soft:gone"});
    MODES.put("marked", new String[] {"delete.mode", "soft:flag"});
    MODES.put("newer", new String[] {"update.when", "newer:version"});
    MODES.put("ignored", new String[] {"insert.mode", "ignore"});
    MODES.put(
        "updated",
        new String[] {"insert.mode", "update", "update.when", "changed", "delete.mode", "hard"});
    MODES.put(
        "ruled",
        new String[] {
          "update.rules",
          "n:add,i:add,l:greatest,d:least,t:append,a:append,c:append,j:merge,js:merge,h:merge,"
              + "v:coalesce,e:greatest,m:add,iv:add,b:append",
          "update.when",
          "changed"
        });
  }

  private EveryStatement() {}

  /** Sends them to the tables of {@link #createTables}. */
  static void send(TestDatabase tapped) {
    validate(tapped);
    atLeastOnce(tapped);
    evolve(tapped);
    exactlyOnce(tapped);
  }

  static void createTables(TestDatabase database) {
    for (List<String> table :
        database.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      database.execute("DROP TABLE public.\"" + table.get(0) + "\"");
    }
    for (String name : MODES.keySet()) {
      create(database, name, "k varchar(9) PRIMARY KEY, needed int NOT NULL, " + COLUMNS);
    }
    int number = 0;
    for (String type : KEYS.keySet()) {
      create(database, "key" + number++, "k " + type + " PRIMARY KEY, x int, flag boolean");
    }
    create(database, "partial", "k text, x int, live boolean");
    database.execute("CREATE UNIQUE INDEX ON public.partial (k) WHERE live");
    database.execute("INSERT INTO public.updated (k, needed) VALUES ('a', 1), ('b', 2)");
  }

  private static void create(TestDatabase database, String name, String columns) {
    database.execute(
        "CREATE TABLE public." + name + " (" + columns + ")",
        "ALTER TABLE public." + name + " OWNER TO path_writer");
  }

  private static void validate(TestDatabase tapped) {
    Map<String, String> options = new HashMap<>();
    options.put("name", "path");
    options.put("connection.sslmode", "disable");
    options.put("connector.class", PostgresSinkConnector.class.getName());
    options.put("topics", "public.upserted,public.changed,public.new");
    options.put("topic.public.upserted.delete.mode", "hard");
    options.put("auto.create", "true");
    options.put("delivery.guarantee", "exactly_once");
    options.put("offsets.table", "public.offsets");
    options.put("consumer.override.isolation.level", "read_committed");
    options.put("connection.url", tapped.url());
    options.put("connection.user", tapped.user());
    options.put("connection.password", tapped.password());
    Map<String, List<String>> findings = new TreeMap<>();
    ConnectorValidation.validate(options)
        .configValues()
        .forEach(
            value -> {
              if (!value.errorMessages().isEmpty()) {
                findings.put(value.name(), value.errorMessages());
              }
            });
    assertEquals(Map.of(), findings);
  }

  private static void atLeastOnce(TestDatabase tapped) {
    Map<String, String> options = new HashMap<>();
    options.put("table.name.format", "public.${topic}");
    options.put("delete.mode", "hard");
    options.put("connection.sslmode", "disable");
    options.put("statement.timeout.ms", "60000");
    options.put("lock.timeout.ms", "20000");
    options.put("truncate.enabled", "true");
    options.put("topic.partial.conflict.keys", "k");
    options.put("topic.partial.conflict.where", "live");
    MODES.forEach(
        (topic, pairs) -> {
          for (int i = 0; i < pairs.length; i += 2) {
            options.put("topic." + topic + '.' + pairs[i], pairs[i + 1]);
          }
        });
    try (TaskHarness task = TaskHarness.startTolerant(tapped, flat(options))) {
      for (String topic : MODES.keySet()) {
        task.open(new TopicPartition(topic, 0));
        walk(task, new Records(topic, 0));
      }
      int number = 0;
      for (String values : KEYS.values()) {
        task.open(new TopicPartition("key" + number, 0));
        keys(task, new Records("key" + number++, 0), values.split("\\|"));
      }
      task.open(new TopicPartition("partial", 0));
      Records partial = new Records("partial", 0);
      task.write(partial.map(null, Map.of("k", "a", "x", 1, "live", true)));
      task.write(partial.map(null, Map.of("k", "a", "x", 2, "live", true)));
      // no row of that key exists to be updated
      assertEquals(MODES.size() - 1, task.errant().size(), task.messages()::toString);
      assertTrue(task.messages().stream().allMatch(text -> text.contains("22001")));
    }
  }

  /** New rows, the same again, others, rows without some columns, a bad one among them, deletes. */
  private static void walk(TaskHarness task, Records records) {
    Map<String, Object> first = values("a", 1);
    Map<String, Object> second = values("b", 2);
    task.write(records.map(key("a"), first), records.map(key("b"), second));
    task.write(records.map(key("a"), first), records.map(key("b"), values("b", 3)));
    task.write(records.map(key("a"), Map.of("k", "a", "n", "7.25")));
    Map<String, Object> bad = values("bad key that is too long", 4);
    task.write(
        records.map(key("a"), values("a", 5)),
        records.map(key("bad key that is too long"), bad),
        records.map(key("b"), values("b", 6)));
    task.write(records.next(null, key("a"), null, null));
    task.write(records.map(key("a"), first));
  }

  private static void keys(TaskHarness task, Records records, String[] keys) {
    for (int x = 0; x < 2; x++) {
      task.write(
          records.map(key(keys[0]), Map.of("k", keys[0], "x", x)),
          records.map(key(keys[1]), Map.of("k", keys[1], "x", x)));
    }
    task.write(records.next(null, key(keys[0]), null, null));
  }

  private static Map<String, Object> key(String k) {
    return Map.of("k", k);
  }

  private static Map<String, Object> values(String k, int i) {
    Map<String, Object> values = new HashMap<>();
    values.put("k", k);
    values.put("needed", i);
    for (String text : List.of("t", "v", "bc", "c", "dc")) {
      values.put(text, "x" + i);
    }
    values.put("e", i % 2 == 0 ? "sad" : "ok");
    values.put("de", i % 2 == 0 ? "sad" : "ok");
    for (String number : List.of("n", "i", "l", "f", "g", "version", "m")) {
      values.put(number, i);
    }
    values.put("b", new byte[] {(byte) i});
    values.put("ts", "2026-01-0" + i + "T00:00:00Z");
    values.put("lt", "2026-01-0" + i + "T00:00:00");
    values.put("d", "2026-01-0" + i);
    values.put("iv", i + " days");
    values.put("u", "00000000-0000-0000-0000-00000000000" + i);
    values.put("j", "{\"a\":" + i + "}");
    values.put("js", "{\"a\":" + i + "}");
    values.put("h", "a=>" + i);
    values.put("a", List.of("a" + i));
    values.put("va", List.of("a" + i));
    values.put("na", List.of(i + ".5"));
    values.put("r", "[" + i + ",9)");
    values.put("p", "(" + i + ",x)");
    return values;
  }

  private static void evolve(TestDatabase tapped) {
    Schema narrow =
        SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("name", SchemaBuilder.string().doc("what it is called").build())
            .build();
    Schema wide =
        SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("data", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
            .field("size", SchemaBuilder.float64().optional().defaultValue(1.5).build())
            .build();
    try (TaskHarness task =
        TaskHarness.start(
            tapped,
            "connection.sslmode",
            "disable",
            "table.name.format",
            "public.${topic}",
            "auto.create",
            "true",
            "auto.evolve",
            "true",
            "conflict.keys",
            "id")) {
      task.open(new TopicPartition("made", 0));
      Records records = new Records("made", 0);
      task.write(
          records.next(null, null, narrow, new Struct(narrow).put("id", 1).put("name", "a")));
      task.write(
          records.next(null, null, wide, new Struct(wide).put("id", 2L).put("tags", List.of("x"))));
    }
  }

  private static void exactlyOnce(TestDatabase tapped) {
    String[] options = {
      "name", "path",
      "connection.sslmode", "disable",
      "table.name.format", "public.upserted",
      "delivery.guarantee", "exactly_once",
      "offsets.table", "public.offsets",
      "consumer.override.isolation.level", "read_committed"
    };
    TopicPartition partition = new TopicPartition("once", 0);
    try (TaskHarness task = TaskHarness.startTolerant(tapped, options)) {
      task.open(partition);
      Records records = new Records("once", 0);
      task.write(records.map(key("o"), values("o", 1)), records.map(key("p"), values("p", 2)));
      task.write(
          records.map(key("o"), values("o", 3)),
          records.map(key("bad key that is too long"), values("bad key that is too long", 3)));
      assertEquals(1, task.errant().size(), task.messages()::toString);
    }
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    all.put("topics", "once");
    all.put("connection.url", tapped.url());
    all.put("connection.user", tapped.user());
    all.put("connection.password", tapped.password());
    new PostgresSinkConnector().alterOffsets(all, Map.of(partition, 7L));
  }

  private static String[] flat(Map<String, String> options) {
    List<String> flat = new ArrayList<>();
    options.forEach(
        (name, value) -> {
          flat.add(name);
          flat.add(value);
        });
    return flat.toArray(String[]::new);
  }
}

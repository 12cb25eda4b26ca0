package io.pgsink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The law of folding: whatever the batch boundaries, a table ends as if every record had been
 * applied alone, in the order of arrival.
 *
 * <p>Random histories go twice through a real task into a real PostgreSQL: in random polls, and
 * record by record with a flush after each. Both tables must be equal.
 */
class FoldingTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("folding");

  private static final String COLUMNS =
      """
      (id text PRIMARY KEY, a int, n bigint DEFAULT 5, f double precision, d numeric(8,2), s text,
       j jsonb, ts timestamptz, v int, tags text[], gone boolean DEFAULT false)""";

  /** An option set per line; keys are separated by a semicolon. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "delete.mode=hard",
        "delete.mode=soft:gone",
        "delete.mode=hard;update.columns=*,-a,-s",
        "delete.mode=hard;update.columns=n,s",
        "delete.mode=hard;update.rules=n:add,d:add,a:keep,s:append",
        "delete.mode=hard;update.rules=n:greatest,d:least,ts:greatest,f:coalesce,a:coalesce",
        "delete.mode=hard;update.rules=j:merge,tags:append,s:coalesce,f:add,a:add",
        "delete.mode=soft:gone;update.rules=n:add,s:append,j:merge,d:least",
        "delete.mode=hard;update.when=changed",
        "delete.mode=hard;update.when=changed;update.rules=n:add,s:coalesce",
        "delete.mode=hard;update.when=newer:v",
        "delete.mode=soft:gone;update.when=newer:v",
        "delete.mode=hard;update.when=newer:v;update.rules=n:add,s:append;update.columns=*,-a",
        "delete.mode=hard;insert.mode=ignore",
        "delete.mode=soft:gone;insert.mode=ignore",
        "delete.mode=hard;insert.mode=update",
        "delete.mode=hard;insert.mode=update;update.rules=n:add,s:append,a:coalesce",
        "delete.mode=hard;insert.mode=insert",
      })
  void foldingEqualsApplyingOneByOne(String options) {
    for (long seed = 1; seed <= 6; seed++) {
      check(options, seed);
    }
  }

  private static void check(String options, long seed) {
    DATABASE.execute(
        "DROP TABLE IF EXISTS folded, alone",
        "CREATE TABLE folded " + COLUMNS,
        "CREATE TABLE alone " + COLUMNS,
        "INSERT INTO folded (id, a, n, s, v) VALUES ('k0', 1, 2, 'old', 3), ('k1', NULL, NULL, NULL, NULL)",
        "INSERT INTO alone SELECT * FROM folded");
    Random random = new Random(seed);
    List<Map<String, Object>> history = history(random, 160);
    try (TaskHarness task = start("folded", options)) {
      Records records = new Records("t", 0);
      int next = 0;
      while (next < history.size()) {
        int end = Math.min(history.size(), next + 1 + random.nextInt(60));
        List<SinkRecord> poll = new ArrayList<>();
        for (Map<String, Object> change : history.subList(next, end)) {
          poll.add(record(records, change));
        }
        task.put(poll);
        if (random.nextInt(3) == 0) {
          task.flush();
        }
        next = end;
      }
      task.flush();
    }
    try (TaskHarness task = start("alone", options)) {
      Records records = new Records("t", 0);
      for (Map<String, Object> change : history) {
        task.write(record(records, change));
      }
    }
    String mark = options.contains("soft") ? "gone" : "NULL";
    String columns = "id, a, n, f, d, s, j, ts, v, tags, " + mark;
    assertEquals(
        DATABASE.query("SELECT " + columns + " FROM alone ORDER BY id"),
        DATABASE.query("SELECT " + columns + " FROM folded ORDER BY id"),
        options + " with seed " + seed);
  }

  private static TaskHarness start(String table, String options) {
    List<String> all = new ArrayList<>(List.of("table.name.format", table, "linger.ms", "60000"));
    for (String option : options.split(";", -1)) {
      all.addAll(List.of(option.split("=", 2)));
    }
    return TaskHarness.startTolerant(DATABASE, all.toArray(String[]::new));
  }

  private static SinkRecord record(Records records, Map<String, Object> change) {
    Map<String, Object> key = Map.of("id", change.get("id"));
    if (change.size() == 1) {
      return records.next(null, key, null, null);
    }
    Map<String, Object> value = new LinkedHashMap<>(change);
    value.remove("id");
    return records.map(key, value);
  }

  /** Changes of a few keys: rows with all fields, with some, and deletes (only an id). */
  private static List<Map<String, Object>> history(Random random, int length) {
    List<Map<String, Object>> history = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      Map<String, Object> change = new LinkedHashMap<>();
      change.put("id", "k" + random.nextInt(6));
      if (random.nextInt(5) > 0) {
        boolean whole = random.nextInt(3) > 0;
        add(change, random, whole, "a", random.nextInt(100));
        add(change, random, whole, "n", (long) random.nextInt(1000));
        add(change, random, whole, "f", random.nextInt(100) / 10.0);
        add(change, random, whole, "d", random.nextInt(100000) / 1000.0);
        add(change, random, whole, "s", "s" + i);
        add(change, random, whole, "j", Map.of("k" + random.nextInt(3), i));
        add(change, random, whole, "ts", "2024-01-01T00:00:" + (10 + random.nextInt(50)) + "Z");
        add(change, random, whole, "v", random.nextInt(30));
        add(change, random, whole, "tags", List.of("t" + i));
        if (change.size() == 1) {
          change.put("a", i);
        }
      }
      history.add(change);
    }
    return history;
  }

  private static void add(
      Map<String, Object> change, Random random, boolean whole, String name, Object value) {
    if (whole || random.nextBoolean()) {
      change.put(name, random.nextInt(8) == 0 ? null : value);
    }
  }
}

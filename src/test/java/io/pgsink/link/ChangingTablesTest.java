// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * Random records and random changes of their table by somebody else: the table ends as if each
 * record had been applied alone under the definition of its moment, and dead letters are what that
 * definition refuses.
 *
 * <p>What that means is shown by a second database, in which each record is a batch, written by a
 * task that starts anew behind every change of the table, so that it never knows another
 * definition. Between two changes come some records. Either they are stored before the next change;
 * then the two databases must agree in everything. Or the change holds the table while they come,
 * so that they wait converted for the definition before; then what is stored must be what it is
 * behind the change. What a task refuses meanwhile is refused by the definition that is still
 * current.
 *
 * <p>{@code -Dpgsink.histories=3000} runs more of them, {@code -Dpgsink.seed=7} others.
 */
class ChangingTablesTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final TestDatabase REAL = TestPostgres.shared().createDatabase("changing");
  private static final TestDatabase MODEL = TestPostgres.shared().createDatabase("changing_model");

  private static final String[] RESET = {
    "DROP SCHEMA public CASCADE",
    "CREATE SCHEMA public",
    "CREATE TYPE mood AS ENUM ('calm', 'glad')",
    "CREATE DOMAIN amount AS numeric(6,2) CHECK (value < 1000)"
  };

  private static final String COLUMNS =
      "(id bigint, a integer, b text, c numeric(8,2), m mood, q amount, PRIMARY KEY (id))";

  /** Types whose values are all refused here, if at all. */
  private static final List<String> TYPES =
      List.of("smallint", "integer", "bigint", "numeric", "real", "double precision", "text");

  /** Types with values that only PostgreSQL refuses. */
  private static final List<String> STRICT = List.of("numeric(6,1)", "numeric(3,2)", "varchar(4)");

  private static final List<String> SUMS = List.of("numeric", "numeric(12,4)", "numeric(30,6)");

  @Test
  void everyRecordIsStoredAsTheTableIsAtItsMoment() throws Exception {
    int histories = Integer.getInteger("pgsink.histories", 15);
    long seed = Long.getLong("pgsink.seed", 1);
    for (int i = 0; i < histories; i++) {
      new History(seed * 1_000_003 + i).run();
    }
  }

  /** How the records of a history come. */
  private enum Form {
    STRUCT,
    MAP,
    ENVELOPE
  }

  private static final class History {
    private final long seed;
    private final Random random;
    private final Form form;
    private final boolean evolves;
    private final boolean partitioned;
    private final boolean adds;

    /** Whether changes fold; then none may come that only PostgreSQL refuses, since it may fold. */
    private final boolean folds;

    private final Map<String, String> options = new HashMap<>();
    private final Records records = new Records("t", 0);
    private final List<String> log = new ArrayList<>();
    private final Set<Long> refused = new TreeSet<>();
    private final Set<Long> refusedByModel = new TreeSet<>();
    private int parts = 1;
    private int names;

    History(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.form = pick(List.of(Form.STRUCT, Form.MAP, Form.ENVELOPE));
      this.evolves = random.nextInt(4) == 0;
      this.folds = random.nextBoolean();
      this.adds = random.nextInt(3) == 0;
      this.partitioned = !evolves && !folds && random.nextInt(3) == 0;
      options.put("delete.mode", "hard");
      options.put("auto.evolve", String.valueOf(evolves));
      options.put("delivery.guarantee", random.nextBoolean() ? "exactly_once" : "at_least_once");
      options.put("writers", random.nextBoolean() ? "1" : "2");
      options.put("fold.changes", folds ? "always" : "never");
      if (adds) {
        options.put("update.rules", "c:add");
      }
      if (random.nextInt(3) == 0) {
        options.put("unknown.fields", "ignore");
      }
      log.add(form + " " + options + (partitioned ? " partitioned" : ""));
    }

    void run() throws Exception {
      for (TestDatabase database : List.of(REAL, MODEL)) {
        database.execute(RESET);
        database.execute(
            "CREATE TABLE t " + COLUMNS + (partitioned ? " PARTITION BY RANGE (id)" : ""),
            "CREATE TABLE other " + COLUMNS);
        if (partitioned) {
          database.execute("CREATE TABLE t_0 PARTITION OF t FOR VALUES FROM (-100) TO (4)");
        }
      }
      try (TaskHarness task = TaskHarness.startTolerant(REAL, list(options))) {
        task.open(PARTITION);
        int phases = 3 + random.nextInt(5);
        write(task, stream());
        for (int i = 0; i < phases; i++) {
          String change = change();
          if (evolves || random.nextBoolean()) {
            if (isPossible(change)) {
              REAL.execute("BEGIN; " + change + "; COMMIT");
              log.add(change);
            }
            write(task, stream());
          } else {
            writeMeanwhile(task, change, stream());
          }
        }
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("seed " + seed + ": " + String.join("\n", log), failed);
      }
    }

    /** All records are stored before the next change. */
    private void write(TaskHarness task, List<SinkRecord> some) throws SQLException {
      int before = task.errant().size();
      task.write(some.toArray(SinkRecord[]::new));
      refused.addAll(offsets(task, before));
      model(some);
      compare();
    }

    /** The records come while somebody else holds the table, changed already. */
    private void writeMeanwhile(TaskHarness task, String change, List<SinkRecord> some)
        throws Exception {
      if (!isPossible(change)) {
        write(task, some);
        return;
      }
      log.add("meanwhile " + change);
      int before = task.errant().size();
      try (Connection other = REAL.connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute(change);
        task.put(some);
        Await.until(
            "a lane waits for the table, or nothing is left to wait for",
            () -> {
              task.put();
              return REAL.count(WAITING) > 0 || task.errant().size() - before == some.size();
            });
        other.commit();
      }
      task.flush();
      Set<Long> bad = offsets(task, before);
      // these were judged by the definition before the change, or by the one behind it
      List<SinkRecord> good = new ArrayList<>(some);
      good.removeIf(record -> bad.contains(record.kafkaOffset()));
      refused.addAll(bad);
      refusedByModel.addAll(bad);
      model(good);
      compare();
    }

    private static final String WAITING =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND datname = current_database()";

    private static Set<Long> offsets(TaskHarness task, int from) {
      Set<Long> offsets = new TreeSet<>();
      List<SinkRecord> errant = task.errant();
      for (SinkRecord record : errant.subList(from, errant.size())) {
        offsets.add(record.kafkaOffset());
      }
      return offsets;
    }

    /** Applies records one by one, by a task that has just started. */
    private void model(List<SinkRecord> some) {
      Map<String, String> alone = new HashMap<>(options);
      alone.put("delivery.guarantee", "at_least_once");
      alone.put("writers", "1");
      alone.put("fold.changes", "never");
      alone.put("batch.size", "1");
      try (TaskHarness task = TaskHarness.startTolerant(MODEL, list(alone))) {
        for (SinkRecord record : some) {
          task.write(record);
        }
        refusedByModel.addAll(offsets(task, 0));
      }
    }

    private void compare() {
      List<String> columns = new ArrayList<>();
      MODEL
          .query(
              "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = 't'::regclass"
                  + " AND attnum > 0 AND NOT attisdropped ORDER BY attname")
          .forEach(row -> columns.add(row.get(0)));
      String rows = "SELECT " + String.join(", ", columns) + " FROM t ORDER BY id::text";
      assertEquals(refusedByModel, refused, "dead letters");
      assertEquals(MODEL.query(rows), REAL.query(rows), () -> columns.toString());
    }

    /** Tries a change in the model's database: where the rows forbid it there is none. */
    private boolean isPossible(String change) {
      try {
        MODEL.execute("BEGIN; " + change + "; COMMIT");
        return true;
      } catch (AssertionError refusedByRows) {
        return false;
      }
    }

    private String change() {
      String type = pick(folds || random.nextInt(3) > 0 ? TYPES : STRICT);
      String sum = adds ? pick(SUMS) : type;
      names++;
      return switch (random.nextInt(partitioned ? 12 : 14)) {
        case 0, 1 -> "ALTER TABLE t ALTER a TYPE " + type + " USING a::text::" + type;
        case 2 -> "ALTER TABLE t ALTER c TYPE " + sum + " USING c::text::" + sum;
        case 3 -> "ALTER TABLE t ALTER b SET DEFAULT 'd" + names + "', ALTER a DROP NOT NULL";
        case 4 -> "ALTER TABLE t ALTER a " + (folds ? "DROP" : "SET") + " NOT NULL";
        case 5 -> "ALTER TABLE t ADD COLUMN d " + type;
        case 6 -> "ALTER TABLE t DROP COLUMN b, ADD COLUMN b " + type;
        case 7 -> "ALTER TABLE t DROP COLUMN d";
        case 8 -> "ALTER TABLE t RENAME " + (adds ? "b" : "c") + " TO d";
        case 9 -> "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_pkey PRIMARY KEY (id)";
        case 10 ->
            random.nextBoolean()
                ? "ALTER TYPE mood ADD VALUE 'm" + names + "'; LOCK TABLE t"
                : "ALTER DOMAIN amount DROP CONSTRAINT IF EXISTS amount_check; LOCK TABLE t";
        case 11 ->
            partitioned ? attach() : "ALTER TABLE t ALTER c DROP DEFAULT, ALTER b DROP DEFAULT";
        case 12 -> "ALTER TABLE t ALTER id TYPE numeric(8,2)";
        default ->
            "ALTER TABLE t RENAME TO third; ALTER TABLE other RENAME TO t;"
                + " ALTER TABLE third RENAME TO other; ALTER TABLE t ALTER a TYPE "
                + type
                + " USING NULL";
      };
    }

    private String attach() {
      int from = 4 * parts;
      parts++;
      return "CREATE TABLE t_%d PARTITION OF t FOR VALUES FROM (%d) TO (%d); LOCK TABLE t"
          .formatted(names, from, from + 4);
    }

    private List<SinkRecord> stream() {
      List<SinkRecord> some = new ArrayList<>();
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        some.add(record());
      }
      return some;
    }

    private SinkRecord record() {
      Map<String, Object> row = new HashMap<>();
      Object id =
          form == Form.MAP && random.nextInt(6) == 0 ? 1.5 : (Object) (long) random.nextInt(8);
      row.put("id", id);
      optional(row, "a", pick(List.of(1L, 40_000L, 5_000_000_000L, 0L)));
      optional(row, "b", pick(List.of("x", "7", "longer", "3.25")));
      optional(row, "c", pick(List.of(0.1, 12.5, 0.0012, 1.0, 0.005)));
      optional(row, "m", pick(List.of("calm", "glad", folds ? "calm" : "m" + names)));
      optional(row, "q", pick(List.of(0.5, 999.99, folds ? 1.5 : 1000.5)));
      if (random.nextInt(4) == 0) {
        row.put("d", pick(List.of(1.5, 2.0, 7.25)));
      }
      boolean deletes = random.nextInt(7) == 0;
      log.add(records.offset() + ": " + (deletes ? "delete " + id : row));
      return switch (form) {
        case MAP -> records.map(Map.of("id", id), deletes ? null : row);
        case STRUCT -> {
          Struct key = struct(Map.of("id", id));
          yield deletes ? records.tombstone(key) : records.struct(key, struct(row));
        }
        case ENVELOPE -> {
          Map<String, Object> event = new HashMap<>();
          event.put("op", deletes ? "d" : pick(List.of("c", "u")));
          event.put("before", deletes ? row : null);
          event.put("after", deletes ? null : row);
          event.put("source", Map.of("schema", "public", "table", "t"));
          yield records.map(Map.of("id", id), event);
        }
      };
    }

    private void optional(Map<String, Object> row, String name, Object value) {
      int choice = random.nextInt(8);
      if (choice < 6) {
        row.put(name, value);
      } else if (choice == 6) {
        row.put(name, null);
      }
    }

    private static Struct struct(Map<String, Object> row) {
      SchemaBuilder schema = SchemaBuilder.struct();
      row.forEach((name, value) -> schema.field(name, type(name)));
      Struct struct = new Struct(schema.build());
      row.forEach(struct::put);
      return struct;
    }

    private static Schema type(String name) {
      return switch (name) {
        case "id" -> Schema.INT64_SCHEMA;
        case "a" -> Schema.OPTIONAL_INT64_SCHEMA;
        case "b", "m" -> Schema.OPTIONAL_STRING_SCHEMA;
        default -> Schema.OPTIONAL_FLOAT64_SCHEMA;
      };
    }

    private static String[] list(Map<String, String> map) {
      List<String> list = new ArrayList<>();
      map.forEach(
          (name, value) -> {
            list.add(name);
            list.add(value);
          });
      return list.toArray(String[]::new);
    }

    private <T> T pick(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}

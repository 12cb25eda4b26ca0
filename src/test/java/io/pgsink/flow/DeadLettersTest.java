// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Which bad records become dead letters when good and bad changes share their keys (J5).
 *
 * <p>The law: a dead letter is a bad record, and is there once; a bad record is missing only if a
 * later change of its key in the same batch, a whole row or a delete, has taken its place. The
 * table ends as if the bad records had never been.
 *
 * <p>Random histories; {@code -Dpgsink.letters.histories=1000} runs more of them.
 */
class DeadLettersTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("letters");
  private static final int HISTORIES = Integer.getInteger("pgsink.letters.histories", 3);
  private static final int BATCHES = 3;
  private static final int LONGEST = 40;
  private static final int KEYS = 6;

  /** What a record asks for. */
  private enum Kind {
    ROW,
    PART,
    DELETE,
    /** Refused by a CHECK constraint. */
    FORBIDDEN,
    /** Has no value for its column. */
    UNREADABLE;

    boolean isBad() {
      return this == FORBIDDEN || this == UNREADABLE;
    }

    boolean replacesAll() {
      return this == ROW || this == DELETE;
    }
  }

  private record Step(Kind kind, long id, long value, SinkRecord record) {}

  @BeforeAll
  static void makeTable() {
    DATABASE.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, n bigint, v text CHECK (v <> 'bad'))",
        """
        CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF random() < 0.05 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
          RETURN NULL;
        END $$
        """);
  }

  @Test
  void badChangesAreDeadLettersUnlessReplacedInTheirBatch() {
    for (int seed = 1; seed <= HISTORIES; seed++) {
      check(seed, "at_least_once");
      check(seed, "exactly_once");
    }
  }

  /** F05 */
  @Test
  void noneIsLostOrDoubledWhenSessionsEndInTheMiddleOfBatches() {
    DATABASE.execute(
        "CREATE CONSTRAINT TRIGGER end_session AFTER INSERT OR UPDATE OR DELETE ON t"
            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            + " EXECUTE FUNCTION end_session()");
    try {
      for (int seed = 1; seed <= HISTORIES; seed++) {
        check(seed, "at_least_once");
        check(seed, "exactly_once");
      }
    } finally {
      DATABASE.execute("DROP TRIGGER end_session ON t");
    }
  }

  private static void check(int seed, String guarantee) {
    DATABASE.execute("TRUNCATE t", "DROP TABLE IF EXISTS pgsink_offsets");
    Random random = new Random(seed);
    Records records = new Records("t", 0);
    Set<Long> bad = new HashSet<>();
    Set<Long> replaced = new HashSet<>();
    Map<Long, List<String>> rows = new TreeMap<>();
    String what = "seed " + seed + ", " + guarantee + ": ";
    try (TaskHarness task = start(guarantee, random.nextInt(1, 3))) {
      task.open(new TopicPartition("t", 0));
      for (int i = 0; i < BATCHES; i++) {
        List<Step> batch = batch(random, records);
        batch.stream().filter(step -> step.kind().isBad()).forEach(step -> bad.add(offset(step)));
        batch.forEach(step -> apply(step, rows));
        replaced.addAll(replaced(batch));
        task.put(batch.stream().map(Step::record).toList());
        task.flush();
      }
      Set<Long> letters =
          task.errant().stream().map(SinkRecord::kafkaOffset).collect(Collectors.toSet());
      assertEquals(task.errant().size(), letters.size(), what + "a letter is there twice");
      assertTrue(bad.containsAll(letters), what + "good records are dead letters");
      bad.removeAll(letters);
      bad.removeAll(replaced);
      assertEquals(Set.of(), bad, what + "dead letters are missing");
    }
    assertEquals(
        List.copyOf(rows.values()), DATABASE.query("SELECT id, n, v FROM t ORDER BY id"), what);
  }

  /** Nothing but a flush seals a batch. */
  private static TaskHarness start(String guarantee, int writers) {
    return TaskHarness.startTolerant(
        DATABASE,
        "delivery.guarantee",
        guarantee,
        "writers",
        String.valueOf(writers),
        "delete.mode",
        "hard",
        "linger.ms",
        "60000");
  }

  private static List<Step> batch(Random random, Records records) {
    List<Step> batch = new ArrayList<>();
    int length = random.nextInt(1, LONGEST);
    for (int i = 0; i < length; i++) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      long id = random.nextInt(KEYS);
      long n = records.offset();
      var key = map("id", id);
      SinkRecord record =
          switch (kind) {
            case ROW -> records.map(key, map("id", id, "n", n, "v", "fine"));
            case PART -> records.map(key, map("id", id, "n", n));
            case DELETE -> records.next(null, key, null, null);
            case FORBIDDEN -> records.map(key, map("id", id, "n", n, "v", "bad"));
            case UNREADABLE -> records.map(key, map("id", id, "n", "x", "v", "unseen"));
          };
      batch.add(new Step(kind, id, n, record));
    }
    return batch;
  }

  private static long offset(Step step) {
    return step.record().kafkaOffset();
  }

  /** The bad changes that something good of their batch has replaced. */
  private static Set<Long> replaced(List<Step> batch) {
    Set<Long> replaced = new HashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      Step step = batch.get(i);
      if (batch.subList(i + 1, batch.size()).stream()
          .anyMatch(later -> later.id() == step.id() && later.kind().replacesAll())) {
        replaced.add(offset(step));
      }
    }
    return replaced;
  }

  private static void apply(Step step, Map<Long, List<String>> rows) {
    String id = String.valueOf(step.id());
    String n = String.valueOf(step.value());
    switch (step.kind()) {
      case ROW -> rows.put(step.id(), List.of(id, n, "fine"));
      case PART -> {
        List<String> row = new ArrayList<>();
        row.add(id);
        row.add(n);
        row.add(rows.containsKey(step.id()) ? rows.get(step.id()).get(2) : null);
        rows.put(step.id(), row);
      }
      case DELETE -> rows.remove(step.id());
      case FORBIDDEN, UNREADABLE -> {}
    }
  }
}

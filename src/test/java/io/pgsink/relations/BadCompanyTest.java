// SPDX-License-Identifier: Apache-2.0
package io.pgsink.relations;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * Which records are dead letters doesn't depend on which other bad records share their batch: they
 * are those that PostgreSQL refuses when each record is a transaction of its own. Seeded; a failure
 * names its seed, {@code -Dpgsink.company=500} tries more.
 */
class BadCompanyTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("company");
  private static final int TRIES = Integer.getInteger("pgsink.company", 6);
  private static final long SEED = Long.getLong("pgsink.company.seed", 1);
  private static final String[] DEFERRED = {"", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"};

  private record Row(String table, long id, Long parent, String value, int number) {}

  @Test
  void oneByOneAndTogetherTheSameAreRefused() throws SQLException {
    for (int i = 0; i < TRIES; i++) {
      compare(SEED + i);
    }
  }

  private static void compare(long seed) throws SQLException {
    Random random = new Random(seed);
    List<String> tables = tables(random);
    List<Row> rows = rows(random);
    DATABASE.execute(tables.toArray(String[]::new));
    Set<Row> refused = oneByOne(rows);
    List<List<String>> stored = stored();
    DATABASE.execute(tables.toArray(String[]::new));
    Map<String, Records> topics = Map.of("p", new Records("p", 0), "c", new Records("c", 0));
    List<SinkRecord> records = new ArrayList<>();
    Set<SinkRecord> expected = new HashSet<>();
    for (Row row : rows) {
      SinkRecord record =
          topics
              .get(row.table())
              .map(
                  map("id", row.id()),
                  map("parent_id", row.parent(), "u", row.value(), "n", row.number()));
      records.add(record);
      if (refused.contains(row)) {
        expected.add(record);
      }
    }
    String guarantee = random.nextBoolean() ? "at_least_once" : "exactly_once";
    String writers = String.valueOf(1 + random.nextInt(3));
    String what = "seed " + seed + ", " + guarantee + ", writers " + writers + ", " + tables;
    String[] options = {
      "topics", "p,c",
      "constraint.wait.ms", "1500",
      "linger.ms", "50",
      "writers", writers,
      "delivery.guarantee", guarantee
    };
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options)) {
      task.open(new TopicPartition("p", 0), new TopicPartition("c", 0));
      task.write(records.toArray(SinkRecord[]::new));
      assertEquals(expected.size(), task.errant().size(), what + ": " + task.messages());
      assertEquals(expected, new HashSet<>(task.errant()), what + ": " + task.messages());
    }
    assertEquals(stored, stored(), what);
  }

  private static List<String> tables(Random random) {
    return List.of(
        "DROP TABLE IF EXISTS p, c, pgsink_offsets CASCADE",
        "CREATE TABLE p (id bigint PRIMARY KEY, u text, n int CHECK (n < 9),"
            + " parent_id bigint REFERENCES p"
            + deferred(random)
            + (random.nextBoolean() ? ", UNIQUE (u)" + deferred(random) : "")
            + ")",
        "CREATE TABLE c (id bigint PRIMARY KEY, u text, n int CHECK (n < 9),"
            + " parent_id bigint REFERENCES p"
            + deferred(random)
            + (random.nextBoolean() ? ", UNIQUE (u)" + deferred(random) : "")
            + ")");
  }

  private static String deferred(Random random) {
    return DEFERRED[random.nextInt(DEFERRED.length)];
  }

  /** Each key once, so that no later change helps one that is refused. */
  private static List<Row> rows(Random random) {
    List<Row> rows = new ArrayList<>();
    int count = 5 + random.nextInt(60);
    int values = 2 * count;
    for (long id = 1; id <= count; id++) {
      boolean orphan = random.nextInt(12) == 0;
      Long parent = orphan ? Long.valueOf(1000 + id) : earlier(random, rows);
      rows.add(
          new Row(
              random.nextInt(3) == 0 ? "p" : "c",
              id,
              parent,
              "u" + random.nextInt(values),
              random.nextInt(12) == 0 ? 9 : 1));
    }
    return rows;
  }

  /** A parent that came before, good or bad; or none. */
  private static Long earlier(Random random, List<Row> rows) {
    List<Row> parents = rows.stream().filter(row -> row.table().equals("p")).toList();
    return parents.isEmpty()
        ? null
        : Long.valueOf(parents.get(random.nextInt(parents.size())).id());
  }

  private static Set<Row> oneByOne(List<Row> rows) throws SQLException {
    Set<Row> refused = new HashSet<>();
    try (Connection connection = DATABASE.connect()) {
      for (Row row : rows) {
        String sql = "INSERT INTO " + row.table() + " (id, parent_id, u, n) VALUES (?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
          insert.setLong(1, row.id());
          insert.setObject(2, row.parent());
          insert.setString(3, row.value());
          insert.setInt(4, row.number());
          insert.executeUpdate();
        } catch (SQLException refusal) {
          if (!refusal.getSQLState().startsWith("23")) {
            throw refusal;
          }
          refused.add(row);
        }
      }
    }
    return refused;
  }

  private static List<List<String>> stored() {
    return DATABASE.query(
        "SELECT 'p', id, parent_id, u, n FROM p UNION ALL SELECT 'c', id, parent_id, u, n FROM c"
            + " ORDER BY 1, 2");
  }
}

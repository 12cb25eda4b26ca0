// SPDX-License-Identifier: Apache-2.0
package io.pgsink.relations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a {@link Shop}, whose changes arrive in the order of their partitions and
 * otherwise in any: the copy, with its constraints on, ends as the shop, without a dead letter. A
 * failure names its seed; {@code -Dpgsink.histories=5000} runs more.
 */
class HistoriesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("histories");
  private static final int HISTORIES = Integer.getInteger("pgsink.histories", 30);
  private static final long SEED = Long.getLong("pgsink.histories.seed", 1);
  private static final int PARTITIONS = 2;

  private static final Map<String, String> COLUMNS =
      Map.of("customer", "mail", "orders", "customer", "line", "orders", "category", "up");

  @Test
  void theCopyEndsAsTheShop() {
    for (int i = 0; i < HISTORIES; i++) {
      history(SEED + i);
    }
  }

  private static void history(long seed) {
    Random random = new Random(seed);
    String deferrable = random.nextInt(4) == 0 ? " DEFERRABLE INITIALLY DEFERRED" : "";
    DATABASE.execute(
        "DROP TABLE IF EXISTS customer, orders, line, category, pgsink_offsets",
        "CREATE TABLE customer (id bigint PRIMARY KEY, mail text UNIQUE)",
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL REFERENCES customer"
            + deferrable
            + ")",
        "CREATE TABLE line (id bigint PRIMARY KEY, orders bigint NOT NULL REFERENCES orders)",
        "CREATE TABLE category (id bigint PRIMARY KEY, up bigint REFERENCES category)");
    Shop shop = new Shop(random);
    int steps = 20 + random.nextInt(120);
    for (int i = 0; i < steps; i++) {
      shop.step();
    }
    List<SinkRecord> arrival = arrival(shop.log(), random);
    String[] options = {
      "topics", String.join(",", Shop.TABLES),
      "delete.mode", "hard",
      "writers", String.valueOf(1 + random.nextInt(4)),
      "batch.size", String.valueOf(1 + random.nextInt(60)),
      "delivery.guarantee", random.nextBoolean() ? "exactly_once" : "at_least_once",
    };
    String what = "seed " + seed + " " + List.of(options);
    try (TaskHarness task = TaskHarness.startTolerant(DATABASE, options)) {
      for (String table : Shop.TABLES) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          task.open(new TopicPartition(table, partition));
        }
      }
      for (int from = 0; from < arrival.size(); ) {
        int to = Math.min(arrival.size(), from + 1 + random.nextInt(80));
        task.put(arrival.subList(from, to));
        from = to;
      }
      try {
        task.flush();
      } catch (AssertionError stuck) {
        if (Boolean.getBoolean("pgsink.histories.show")) {
          for (String table : Shop.TABLES) {
            System.out.println(table + " shop " + expected(shop, table));
            System.out.println(table + " copy " + stored(table));
          }
          for (SinkRecord r : arrival) {
            System.out.println(
                r.topic()
                    + r.kafkaPartition()
                    + "-"
                    + r.kafkaOffset()
                    + " "
                    + r.key()
                    + " "
                    + r.value());
          }
        }
        throw new AssertionError(what + ": " + task.messages(), stuck);
      }
      assertEquals(List.of(), task.messages(), what);
    }
    for (String table : Shop.TABLES) {
      assertEquals(expected(shop, table), stored(table), what + ", table " + table);
    }
  }

  /** The changes of each row in order, by partition; the partitions as far apart as may be. */
  private static List<SinkRecord> arrival(List<Shop.Event> log, Random random) {
    Map<String, Records> topics = new HashMap<>();
    Map<String, Deque<Integer>> queues = new LinkedHashMap<>();
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      Shop.Event event = log.get(i);
      int partition = (int) (event.id() % PARTITIONS);
      String name = event.table() + partition;
      Map<String, Object> key = Map.of("id", event.id());
      records.add(
          topics
              .computeIfAbsent(name, none -> new Records(event.table(), partition))
              .next(null, key, null, event.row()));
      queues.computeIfAbsent(name, none -> new ArrayDeque<>()).add(i);
    }
    int window = 1 + random.nextInt(log.size());
    List<SinkRecord> arrival = new ArrayList<>();
    while (arrival.size() < records.size()) {
      int oldest = queues.values().stream().mapToInt(Deque::peek).min().orElseThrow();
      List<String> ready =
          queues.entrySet().stream()
              .filter(queue -> queue.getValue().peek() <= oldest + window)
              .map(Map.Entry::getKey)
              .toList();
      String chosen = ready.get(random.nextInt(ready.size()));
      arrival.add(records.get(queues.get(chosen).poll()));
      if (queues.get(chosen).isEmpty()) {
        queues.remove(chosen);
      }
    }
    return arrival;
  }

  private static Map<String, String> expected(Shop shop, String table) {
    Map<String, String> rows = new TreeMap<>();
    shop.rows(table)
        .forEach(
            (id, row) -> rows.put(String.valueOf(id), String.valueOf(row.get(COLUMNS.get(table)))));
    return rows;
  }

  private static Map<String, String> stored(String table) {
    Map<String, String> rows = new TreeMap<>();
    for (List<String> row : DATABASE.query("SELECT id, " + COLUMNS.get(table) + " FROM " + table)) {
      rows.put(row.get(0), String.valueOf(row.get(1)));
    }
    return rows;
  }
}

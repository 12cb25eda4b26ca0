// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What a {@link Soak} writes, and what must be in the tables then: parents, children that refer to
 * them, and a journal without keys.
 */
final class SoakTopics {
  private static final List<String> TABLES = List.of("p", "c", "j");
  private static final int PARTITIONS = 2;
  private static final int KEYS = 30;
  private static final String TOO_LONG = "much too long";

  private final TestDatabase database;
  private final Random random;
  private final Map<TopicPartition, List<SinkRecord>> topics = new LinkedHashMap<>();

  SoakTopics(TestDatabase database, Random random) {
    this.database = database;
    this.random = random;
  }

  /** The partitions. */
  List<TopicPartition> partitions() {
    return List.copyOf(topics.keySet());
  }

  /** The records of a partition, whose offsets are their places. */
  List<SinkRecord> of(TopicPartition partition) {
    return topics.get(partition);
  }

  void makeTables(String deferrable, String... more) {
    database.execute(
        "DROP TABLE IF EXISTS p, c, j, pgsink_offsets CASCADE",
        "CREATE TABLE p (id bigint PRIMARY KEY, v bigint, note varchar(8))",
        "CREATE TABLE c (id bigint PRIMARY KEY, parent bigint REFERENCES p"
            + deferrable
            + ", v bigint, note varchar(8))",
        "CREATE TABLE j (part int, v bigint, note varchar(8))",
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_sleep(0.003); RETURN new; END'");
    database.execute(more);
  }

  /** Children may come before their parents, which all come in the end; some records are bad. */
  void fill(int records) {
    Map<TopicPartition, Records> makers = new LinkedHashMap<>();
    for (String topic : TABLES) {
      for (int i = 0; i < PARTITIONS; i++) {
        TopicPartition partition = new TopicPartition(topic, i);
        makers.put(partition, new Records(topic, i));
        topics.put(partition, new ArrayList<>());
      }
    }
    for (int i = 0; i < records; i++) {
      String topic = TABLES.get(random.nextInt(3));
      add(makers, topic, 1L + random.nextInt(KEYS), random.nextInt(60) == 0 ? TOO_LONG : "x");
    }
    for (long id = 1; id <= KEYS; id++) {
      add(makers, "p", id, "last");
    }
  }

  private void add(Map<TopicPartition, Records> makers, String topic, long id, String note) {
    Map<String, Object> value = new HashMap<>(Map.of("note", note));
    if (!topic.equals("j")) {
      value.put("id", id);
    }
    if (topic.equals("c")) {
      value.put("parent", 1L + random.nextInt(KEYS));
    }
    boolean delete = topic.equals("c") && random.nextInt(6) == 0;
    Map<String, Object> key = topic.equals("j") ? null : Map.of("id", id);
    TopicPartition partition = new TopicPartition(topic, (int) (id % PARTITIONS));
    topics.get(partition).add(makers.get(partition).next(null, key, null, delete ? null : value));
  }

  /** Everything below an offset that was committed is stored, or something later of its row. */
  void durable(TopicPartition partition, long offset, Set<SinkRecord> letters) {
    boolean journal = partition.topic().equals("j");
    Set<Long> entries = new HashSet<>();
    if (journal) {
      database
          .query("SELECT v FROM j WHERE part = " + partition.partition())
          .forEach(row -> entries.add(Long.valueOf(row.get(0))));
    }
    Map<Long, Long> rows = journal ? Map.of() : rows(partition);
    for (SinkRecord record : topics.get(partition).subList(0, (int) offset)) {
      if (record.value() != null && !letters.contains(record)) {
        assertTrue(
            journal ? entries.contains(record.kafkaOffset()) : isIn(rows, record),
            () -> "lost " + place(record) + ", committed " + offset + ", stored " + rows);
      }
    }
  }

  private boolean isIn(Map<Long, Long> rows, SinkRecord record) {
    Long id = id(record);
    Long version = rows.get(id);
    return version == null ? isDeletedAfter(record, id) : version >= record.kafkaOffset();
  }

  private static Long id(SinkRecord record) {
    return (Long) ((Map<?, ?>) record.key()).get("id");
  }

  private Map<Long, Long> rows(TopicPartition partition) {
    Map<Long, Long> rows = new TreeMap<>();
    database
        .query(
            "SELECT id, v FROM " + partition.topic() + " WHERE id % 2 = " + partition.partition())
        .forEach(row -> rows.put(Long.valueOf(row.get(0)), Long.valueOf(row.get(1))));
    return rows;
  }

  private boolean isDeletedAfter(SinkRecord record, long id) {
    return topics.get(new TopicPartition(record.topic(), record.kafkaPartition())).stream()
        .anyMatch(
            later ->
                later.kafkaOffset() > record.kafkaOffset()
                    && later.value() == null
                    && later.key().equals(Map.of("id", id)));
  }

  private static String place(SinkRecord record) {
    return record.topic() + '-' + record.kafkaPartition() + '-' + record.kafkaOffset();
  }

  /** The tables are as if every record had been written alone; only bad ones are dead letters. */
  void compare(Set<SinkRecord> letters) {
    for (TopicPartition partition : topics.keySet()) {
      if (partition.topic().equals("j")) {
        continue;
      }
      Map<Long, Long> expected = new TreeMap<>();
      for (SinkRecord record : topics.get(partition)) {
        Long id = id(record);
        if (record.value() == null) {
          expected.remove(id);
        } else if (!((Map<?, ?>) record.value()).get("note").equals(TOO_LONG)) {
          expected.put(id, record.kafkaOffset());
        }
      }
      assertEquals(expected, rows(partition), () -> partition + " as one by one");
    }
    for (SinkRecord letter : letters) {
      boolean bad = TOO_LONG.equals(((Map<?, ?>) letter.value()).get("note"));
      assertTrue(bad, () -> "a good record is a dead letter: " + place(letter));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.Records;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What is written: changes, into a table that holds some rows already.
 *
 * @param name its name
 * @param shape the table's columns
 * @param before the rows that the table holds
 * @param changes what is written, in this order
 */
record Workload(String name, WorkloadShape shape, List<Object[]> before, List<Change> changes) {

  /**
   * A row to be written, or to be deleted by its key.
   *
   * @param row all values
   * @param delete whether the row of this key goes
   */
  @SuppressWarnings("ArrayRecordComponent") // rows are bound, never compared
  record Change(Object[] row, boolean delete) {}

  private static final long SEED = 42;

  static Workload inserts(int rows) {
    return new Workload("inserts", WorkloadShape.ORDERS, List.of(), orders(ids(rows), 0));
  }

  /** New keys in no order. */
  static Workload randomInserts(int rows) {
    return new Workload(
        "random inserts", WorkloadShape.ORDERS, List.of(), orders(shuffled(ids(rows)), 0));
  }

  /** In every batch half of the keys are new, half of them present. */
  static Workload half(int rows) {
    List<Long> present = new ArrayList<>();
    for (long id : ids(rows)) {
      if (id % 2 == 0) {
        present.add(id);
      }
    }
    return new Workload(
        "half new", WorkloadShape.ORDERS, rows(orders(present, 0)), orders(shuffled(ids(rows)), 1));
  }

  static Workload updates(int rows) {
    return new Workload("updates", WorkloadShape.ORDERS, rows(orders(ids(rows), 0)), updated(rows));
  }

  private static List<Change> updated(int rows) {
    return orders(shuffled(ids(rows)), 1);
  }

  /** Ten changes of each key, in random order, of rows that are there. */
  static Workload hotKeys(int rows) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.addAll(ids(rows / 10));
    }
    List<Change> changes = new ArrayList<>();
    int version = 1;
    for (long id : shuffled(ids)) {
      changes.add(new Change(WorkloadShape.order(id, version++), false));
    }
    return new Workload("hot keys", WorkloadShape.ORDERS, rows(orders(ids(rows / 10), 0)), changes);
  }

  /** A tenth deletes, the rest inserts and updates in equal parts; random keys. */
  static Workload deletes(int rows) {
    Random random = new Random(SEED);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      changes.add(
          new Change(WorkloadShape.order(random.nextInt(rows), 1), random.nextInt(10) == 0));
    }
    List<Long> present = shuffled(ids(rows)).subList(0, rows / 2);
    return new Workload("10 % deletes", WorkloadShape.ORDERS, rows(orders(present, 0)), changes);
  }

  static Workload wide(int rows) {
    WorkloadShape shape = WorkloadShape.wide();
    List<Change> changes = new ArrayList<>();
    for (long id : ids(rows)) {
      Object[] row = new Object[shape.columns().size()];
      row[0] = id;
      for (int i = 1; i < row.length; i++) {
        row[i] =
            switch (i % 3) {
              case 0 -> "text " + id % 1000;
              case 1 -> (int) id + i;
              default -> id / (double) i;
            };
      }
      changes.add(new Change(row, false));
    }
    return new Workload("60 columns", shape, List.of(), changes);
  }

  /** Documents of 8 kB that hardly compress. */
  static Workload documents(int rows) {
    Random random = new Random(SEED);
    List<Change> changes = new ArrayList<>();
    for (long id : ids(rows)) {
      StringBuilder document = new StringBuilder("{\"id\": ").append(id);
      for (int i = 0; document.length() < 8 * 1024; i++) {
        document
            .append(", \"field_")
            .append(i)
            .append("\": \"")
            .append(Long.toHexString(random.nextLong()))
            .append('"');
      }
      changes.add(new Change(new Object[] {id, document.append('}').toString()}, false));
    }
    return new Workload("8 kB jsonb", WorkloadShape.DOCUMENTS, List.of(), changes);
  }

  /** What the table holds already, once more. */
  static Workload replay(int rows) {
    List<Change> changes = orders(ids(rows), 0);
    return new Workload("replay", WorkloadShape.ORDERS, rows(changes), changes);
  }

  static Workload textKeys(int rows) {
    List<Change> changes = new ArrayList<>();
    for (long id : shuffled(ids(rows))) {
      changes.add(new Change(WorkloadShape.textKeyed(id, 0), false));
    }
    return new Workload("text keys", WorkloadShape.TEXT_KEYS, List.of(), changes);
  }

  /** Inserts, every hundredth of which violates a CHECK that only the database knows. */
  static Workload poison(int rows) {
    List<Change> changes = orders(ids(rows), 0);
    for (int i = 50; i < rows; i += 100) {
      changes.get(i).row()[2] = -1;
    }
    return new Workload("1 % poison", WorkloadShape.checked(), List.of(), changes);
  }

  /** Rows of (id, name), of which some are present in a table that holds nothing else. */
  static Workload bulk(String name, int rows, int present) {
    List<Change> changes = new ArrayList<>();
    List<Object[]> before = new ArrayList<>();
    for (long id : shuffled(ids(rows))) {
      changes.add(new Change(new Object[] {id, "new name " + id}, false));
      if (id < present) {
        before.add(new Object[] {id, "name " + id});
      }
    }
    return new Workload(name, WorkloadShape.NAMES, before, changes);
  }

  private static List<Long> ids(int count) {
    List<Long> ids = new ArrayList<>(count);
    for (long id = 0; id < count; id++) {
      ids.add(id);
    }
    return ids;
  }

  private static List<Long> shuffled(List<Long> ids) {
    Collections.shuffle(ids, new Random(SEED));
    return ids;
  }

  private static List<Change> orders(List<Long> ids, int version) {
    List<Change> changes = new ArrayList<>(ids.size());
    for (long id : ids) {
      changes.add(new Change(WorkloadShape.order(id, version), false));
    }
    return changes;
  }

  private static List<Object[]> rows(List<Change> changes) {
    return changes.stream().map(Change::row).toList();
  }

  /** How many rows the table holds when everything is written. */
  long rowsAfter() {
    Set<List<Object>> keys = new HashSet<>();
    before.forEach(row -> keys.add(shape.key(row)));
    for (Change change : changes) {
      if (change.delete) {
        keys.remove(shape.key(change.row));
      } else if (!isRefused(change)) {
        keys.add(shape.key(change.row));
      }
    }
    return keys.size();
  }

  /** Whether the table's CHECK refuses a row. */
  private boolean isRefused(Change change) {
    return shape.columns().size() == 7 && (Integer) change.row[2] < 0;
  }

  /** Whether every key is written once, so that one statement can do it all. */
  boolean hasDistinctKeys() {
    Set<List<Object>> keys = new HashSet<>();
    for (Change change : changes) {
      if (change.delete || !keys.add(shape.key(change.row))) {
        return false;
      }
    }
    return true;
  }

  /** The changes as records of a topic's partition, tombstones for deletes. */
  List<SinkRecord> records(String topic, int partition, int count) {
    Schema keySchema = shape.keySchema();
    Schema rowSchema = shape.rowSchema();
    Records records = new Records(topic, partition);
    List<SinkRecord> list = new ArrayList<>(count);
    for (Change change : changes.subList(0, count)) {
      Struct key = WorkloadShape.struct(keySchema, change.row);
      list.add(
          change.delete
              ? records.tombstone(key)
              : records.struct(key, WorkloadShape.struct(rowSchema, change.row)));
    }
    return list;
  }
}

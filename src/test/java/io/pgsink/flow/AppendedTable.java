// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A table without keys to which exactly-once tasks add a row for every record, so that a record
 * lost or written twice shows.
 */
final class AppendedTable {
  static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("exactly_once");

  private AppendedTable() {}

  /** Makes it anew, and no offset is stored. */
  static void make() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, pgsink_offsets, history CASCADE",
        "CREATE TABLE t (p int, o bigint, id bigint)");
  }

  /** A task in exactly-once mode that appends to the table, with a dead letter queue. */
  static TaskHarness start(String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "delivery.guarantee", "exactly_once",
                "insert.mode", "insert",
                "metadata.columns", "partition:p, offset:o"));
    options.addAll(List.of(more));
    return TaskHarness.startTolerant(DATABASE, options.toArray(String[]::new));
  }

  /** The next record of a partition. */
  static SinkRecord next(Records of) {
    return of.struct(row("id", of.offset()), row("id", of.offset()));
  }

  /** The next records of a partition. */
  static List<SinkRecord> next(Records of, int count) {
    List<SinkRecord> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(next(of));
    }
    return list;
  }

  /** How many rows the table has. */
  static long rows() {
    return DATABASE.count("SELECT count(*) FROM t");
  }

  /** The table holds so many records, and none of them twice. */
  static void assertEachOnce(int expected) {
    assertEquals(expected, rows());
    assertEquals(expected, DATABASE.count("SELECT count(*) FROM (SELECT DISTINCT p, o FROM t) x"));
  }

  /** The stored offset of a partition. */
  static long stored(int partition) {
    return DATABASE.count("SELECT next_offset FROM pgsink_offsets WHERE partition = " + partition);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.batch.RowBatch;
import io.pgsink.link.Change;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import io.pgsink.rig.Records;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bad records among good ones, refused by a real PostgreSQL. */
class BatchSplitterTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("splitter");

  private final Records records = new Records("t", 0);
  private TestTable table;

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id bigint PRIMARY KEY, v text CHECK (v <> 'bad'))");
    table = new TestTable(DATABASE);
  }

  @AfterEach
  void close() {
    table.close();
  }

  private SinkRecord upsert(long id, String value) {
    return records.struct(row("id", id), row("v", value));
  }

  private BatchSplitter split(List<SinkRecord> poll) throws WriteException {
    List<Change> changes = table.changes(poll);
    try (SplitTransaction transaction = table.database().split()) {
      BatchSplitter splitter = new BatchSplitter(transaction, new Wording("test", false));
      RowBatch batch = RowBatch.of(changes);
      splitter.split(batch);
      transaction.commit(batch.table());
      return splitter;
    }
  }

  private static List<Long> offsets(BatchSplitter splitter) {
    return splitter.refusals().stream().map(refusal -> refusal.record().kafkaOffset()).toList();
  }

  @Test
  void oneBadRecordIsFoundInRoundTripsThatGrowWithTheLogarithm() throws WriteException {
    for (int place : new int[] {0, 1, 511, 1023}) {
      List<SinkRecord> poll = new ArrayList<>();
      long first = records.offset();
      for (int i = 0; i < 1024; i++) {
        poll.add(upsert(i, i == place ? "bad" : "v" + place));
      }
      BatchSplitter splitter = split(poll);
      assertEquals(List.of(first + place), offsets(splitter));
      assertEquals(1023, splitter.counts().written());
      assertTrue(splitter.attempts() <= 10, () -> place + ": " + splitter.attempts());
    }
  }

  @Test
  void manyBadRecordsCostTheLogarithmOfTheirDistanceEach() throws WriteException {
    List<SinkRecord> poll = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      poll.add(upsert(i, i % 100 == 37 ? "bad" : "good"));
    }
    BatchSplitter splitter = split(poll);
    assertEquals(20, splitter.refusals().size());
    assertEquals(1980, DATABASE.count("SELECT count(*) FROM t"));
    assertTrue(splitter.attempts() <= 20 * 4, () -> String.valueOf(splitter.attempts()));
  }

  @Test
  void aBatchOfBadRecordsOnlyIsRefusedInOrder() throws WriteException {
    List<SinkRecord> poll = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      poll.add(upsert(i, "bad"));
    }
    BatchSplitter splitter = split(poll);
    assertEquals(poll.stream().map(SinkRecord::kafkaOffset).toList(), offsets(splitter));
    assertTrue(splitter.attempts() <= 60, () -> String.valueOf(splitter.attempts()));
  }

  /** Fold law: the table ends as if every record had been applied alone, in order. */
  @Test
  void whateverIsBadTheRestEndsAsWrittenOneByOne() throws WriteException {
    Random random = new Random(5);
    for (int round = 0; round < 30; round++) {
      DATABASE.execute("TRUNCATE t");
      TreeMap<Long, String> model = new TreeMap<>();
      List<SinkRecord> poll = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        long id = random.nextInt(12);
        int kind = random.nextInt(10);
        if (kind < 2) {
          poll.add(records.tombstone(row("id", id)));
          model.remove(id);
        } else if (kind < 4) {
          poll.add(upsert(id, random.nextBoolean() ? "bad" : "no\0"));
        } else {
          poll.add(upsert(id, "v" + i));
          model.put(id, "v" + i);
        }
      }
      split(poll);
      Map<Long, String> stored = new TreeMap<>();
      DATABASE
          .query("SELECT id, v FROM t")
          .forEach(line -> stored.put(Long.valueOf(line.get(0)), line.get(1)));
      assertEquals(model, stored);
    }
  }

  @Test
  void rowsThatOnlyStandInEachOthersWayAreAllStored() throws WriteException {
    DATABASE.execute("ALTER TABLE t ADD UNIQUE (v)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    BatchSplitter splitter = split(List.of(upsert(1, "tmp"), upsert(2, "a"), upsert(1, "b")));
    assertEquals(List.of(), splitter.refusals());
    assertEquals(
        List.of(List.of("1", "b"), List.of("2", "a")),
        DATABASE.query("SELECT id, v FROM t ORDER BY id"));
  }

  @Test
  void aFailureThatIsNoRecordsFaultEndsTheSplit() throws WriteException {
    List<SinkRecord> poll = List.of(upsert(1, "a"), upsert(2, "b"));
    List<Change> changes = table.changes(poll);
    DATABASE.execute("DROP TABLE t");
    try (SplitTransaction transaction = table.database().split()) {
      BatchSplitter splitter = new BatchSplitter(transaction, new Wording("test", false));
      WriteException failure =
          assertThrows(WriteException.class, () -> splitter.split(RowBatch.of(changes)));
      assertEquals(WriteException.Kind.SCHEMA, failure.kind());
      assertEquals(List.of(), splitter.refusals());
    }
  }
}

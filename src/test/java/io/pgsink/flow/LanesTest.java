// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.batch.RowBatch;
import io.pgsink.link.Change;
import io.pgsink.postgres.WriteException;
import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lanes whose work waits until the test lets it go. */
class LanesTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("lanes");
  private static final Wording DISCREET = new Wording("test", false);
  private static final String BIG = "x".repeat(100_000);

  private static TestTable table;

  private final Records records = new Records("t", 0);
  private final OffsetTracker offsets = new OffsetTracker(2);
  private final Semaphore permits = new Semaphore(0);
  private Lanes lanes;

  @BeforeAll
  static void makeTable() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY, v text)");
    table = new TestTable(DATABASE, "writers", "2", "batch.bytes", "1048576", "batch.size", "1000");
  }

  @AfterAll
  static void closeTable() {
    table.close();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (lanes != null) {
      lanes.stop();
      lanes.join(Duration.ofSeconds(5));
    }
  }

  private final class Gated implements WriterLane.Work {
    @Override
    public void process(LaneBatch batch) throws InterruptedException {
      permits.acquire();
    }

    @Override
    public boolean isRetrying() {
      return false;
    }
  }

  private record Failing(Throwable failure) implements WriterLane.Work {
    @Override
    public void process(LaneBatch batch) {
      LanesTest.<RuntimeException>sneak(failure);
    }

    @Override
    public boolean isRetrying() {
      return false;
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  private void start(WriterLane.Work work) {
    lanes = new Lanes(table.config().write(), "lanes-test", () -> work, DISCREET, new Progress());
  }

  private Change change(String value) throws WriteException {
    long id = records.offset();
    return table.changes(List.of(records.struct(row("id", id), row("v", value)))).get(0);
  }

  private void add(int lane, String value) throws WriteException {
    lanes.add(lane, change(value), offsets.partition("t", 0), System.nanoTime());
  }

  /** Memory stays bounded when one key's lane is stuck and the others would take more. */
  @Test
  void bytesCloseTheDoorThoughALaneIsHungry() throws WriteException {
    start(new Gated());
    int taken = 0;
    while (lanes.haveRoom()) {
      add(0, BIG);
      taken++;
      assertTrue(taken < 1_000, "no end");
    }
    // three batches of 1 MiB for each of two lanes
    assertTrue(taken * 100_000L > 5_500_000, () -> "closed too early");
    assertTrue(taken * 100_000L < 6_600_000, () -> "closed too late");
    permits.release(1_000);
    Await.until("there is room again", lanes::haveRoom);
  }

  @Test
  void fullLanesCloseTheDoorHoweverSmallTheirRows() throws WriteException {
    start(new Gated());
    for (int lane = 0; lane < 2; lane++) {
      for (int batch = 0; batch < 2; batch++) {
        assertTrue(lanes.haveRoom());
        add(lane, "small");
        lanes.sealAll();
      }
    }
    assertFalse(lanes.haveRoom());
    permits.release();
    Await.until("a lane is hungry again", lanes::haveRoom);
  }

  /** An error as serious as that must fail the task, and must not leave it hanging. */
  @Test
  void aLaneThatRunsOutOfMemoryFailsTheTask() throws WriteException {
    start(new Failing(new OutOfMemoryError("SECRET")));
    add(0, "x");
    lanes.sealAll();
    Await.until("the lane has failed", lanes::haveFailed);
    ConnectException failure = assertThrows(ConnectException.class, lanes::check);
    assertTrue(failure.getMessage().contains("OutOfMemoryError"), failure.getMessage());
    assertFalse(failure.getMessage().contains("SECRET"), failure.getMessage());
  }

  @Test
  void changesOfRevokedPartitionsLeaveABatchAndOthersStay() throws WriteException {
    Records others = new Records("t", 1);
    List<SinkRecord> poll = new ArrayList<>();
    for (long id = 0; id < 4; id++) {
      poll.add(records.struct(row("id", id), row("v", "zero")));
      poll.add(others.struct(row("id", 10 + id), row("v", "one")));
    }
    List<OffsetTracker.Span> spans = new ArrayList<>();
    for (SinkRecord record : poll) {
      OffsetTracker.Span opened =
          offsets.partition("t", record.kafkaPartition()).join(0, record.kafkaOffset());
      if (opened != null) {
        spans.add(opened);
      }
    }
    LaneBatch batch = new LaneBatch(RowBatch.of(table.changes(poll)), spans, 0);
    assertSame(batch, batch.withoutRevoked());

    List<LaneBatch> halves = batch.halves();
    assertEquals(List.of(2L, 2L), ends(halves.get(0)));
    assertEquals(List.of(4L, 4L), ends(halves.get(1)));

    offsets.revoke(List.of(new TopicPartition("t", 0)));
    for (LaneBatch each : List.of(batch, halves.get(0), halves.get(1))) {
      LaneBatch left = each.withoutRevoked();
      assertEquals(
          List.of(1), left.spans().stream().map(s -> s.topicPartition().partition()).toList());
      assertEquals(each.rows().changes().size() / 2, left.rows().changes().size());
      assertTrue(left.rows().changes().stream().allMatch(c -> c.record().kafkaPartition() == 1));
    }
    // a partition that comes back is another one
    offsets.partition("t", 0);
    assertEquals(1, batch.withoutRevoked().spans().size());
  }

  private static List<Long> ends(LaneBatch batch) {
    return batch.spans().stream().map(OffsetTracker.Span::next).toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.flow.AppendedTable.DATABASE;
import static io.pgsink.flow.AppendedTable.assertEachOnce;
import static io.pgsink.flow.AppendedTable.next;
import static io.pgsink.flow.AppendedTable.rows;
import static io.pgsink.flow.AppendedTable.start;
import static io.pgsink.flow.AppendedTable.stored;
import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bad records under exactly-once delivery: offsets go past them when their letters are safe. */
class ExactlyOnceDeadLettersTest {
  private static final TopicPartition T0 = new TopicPartition("t", 0);
  private static final TopicPartition T1 = new TopicPartition("t", 1);

  private final Records records = new Records("t", 0);
  private final Records others = new Records("t", 1);

  @BeforeEach
  void makeTable() {
    AppendedTable.make();
  }

  @Test
  void badRecordsGoWithTheOffsetOfTheGoodOnes() {
    DATABASE.execute("ALTER TABLE t ADD CHECK (id % 10 <> 7)");
    try (TaskHarness task = start("linger.ms", "60000")) {
      task.open(T0);
      task.put(next(records, 50));
      task.flush();
      assertEquals(5, task.errant().size());
    }
    assertEachOnce(45);
    assertEquals(50, stored(0));
  }

  /**
   * F52, J5: once the offset behind a refused record is stored, nobody reads it again. So it must
   * not be stored while its dead letter may still be lost.
   */
  @Test
  void noOffsetIsStoredBehindADeadLetterThatWasLost() {
    try (TaskHarness task = start("linger.ms", "0")) {
      task.open(T0);
      task.answerLettersWith(CompletableFuture.failedFuture(new KafkaException("no broker")));
      task.put(unreadable(records), next(records));
      task.preCommit();
      assertEquals(0, rows());
      ConnectException failure = assertThrows(ConnectException.class, task::flush);
      assertTrue(failure.getMessage().contains("record t-0-0"), failure.getMessage());
    }
    try (TaskHarness task = start()) {
      task.open(T0);
      assertEquals(Optional.empty(), task.movedTo(T0));
    }
  }

  @Test
  void rowsBehindADeadLetterAreStoredWhenItIsAcknowledged() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    try (TaskHarness task = start("linger.ms", "0")) {
      task.open(T0, T1);
      task.answerLettersWith(answer);
      task.put(unreadable(records), next(records));
      answer.complete(null);
      task.put(next(others));
      task.flush();
    }
    assertEquals(2, rows());
    assertEquals(2, stored(0));
  }

  /** A record that is refused before it comes near a lane. */
  private static SinkRecord unreadable(Records of) {
    return of.struct(row("id", 0L), row("id", 0L, "unknown", "x"));
  }

  @Test
  void aBatchOfNothingButUnencodableRecordsMovesTheOffset() {
    DATABASE.execute("ALTER TABLE t ADD name text");
    try (TaskHarness task = start()) {
      task.open(T0);
      task.write(
          records.struct(row("id", 1L), row("id", 1L, "name", "a\0")),
          records.struct(row("id", 2L), row("id", 2L, "name", "b\0")));
      assertEquals(2, task.errant().size());
    }
    assertEquals(2, stored(0));
  }
}

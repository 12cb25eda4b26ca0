// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.link.Refusal;
import io.pgsink.rig.CapturedLog;
import io.pgsink.table.TableId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class DeadLetterLogTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final DeadLetterLog log = new DeadLetterLog(new Wording("orders", false));

  private static Refusal refusal(long offset, String reason) {
    SinkRecord record = new SinkRecord("t", 0, null, "SECRET", null, "SECRET", offset);
    return new Refusal(record, Optional.of(new TableId("shop", "orders")), reason);
  }

  @Test
  void oneLineAMinuteForEachReason() {
    try (CapturedLog captured = new CapturedLog()) {
      for (int i = 0; i < 600; i++) {
        log.add(refusal(i, "too long"), i * SECOND / 10);
      }
      log.add(refusal(600, "too large"), 59 * SECOND);
      log.add(refusal(601, "too long"), 61 * SECOND);
      List<String> lines = captured.lines("dead letter");
      assertEquals(3, lines.size(), lines::toString);
      assertTrue(
          lines
              .get(0)
              .endsWith(
                  "Table shop.orders of connector orders: too long (record t-0-0 became a dead"
                      + " letter)"),
          lines::toString);
      assertTrue(lines.get(1).contains("too large"), lines::toString);
      assertTrue(lines.get(2).contains("t-0-601 and 599 before it"), lines::toString);
      assertEquals(List.of(), captured.lines("SECRET"));
    }
  }

  /** Reasons name fields, which producers choose. */
  @Test
  void howeverManyReasonsThereAreTheLogStaysShort() {
    try (CapturedLog captured = new CapturedLog()) {
      for (int i = 0; i < 10_000; i++) {
        log.add(refusal(i, "field \"f" + i + "\" has no column"), i * SECOND / 1_000);
      }
      assertEquals(51, captured.lines("dead letter").size());
      for (int i = 0; i < 100; i++) {
        log.add(refusal(i, "field \"g" + i + "\" has no column"), 3_600 * SECOND + i);
      }
      int lines = captured.lines("dead letter").size();
      assertTrue(lines <= 51 + 52, () -> lines + " lines");
    }
  }
}

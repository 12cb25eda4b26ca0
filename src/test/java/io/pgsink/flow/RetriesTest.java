// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.WriteException;
import io.pgsink.rig.CapturedLog;
import io.pgsink.table.TableId;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Wording DISCREET = new Wording("test", false);

  /** A worker that is older than 4.1. */
  private static final SinkTaskContext OLD_WORKER =
      (SinkTaskContext)
          Proxy.newProxyInstance(
              SinkTaskContext.class.getClassLoader(),
              new Class<?>[] {SinkTaskContext.class},
              (context, method, arguments) -> {
                throw new NoSuchMethodError(method.getName());
              });

  private final SinkMetrics metrics = new SinkMetrics("retries", 0, OLD_WORKER);

  @AfterEach
  void close() {
    metrics.close();
  }

  private static WriteException failure(String sqlState) {
    return WriteException.of(new SQLException("the value SECRET", sqlState));
  }

  private Retries retries(int limit) {
    return new Retries(
        new RetryPolicy(Duration.ofSeconds(4), Duration.ofSeconds(30), limit), DISCREET, metrics);
  }

  @Test
  void tasksThatLoseTheDatabaseTogetherComeBackApart() {
    Set<Duration> waits = new HashSet<>();
    for (int task = 0; task < 50; task++) {
      Duration wait = retries(-1).next(failure("08006"), "t");
      assertTrue(wait.toMillis() >= 2_000 && wait.toMillis() <= 4_000, wait::toString);
      waits.add(wait);
    }
    assertTrue(waits.size() > 25, waits::toString);
  }

  @Test
  void aLineNamesConnectorTableStateAndAttemptOnce() {
    TableId table = new TableId("shop", "orders");
    WriteException failure =
        WriteException.of(new SQLException("the value SECRET", "40P01"), table);
    try (CapturedLog log = new CapturedLog()) {
      retries(-1).next(failure, DISCREET.place(table));
      String line = log.lines("attempt 2").get(0);
      for (String part : List.of("shop.orders", "40P01", "onnector test", "since")) {
        assertEquals(2, line.split(part, -1).length, part + " in " + line);
      }
      assertFalse(line.contains("SECRET"), line);
    }
  }

  @Test
  void theLimitCountsConsecutiveRetriesOnly() {
    Retries retries = retries(2);
    retries.next(failure("40001"), "t");
    retries.next(failure("40001"), "t");
    retries.healed();
    retries.next(failure("40001"), "t");
    retries.next(failure("40001"), "t");
    ConnectException end =
        assertThrows(ConnectException.class, () -> retries.next(failure("40001"), "t"));
    assertTrue(end.getMessage().contains("gave up after 2 retries"), end.getMessage());
    assertFalse(end.getMessage().contains("SECRET"), end.getMessage());
  }

  @Test
  void outagesAreRetriedForEverAndWhatMayNeverHealIsNot() {
    Retries outage = retries(-1);
    for (int i = 0; i < 1_000; i++) {
      outage.next(failure("57P03"), "t");
    }
    for (String doubtful : new String[] {"XX000", "ZZ999", "42704"}) {
      Retries retries = retries(-1);
      int count = 0;
      while (count < 100) {
        try {
          retries.next(failure(doubtful), "t");
        } catch (ConnectException end) {
          break;
        }
        count++;
      }
      assertEquals(5, count, doubtful);
    }
  }

  /** The server is back, and starts with an internal error or a connection that is gone already. */
  @Test
  void aDoubtfulErrorAtTheEndOfAnOutageIsTriedAgain() {
    Retries retries = retries(-1);
    for (int outage = 0; outage < 3; outage++) {
      for (int i = 0; i < 20; i++) {
        retries.next(failure("57P03"), "t");
      }
      for (int i = 0; i < 5; i++) {
        retries.next(failure("XX000"), "t");
      }
    }
    assertThrows(ConnectException.class, () -> retries.next(failure("XX000"), "t"));
  }

  @Test
  void theServersWordsAreToldOnlyToThoseWhoAsk() {
    assertFalse(DISCREET.of(failure("22P02")).contains("SECRET"));
    assertTrue(new Wording("test", true).of(failure("22P02")).contains("SECRET"));
  }
}

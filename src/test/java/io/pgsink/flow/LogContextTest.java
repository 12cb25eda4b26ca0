// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.batch.RowBatch;
import io.pgsink.rig.Records;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** What Connect writes in front of a task's lines stands in front of its lanes' lines too. */
class LogContextTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("log_context");

  private static TestTable table;

  private MDCAdapter before;

  @BeforeAll
  static void makeTable() {
    DATABASE.execute("CREATE TABLE t (id bigint PRIMARY KEY)");
    table = new TestTable(DATABASE);
  }

  @AfterAll
  static void closeTable() {
    table.close();
  }

  /** As in a worker with Log4j: what a thread has, threads that it starts don't inherit. */
  private static final class OwnToEachThread implements MDCAdapter {
    private final ThreadLocal<Map<String, String>> values = ThreadLocal.withInitial(HashMap::new);

    @Override
    public void put(String key, String value) {
      values.get().put(key, value);
    }

    @Override
    public String get(String key) {
      return values.get().get(key);
    }

    @Override
    public void remove(String key) {
      values.get().remove(key);
    }

    @Override
    public void clear() {
      values.get().clear();
    }

    @Override
    public Map<String, String> getCopyOfContextMap() {
      return new HashMap<>(values.get());
    }

    @Override
    public void setContextMap(Map<String, String> context) {
      values.set(new HashMap<>(context));
    }
  }

  private static Field adapter() throws ReflectiveOperationException {
    Field field = MDC.class.getDeclaredField("mdcAdapter");
    field.setAccessible(true);
    return field;
  }

  @BeforeEach
  void bindOne() throws ReflectiveOperationException {
    before = (MDCAdapter) adapter().get(null);
    adapter().set(null, new OwnToEachThread());
    MDC.put("connector.context", "[orders|task-0] ");
  }

  @AfterEach
  void bindTheOneBefore() throws ReflectiveOperationException {
    adapter().set(null, before);
  }

  @Test
  void lanesLogInTheContextOfTheirTask() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    WriterLane.Work work =
        new WriterLane.Work() {
          @Override
          public void process(LaneBatch batch) {
            seen.complete(MDC.get("connector.context"));
          }

          @Override
          public boolean isRetrying() {
            return false;
          }
        };
    WriterLane lane = new WriterLane("lane", work, new Wording("orders", false), () -> {});
    SinkRecord record = new Records("t", 0).struct(row("id", 1L), row("id", 1L));
    lane.submit(new LaneBatch(RowBatch.of(table.changes(List.of(record))), List.of(), 0));
    assertEquals("[orders|task-0] ", seen.get(10, TimeUnit.SECONDS));
    lane.stop();
  }
}

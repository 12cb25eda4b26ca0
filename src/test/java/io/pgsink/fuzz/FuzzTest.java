// SPDX-License-Identifier: Apache-2.0
package io.pgsink.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * A record can only harm itself, whatever it holds: among records that want the task to fail, all
 * good ones must be stored, each poll in bounded time, the heap must not grow and the task must
 * live. {@code -Dfuzz.records=1000000} runs longer, {@code -Dfuzz.seed=…} elsewhere. What it ever
 * found is kept in {@code fuzz/documents.jsonl} and tried first.
 */
class FuzzTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("fuzz");
  private static final long RECORDS = Long.getLong("fuzz.records", 3_000);
  private static final long SEED = Long.getLong("fuzz.seed", 18);
  private static final String GOOD = "the good one";
  private static final int POLL = 100;
  private static final int POLLS = 5;

  /** A second for a record, and another one for all the others of its poll; processor time. */
  private static final long LIMIT_MILLIS = 2_000;

  /** The whole poll, with what the server and the lanes do, on a machine that does other things. */
  private static final long WALL_LIMIT_MILLIS = 20_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final long MOST_GROWTH = 256L << 20;

  private final Map<String, Integer> unexpected = new TreeMap<>();
  private long slowest;

  @Test
  void aRecordHarmsOnlyItself() {
    long heap = heap();
    long rounds = Math.max(1, RECORDS / (POLL * POLLS));
    for (long round = 0; round < rounds; round++) {
      Scenario scenario = Scenario.ALL.get((int) (round % Scenario.ALL.size()));
      round(scenario, new HostileRecords(new Random(SEED * 1_000_003 + round)), "round " + round);
    }
    long growth = heap() - heap;
    System.out.printf(
        "fuzzed %d records, the task thread was busy for at most %d ms in a poll, heap grew by %d"
            + " MB, unexpected: %s%n",
        rounds * POLL * POLLS, slowest, growth >> 20, unexpected);
    assertTrue(growth < MOST_GROWTH, () -> "the heap grew by " + growth);
    assertEquals(Map.of(), unexpected, "refused, but nobody foresaw why");
  }

  @Test
  void whatWasFoundStaysMended() throws IOException {
    List<Object> documents = documents();
    for (Scenario scenario : Scenario.ALL) {
      DATABASE.execute(scenario.ddl());
      List<SinkRecord> records = new ArrayList<>();
      for (Object document : documents) {
        long offset = records.size();
        SinkRecord record = new SinkRecord("t", 0, null, "k" + offset, null, document, offset);
        record.headers().addString("table", "t");
        records.add(record);
      }
      try (TaskHarness task = start(scenario)) {
        poll(task, records, scenario.name());
      }
    }
    assertEquals(Map.of(), unexpected, "refused, but nobody foresaw why");
  }

  private static List<Object> documents() throws IOException {
    List<Object> documents = new ArrayList<>();
    try (InputStream file = FuzzTest.class.getResourceAsStream("/fuzz/documents.jsonl")) {
      for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isBlank()) {
          documents.add(new ObjectMapper().readValue(line, Map.class));
        }
      }
    }
    return documents;
  }

  private static TaskHarness start(Scenario scenario) {
    List<String> options = new ArrayList<>(List.of("topics", "t,good"));
    for (int i = 0; i < scenario.options().size(); i += 2) {
      String option = scenario.options().get(i);
      options.add(option.equals("writers") ? option : "topic.t." + option);
      options.add(scenario.options().get(i + 1));
    }
    return TaskHarness.startTolerant(DATABASE, options.toArray(String[]::new));
  }

  private void round(Scenario scenario, HostileRecords hostile, String where) {
    DATABASE.execute(scenario.ddl());
    long offset = 0;
    int good = 0;
    try (TaskHarness task = start(scenario)) {
      for (int poll = 0; poll < POLLS; poll++) {
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < POLL; i++) {
          records.add(hostile.next(offset++));
          if (i % 10 == 5) {
            records.add(good(good++));
            if (scenario.hasSentinelsInTable()) {
              records.add(inTable(scenario, good, offset++));
            }
          }
        }
        poll(task, records, scenario.name() + ", " + where + ", poll " + poll);
      }
      task.messages().forEach(this::note);
    }
    assertEquals(good, DATABASE.count("SELECT count(*) FROM good"), where);
    if (scenario.hasSentinelsInTable()) {
      assertEquals(
          good, DATABASE.count("SELECT count(*) FROM t WHERE c_8 = '" + GOOD + "'"), where);
    }
  }

  private void poll(TaskHarness task, List<SinkRecord> records, String where) {
    long start = System.nanoTime();
    long busy = THREADS.getCurrentThreadCpuTime();
    int errant = task.errant().size();
    try {
      task.put(records);
      task.flush();
    } catch (RuntimeException | Error died) {
      throw new AssertionError("the task died in " + where, died);
    }
    for (int i = errant; i < task.errant().size(); i++) {
      if (isGood(task.errant().get(i))) {
        fail(where + ": a good record was refused: " + task.messages().get(i));
      }
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    long used = (THREADS.getCurrentThreadCpuTime() - busy) / 1_000_000;
    slowest = Math.max(slowest, used);
    assertTrue(used < LIMIT_MILLIS, () -> where + " used " + used + " ms of the processor");
    assertTrue(millis < WALL_LIMIT_MILLIS, () -> where + " took " + millis + " ms");
  }

  private void note(String message) {
    int at = message.indexOf("it can't be");
    if (message.contains("please report this")) {
      unexpected.merge(message.substring(Math.max(0, at)), 1, Integer::sum);
    }
  }

  private static boolean isGood(SinkRecord record) {
    Header header = record.headers().lastWithName("h");
    return record.topic().equals("good") || (header != null && GOOD.equals(header.value()));
  }

  private static SinkRecord good(int number) {
    return new SinkRecord("good", 0, null, null, null, Map.of("id", number, "v", "good"), number);
  }

  private static SinkRecord inTable(Scenario scenario, int number, long offset) {
    String key = scenario.sentinel().formatted(1_000_000_000_000L + number);
    Map<String, Object> row = Map.of("k", key, "c_8", GOOD, "c_3", 1, "x", "t");
    Object value = scenario.name().equals("document") ? Map.of("good", 1) : row;
    SinkRecord record = new SinkRecord("t", 0, Schema.STRING_SCHEMA, key, null, value, offset);
    record.headers().addString("table", "t");
    record.headers().addString("h", GOOD);
    return record;
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

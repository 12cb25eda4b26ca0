// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestProducer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Sends changes of random keys without pause until stopped, and remembers what the table must hold
 * in the end: per key the number of its last change, unless that was a tombstone.
 */
final class Traffic implements AutoCloseable {
  private static final int KEYS = 2000;
  private static final int BURST = 200;

  private final Map<Integer, Long> expected = new TreeMap<>();
  private final TestKafka kafka;
  private final String topic;
  private final Thread thread = new Thread(this::run, "traffic");
  private volatile long sent;
  private volatile boolean stopped;
  private volatile Throwable failure;

  private Traffic(TestKafka kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  static Traffic start(TestKafka kafka, String topic) {
    Traffic traffic = new Traffic(kafka, topic);
    traffic.thread.start();
    return traffic;
  }

  /** The table that the traffic of a topic goes to, and the options that go with it. */
  static void createTable(TestDatabase database, String topic) {
    database.execute(
        "CREATE TABLE \"%s\" (id int PRIMARY KEY, seq bigint, filler text)".formatted(topic));
  }

  private void run() {
    Random random = new Random(4711);
    String filler = "x".repeat(100);
    try (TestProducer producer = new TestProducer(kafka)) {
      long seq = 0;
      while (!stopped) {
        for (int i = 0; i < BURST; i++) {
          int id = random.nextInt(KEYS);
          seq++;
          if (random.nextInt(10) == 0) {
            producer.sendJson(topic, Integer.toString(id), null);
            expected.remove(id);
          } else {
            producer.sendJson(
                topic,
                Integer.toString(id),
                "{\"id\":%d,\"seq\":%d,\"filler\":\"%s\"}".formatted(id, seq, filler));
            expected.put(id, seq);
          }
        }
        producer.flush();
        sent = seq;
      }
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  /** Waits until so many more records were sent. */
  void awaitMore(long records) {
    long goal = sent + records;
    Await.until("traffic flows", () -> sent >= goal || failure != null);
  }

  /** Ends the traffic; everything that was sent is in the topic. */
  void stop() {
    stopped = true;
    Await.until("traffic ends", () -> !thread.isAlive());
    if (failure != null) {
      throw new AssertionError("traffic failed", failure);
    }
  }

  /** Asserts that the table holds the last change of every key, and nothing else. */
  void assertStored(TestDatabase database) {
    List<List<String>> rows = new ArrayList<>();
    expected.forEach((id, seq) -> rows.add(List.of(id.toString(), seq.toString())));
    assertEquals(rows, database.query("SELECT id, seq FROM \"%s\" ORDER BY id".formatted(topic)));
  }

  @Override
  public void close() {
    stopped = true;
  }
}

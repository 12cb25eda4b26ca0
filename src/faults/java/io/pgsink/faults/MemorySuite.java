// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What must fit into a small heap, with a worker that ends when it doesn't. Part of {@code mvn
 * verify -Pfaults}; alone with {@code -Dit.test=MemorySuite}.
 */
@ExtendWith(FailureLogs.class)
final class MemorySuite {
  private static final int OUTAGE_SECONDS = Integer.getInteger("pgsink.faults.outage", 60);

  private static TestKafka kafka;
  private static TestPostgres postgres;

  @BeforeAll
  static void start() {
    kafka = TestKafka.start();
    postgres = TestPostgres.start();
  }

  @AfterAll
  static void stop() {
    postgres.close();
    kafka.close();
  }

  /** The backlog, which is larger than the heap, comes while the database is away. */
  @Test
  void aThousandPartitionsOfTwoHundredTopicsFitInto512MegabytesF60() throws Exception {
    TestDatabase database = postgres.createDatabase("many");
    int records = 300;
    int bytes = 10_000;
    List<String> topics = new ArrayList<>();
    List<NewTopic> fresh = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String topic = "many_" + i;
      topics.add(topic);
      fresh.add(new NewTopic(topic, 5, (short) 1));
      database.execute("CREATE TABLE " + topic + " (key text PRIMARY KEY, v text)");
    }
    kafka.admin().createTopics(fresh).all().get();
    Map<String, String> options = Map.of("topics.regex", "many_.*");
    try (SmallWorker worker = SmallWorker.start(kafka, "512m", database, "many", options)) {
      postgres.stop();
      try (TestProducer producer = new TestProducer(kafka)) {
        String value = "{\"v\":\"" + "x".repeat(bytes) + "\"}";
        for (int i = 0; i < records; i++) {
          for (String topic : topics) {
            producer.sendJson(topic, "k" + i, value);
          }
        }
      }
      postgres.startAgain();
      long start = System.nanoTime();
      topics.forEach(worker::awaitCommitted);
      for (String topic : topics) {
        assertEquals(records, database.count("SELECT count(*) FROM " + topic), topic);
      }
      worker.checkMemory();
      System.out.printf(
          "F60: 1000 partitions, %d MB drained in %d s, live heap %d MB of 512%n",
          200L * records * bytes / 1_000_000, secondsSince(start), worker.liveHeap());
    }
  }

  /** The topic goes on to fill, with a multiple of the heap; what is held must not grow. */
  @Test
  void anOutageOfAMinuteUnderFullInputFitsInto256MegabytesF04() throws Exception {
    TestDatabase database = postgres.createDatabase("outage");
    String topic = kafka.createTopic("outage", 4);
    database.execute("CREATE TABLE outage (id bigint PRIMARY KEY, v text)");
    Map<String, String> options =
        Map.of("topics", topic, "tasks.max", "2", "table.name.format", "outage");
    try (SmallWorker worker = SmallWorker.start(kafka, "256m", database, "outage", options);
        Flood flood = new Flood(topic)) {
      Await.until("rows arrive", () -> database.count("SELECT count(*) FROM outage") > 20_000);
      long before = worker.liveHeap();
      postgres.stop();
      List<Long> during = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        pause(Duration.ofSeconds(OUTAGE_SECONDS).dividedBy(4));
        during.add(worker.liveHeap());
      }
      postgres.startAgain();
      long start = System.nanoTime();
      long sent = flood.end();
      worker.awaitCommitted(topic);
      assertEquals(sent, database.count("SELECT count(*) FROM outage"));
      worker.checkMemory();
      System.out.printf(
          "outage of %d s: %d MB sent, drained in %d s; live heap %d MB before, %s during, %d"
              + " after%n",
          OUTAGE_SECONDS,
          sent * Flood.BYTES / 1_000_000,
          secondsSince(start),
          before,
          during,
          worker.liveHeap());
      assertTrue(during.get(3) < during.get(0) + 20, () -> "the heap grows: " + during);
    }
  }

  /** One of them is bad, and becomes a dead letter as large. */
  @Test
  void recordsOf10MegabytesAreStoredB022() throws Exception {
    TestDatabase database = postgres.createDatabase("ten");
    String letters = kafka.createTopic("ten-letters", 1);
    Map<String, String> options =
        Map.of(
            "errors.tolerance", "all",
            "errors.deadletterqueue.topic.name", letters,
            "errors.deadletterqueue.topic.replication.factor", "1",
            "producer.override.max.request.size", "33554432");
    assertEquals(12, stored("512m", database, 10_000_000, 12, options));
    assertEquals(1, kafka.records(letters));
  }

  /** As a text, because Connect's JSON converter reads none of more than 20 MB. */
  @Test
  void recordsOf64MegabytesAreStoredB023() throws Exception {
    Map<String, String> options =
        Map.of(
            "value.converter", "org.apache.kafka.connect.storage.StringConverter",
            "value.column", "v");
    TestDatabase database = postgres.createDatabase("sixty_four");
    assertEquals(4, stored("1g", database, 64_000_000, 4, options));
  }

  /** Sends large records, and where they are JSON a bad one; returns how many are stored whole. */
  private static long stored(
      String heap, TestDatabase database, int bytes, int count, Map<String, String> more)
      throws Exception {
    String name = database.name();
    String topic = name + "_records";
    kafka.createTopicNamed(topic, 1, Map.of("max.message.bytes", "100000000"));
    database.execute("CREATE TABLE large (key text PRIMARY KEY, n int, v text)");
    Map<String, String> options = new HashMap<>(more);
    options.put("topics", topic);
    options.put("table.name.format", "large");
    try (SmallWorker worker = SmallWorker.start(kafka, heap, database, name, options)) {
      Map<String, String> large =
          Map.of("max.request.size", "100000000", "buffer.memory", "150000000");
      try (KafkaProducer<byte[], byte[]> producer = kafka.producer(large)) {
        String text = "x".repeat(bytes);
        boolean whole = more.containsKey("value.column");
        for (int i = 0; i < count; i++) {
          send(producer, topic, "k" + i, whole ? text : "{\"n\":1,\"v\":\"" + text + "\"}");
        }
        if (!whole) {
          send(producer, topic, "bad", "{\"n\":\"no number\",\"v\":\"" + text + "\"}");
        }
      }
      worker.awaitCommitted(topic);
      worker.checkMemory();
      System.out.printf("%s: live heap %d MB of %s%n", name, worker.liveHeap(), heap);
    }
    return database.count("SELECT count(*) FROM large WHERE length(v) = " + bytes);
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, String key, String value)
      throws ExecutionException, InterruptedException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), bytes)).get();
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until("time passes", time.plusSeconds(30), () -> System.nanoTime() > end);
  }

  private static long secondsSince(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }

  /** Sends 8 MB a second from a thread of its own. */
  private static final class Flood implements AutoCloseable {
    static final int BYTES = 1_000;
    private static final int PER_TICK = 160;
    private static final long TICK_MILLIS = 20;

    private final String topic;
    private final String filler = "x".repeat(BYTES);
    private final TestProducer producer = new TestProducer(kafka);
    private final AtomicInteger sent = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    @SuppressWarnings("FutureReturnValueIgnored") // the producer keeps its failure
    Flood(String topic) {
      this.topic = topic;
      clock.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
      for (int i = 0; i < PER_TICK; i++) {
        int id = sent.get();
        producer.sendJson(topic, String.valueOf(id), "{\"v\":\"" + filler + "\"}");
        sent.incrementAndGet();
      }
    }

    /** Ends it, and says how many records are in the topic. */
    int end() throws InterruptedException {
      clock.shutdown();
      assertTrue(clock.awaitTermination(60, TimeUnit.SECONDS), "the flood does not end");
      producer.flush();
      return sent.get();
    }

    @Override
    public void close() {
      clock.shutdownNow();
      producer.close();
    }
  }
}

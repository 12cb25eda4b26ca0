// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sends records at a steady rate and notes when each of them is seen at the other end. */
final class SteadyStream {
  private static final int PER_SECOND = 1000;
  private static final int WARM_UP = 3 * PER_SECOND;
  private static final int RECORDS = WARM_UP + 10 * PER_SECOND;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final Duration START_PAUSE = Duration.ofMillis(50);
  private static final String TABLE = "bench_latency";
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final BenchCluster stage;
  private final TopicSetup scenario = TopicSetup.all().get(0);
  private final String topic;
  private final AtomicLongArray sent = new AtomicLongArray(RECORDS);
  private final long[] seen = new long[RECORDS];

  SteadyStream(BenchCluster stage) {
    this.stage = stage;
    this.topic = stage.kafka().createTopic("latency", 1);
  }

  /** From {@code send} until a poll of a plain consumer returns the record. */
  List<Duration> throughConsumer() throws Exception {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", stage.kafka().bootstrap(),
            "key.deserializer", ByteArrayDeserializer.class,
            "value.deserializer", ByteArrayDeserializer.class);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Thread producer = produce();
      int[] next = {0};
      Await.until(
          "everything is consumed",
          Duration.ZERO,
          PATIENCE,
          () -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(START_PAUSE)) {
              seen[next[0]] = System.nanoTime();
              assert record.offset() == next[0];
              next[0]++;
            }
            return next[0] == RECORDS;
          });
      producer.join();
    }
    return latencies();
  }

  /** From {@code send} until another session sees the row. */
  List<Duration> through(MeasuredSink contender) throws Exception {
    TestDatabase database = stage.database();
    database.execute("DROP TABLE IF EXISTS " + TABLE, scenario.shape().createTable(TABLE));
    stage.settle();
    String connector = contender.connector("latency-" + RUNS.incrementAndGet());
    stage
        .worker()
        .rest()
        .put(connector, contender.config(scenario, List.of(topic), TABLE, database));
    stage.worker().rest().awaitRunning(connector, 1);
    Thread producer = produce();
    watch(database);
    producer.join();
    stage.worker().rest().delete(connector);
    return latencies();
  }

  /** Records have the keys 0, 1, 2 …, so the rows that are new are those of greater keys. */
  private void watch(TestDatabase database) throws Exception {
    try (Connection session = database.connect();
        PreparedStatement newRows =
            session.prepareStatement("SELECT id FROM " + TABLE + " WHERE id >= ? ORDER BY id")) {
      int[] next = {0};
      Await.until(
          "everything is visible",
          PAUSE,
          PATIENCE,
          () -> {
            next[0] = look(newRows, next[0]);
            return next[0] == RECORDS;
          });
    }
  }

  private int look(PreparedStatement newRows, int from) throws SQLException {
    int next = from;
    newRows.setLong(1, from);
    try (ResultSet rows = newRows.executeQuery()) {
      long now = System.nanoTime();
      while (rows.next()) {
        if (rows.getLong(1) != next) {
          throw new AssertionError("row " + next + " is not there, but a later one is");
        }
        seen[next] = now;
        next++;
      }
    }
    return next;
  }

  private Thread produce() {
    Thread thread = new Thread(this::send, "steady-stream");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a record that isn't sent is never seen
  private void send() {
    RecordEncoder encoder = new RecordEncoder(scenario);
    try (KafkaProducer<byte[], byte[]> producer =
        stage.kafka().producer(Map.of("linger.ms", "0"))) {
      long start = System.nanoTime();
      for (int n = 0; n < RECORDS; n++) {
        long due = start + n * (1_000_000_000L / PER_SECOND);
        byte[] key = encoder.key(topic, n);
        byte[] value = encoder.value(topic, scenario.shape().value(n, n + 1L));
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        sent.set(n, System.nanoTime());
        producer.send(new ProducerRecord<>(topic, 0, key, value));
      }
    }
  }

  private List<Duration> latencies() {
    List<Duration> latencies = new ArrayList<>();
    for (int n = WARM_UP; n < RECORDS; n++) {
      latencies.add(Duration.ofNanos(seen[n] - sent.get(n)));
    }
    return latencies;
  }
}

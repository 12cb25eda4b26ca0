// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.NumberedChanges.Kind;
import io.pgsink.faults.NumberedChanges.Step;
import io.pgsink.rig.Await;
import io.pgsink.rig.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Sends a workload without a pause from a thread of its own, faults or not. */
final class WorkloadSender implements AutoCloseable {
  /** A value that must turn up nowhere but in records: not in a log, a status or a header. */
  static final String SECRET = "s3cretValue";

  private static final int PER_TICK = 5;
  private static final long TICK_MILLIS = 20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Topics topics;
  private final Payload payload;
  private final NumberedChanges workload;
  private final Model model;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final AtomicInteger untouched = new AtomicInteger();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private volatile int counterPartitions = Topics.PARTITIONS;
  private boolean paused;

  @SuppressWarnings("FutureReturnValueIgnored") // a tick keeps its failure
  WorkloadSender(
      TestKafka kafka, Topics topics, Payload payload, NumberedChanges workload, Model model) {
    this.producer = kafka.producer();
    this.topics = topics;
    this.payload = payload;
    this.workload = workload;
    this.model = model;
    clock.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Lets the load run for so long before anything else happens. */
  void during(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until("time passes", time.plusSeconds(30), () -> System.nanoTime() > end);
  }

  /** Sends the counters' changes to so many partitions from now on. */
  void spread(int partitions) {
    counterPartitions = partitions;
  }

  /** Sends an upsert of every key, and returns when all of them are under way. */
  void touchEveryKey() {
    untouched.set(NumberedChanges.KEYS);
    Await.until("every key is touched", () -> untouched.get() == 0);
  }

  /** Sends nothing until {@link #goOn}; what was sent is in the topics. */
  synchronized void pause() {
    paused = true;
    producer.flush();
  }

  synchronized void goOn() {
    paused = false;
  }

  /** Ends the load, and waits until all of it is in the topics. */
  void stop() {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the load does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    producer.flush();
    if (failure.get() != null) {
      throw new AssertionError("a record was not sent", failure.get());
    }
  }

  private synchronized void tick() {
    try {
      for (int i = 0; i < PER_TICK && !paused; i++) {
        int key = untouched.getAndUpdate(left -> Math.max(0, left - 1)) - 1;
        Step step = key < 0 ? workload.next() : workload.upsert(key);
        send(step);
        model.sent(step);
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
      throw e;
    }
  }

  private void send(Step step) {
    // a bad change that a later one of its key replaces in the same batch is no dead letter
    String stateKey = step.kind().isPoison() ? "bad" + step.number() : step.key();
    Map<String, Object> fields = fields(step);
    String state = step.kind() == Kind.TOMBSTONE ? null : payload.of(fields);
    send(topics.state(), null, step, stateKey, state);
    fields.put("extra", "x");
    send(topics.journal(), null, step, step.key(), payload.of(fields));
    int partition = step.dice() % counterPartitions;
    send(topics.counter(), partition, step, step.key(), payload.of(Map.of("n", 1L)));
  }

  private static Map<String, Object> fields(Step step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("seq", step.kind() == Kind.UNREADABLE ? SECRET : step.number());
    fields.put("note", step.kind() == Kind.REFUSED ? SECRET : "fine");
    return fields;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of failures
  private void send(String topic, Integer partition, Step step, String key, String value) {
    boolean poison = step.kind().isPoison() && !topic.equals(topics.counter());
    Callback callback =
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
            return;
          }
          TopicPartition place = new TopicPartition(topic, metadata.partition());
          if (poison) {
            model.planted(place, metadata.offset());
          } else {
            model.stored(place, metadata.offset());
          }
        };
    producer.send(new ProducerRecord<>(topic, partition, bytes(key), bytes(value)), callback);
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close(Duration.ZERO);
  }
}

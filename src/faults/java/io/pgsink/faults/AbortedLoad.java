// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.TestKafka;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends records to the journal in transactions that it always aborts, so that nobody who reads
 * committed records sees them. Their numbers are negative.
 */
final class AbortedLoad implements AutoCloseable {
  private static final int PER_TRANSACTION = 4;

  private final TestKafka kafka;
  private final String topic;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private KafkaProducer<String, String> producer;
  private long number;

  @SuppressWarnings("FutureReturnValueIgnored") // a transaction that fails is aborted as well
  AbortedLoad(TestKafka kafka, Topics topics) {
    this.kafka = kafka;
    this.topic = topics.journal();
    clock.scheduleWithFixedDelay(this::abortOne, 300, 300, TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // flush waits for them
  private void abortOne() {
    try {
      if (producer == null) {
        producer = transactional();
        producer.initTransactions();
      }
      producer.beginTransaction();
      for (int i = 0; i < PER_TRANSACTION; i++) {
        String value = "{\"seq\":%d,\"note\":\"aborted\"}".formatted(--number);
        producer.send(new ProducerRecord<>(topic, "k" + -number, value));
      }
      producer.flush();
      producer.abortTransaction();
    } catch (KafkaException broken) {
      // the broker is away, or the topic; the transaction ends by its timeout
      discard();
    }
  }

  private KafkaProducer<String, String> transactional() {
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrap(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            topic + "-aborted",
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            5_000,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            5_000L,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            5_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            4_000);
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  private void discard() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  /** Ends it, so that no transaction is left open. */
  @Override
  public void close() {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new AssertionError("an aborted transaction does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    discard();
  }
}

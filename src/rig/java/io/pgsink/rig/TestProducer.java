// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.json.JsonConverter;

/** Writes records as the JSON converter reads them, with or without schemas. */
public final class TestProducer implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final JsonConverter keys = new JsonConverter();
  private final JsonConverter values = new JsonConverter();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  public TestProducer(TestKafka kafka) {
    producer = kafka.producer();
    keys.configure(Map.of("schemas.enable", "true"), true);
    values.configure(Map.of("schemas.enable", "true"), false);
  }

  /** Sends key and value with their schemas; a null value is a tombstone. */
  public void send(String topic, Schema keySchema, Object key, Schema valueSchema, Object value) {
    sendBytes(
        topic,
        keys.fromConnectData(topic, keySchema, key),
        value == null ? null : values.fromConnectData(topic, valueSchema, value));
  }

  /** Sends JSON texts as they are; a null value is a tombstone. */
  public void sendJson(String topic, String key, String value) {
    sendBytes(topic, bytes(key), bytes(value));
  }

  /** Sends bytes as they are; a null value is a tombstone. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of failures
  public void sendBytes(String topic, byte[] key, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, key, value),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /** Waits until all that was sent is in the topic. */
  public void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new AssertionError("a record was not sent", failure.get());
    }
  }

  @Override
  public void close() {
    flush();
    producer.close();
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}

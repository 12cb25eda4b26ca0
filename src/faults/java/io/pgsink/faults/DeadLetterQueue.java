// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Model.Source;
import io.pgsink.rig.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a dead letter queue holds.
 *
 * @param sources the records that are there, each once
 * @param leaks headers that show a row value or the password
 */
record DeadLetterQueue(Set<Source> sources, long leaks) {
  private static final String PREFIX = "__connect.errors.";

  static DeadLetterQueue read(TestKafka kafka, String topic) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafka.bootstrap());
    properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
    properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
    Set<Source> sources = new HashSet<>();
    long leaks = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofSeconds(1))) {
          sources.add(source(letter));
          for (Header header : letter.headers()) {
            leaks += isSecret(header) ? 1 : 0;
          }
        }
      }
    }
    return new DeadLetterQueue(sources, leaks);
  }

  private static Source source(ConsumerRecord<byte[], byte[]> letter) {
    return new Source(
        header(letter, "topic"),
        Integer.parseInt(header(letter, "partition")),
        Long.parseLong(header(letter, "offset")));
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return text(letter.headers().lastHeader(PREFIX + name));
  }

  private static boolean isSecret(Header header) {
    String text = text(header);
    return text.contains(WorkloadSender.SECRET) || text.contains(Tables.PASSWORD);
  }

  private static String text(Header header) {
    return header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}

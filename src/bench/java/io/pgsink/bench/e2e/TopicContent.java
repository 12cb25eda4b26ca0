// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.rig.TestKafka;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The content of a topic, and what the table must hold when all of it is there. */
final class TopicContent {
  private static final long ABSENT = -1;

  private final String topic;
  private final long records;
  private final TopicSetup scenario;
  private final long[] seqs;
  private final long[] lastIds;
  private final long[] lastSeqs;

  private TopicContent(String topic, long records, TopicSetup scenario) {
    this.topic = topic;
    this.records = records;
    this.scenario = scenario;
    this.seqs = new long[Math.toIntExact(scenario.changes().ids(records))];
    Arrays.fill(seqs, scenario.changes().startsFull() ? 0 : ABSENT);
    this.lastIds = new long[scenario.partitions()];
    this.lastSeqs = new long[scenario.partitions()];
  }

  /** Creates a topic and fills it. */
  static TopicContent send(TestKafka kafka, TopicSetup scenario, long records) {
    String topic = kafka.createTopic(scenario.name(), scenario.partitions());
    TopicContent load = new TopicContent(topic, records, scenario);
    RecordEncoder encoder = new RecordEncoder(scenario);
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (long n = 0; n < records; n++) {
        load.send(producer, encoder, n, failure);
      }
    }
    if (failure.get() != null) {
      throw new AssertionError("a record was not sent", failure.get());
    }
    return load;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of failures
  private void send(
      KafkaProducer<byte[], byte[]> producer,
      RecordEncoder encoder,
      long n,
      AtomicReference<Exception> failure) {
    long id = scenario.changes().id(n, records);
    long seq = n + 1;
    int partition = (int) (id % scenario.partitions());
    boolean deleted = scenario.changes().deletes(n, records);
    seqs[(int) id] = deleted ? ABSENT : seq;
    lastIds[partition] = id;
    lastSeqs[partition] = seq;
    producer.send(
        new ProducerRecord<>(
            topic,
            partition,
            encoder.key(topic, id),
            deleted ? null : encoder.value(topic, scenario.shape().value(id, seq))),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /** The scenario that it is the content of. */
  TopicSetup scenario() {
    return scenario;
  }

  String topic() {
    return topic;
  }

  long records() {
    return records;
  }

  /** How many partitions' last rows are visible; all of them when the load is in the table. */
  String countLastRows(String table) {
    return IntStream.range(0, lastIds.length)
        .mapToObj(partition -> "(" + lastIds[partition] + "," + lastSeqs[partition] + ")")
        .collect(
            Collectors.joining(
                ",", "SELECT count(*) FROM " + table + " WHERE (id, seq) IN (", ")"));
  }

  long lastRows() {
    return lastIds.length;
  }

  /** How many rows the table must hold. */
  long rows() {
    return Arrays.stream(seqs).filter(seq -> seq != ABSENT).count();
  }

  /** What the table's {@code seq} must add up to. */
  long seqTotal() {
    return Arrays.stream(seqs).filter(seq -> seq != ABSENT).sum();
  }
}

package io.pgsink.faults;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks again and again whether the offsets that the consumer group has committed are ahead of the
 * rows. It reads the offsets first, so that rows that arrive in between can only help.
 */
final class Sampler implements AutoCloseable {
  private final TestKafka kafka;
  private final TestDatabase database;
  private final String group;
  private final String topic;
  private final Model model;
  private final AtomicLong ahead = new AtomicLong();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  @SuppressWarnings("FutureReturnValueIgnored") // a sample keeps what it finds
  Sampler(TestKafka kafka, TestDatabase database, String connector, String topic, Model model) {
    this.kafka = kafka;
    this.database = database;
    this.group = "connect-" + connector;
    this.topic = topic;
    this.model = model;
    clock.scheduleWithFixedDelay(this::sample, 500, 500, TimeUnit.MILLISECONDS);
  }

  /** In how many samples offsets were ahead of the rows. */
  long ahead() {
    return ahead.get();
  }

  private void sample() {
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          kafka.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      Map<Integer, Long> committed = new HashMap<>();
      offsets.forEach(
          (partition, offset) -> {
            if (partition.topic().equals(topic)) {
              committed.put(partition.partition(), offset.offset());
            }
          });
      committed.forEach(this::compare);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | AssertionError unreachable) {
      // Neither the broker nor the database answers all the time; the next sample will.
      return;
    }
  }

  private void compare(int partition, long committed) {
    List<List<String>> rows =
        database.query(
            "SELECT count(DISTINCT source_offset) FROM journal WHERE source_partition = "
                + partition
                + " AND source_offset < "
                + committed);
    long stored = Long.parseLong(rows.get(0).get(0));
    if (stored + model.poisonBelow(topic, partition, committed) < committed) {
      ahead.incrementAndGet();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

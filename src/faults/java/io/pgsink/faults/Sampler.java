// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Guarantee;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks again and again whether offsets and rows of the journal agree, while the trial runs.
 *
 * <p>The consumer group's offsets are read first, so that rows that arrive in between can only
 * help. Stored offsets and rows are read in one statement, which sees one moment.
 */
final class Sampler implements AutoCloseable {
  private final TestKafka kafka;
  private final TestDatabase database;
  private final Guarantee guarantee;
  private final String connector;
  private final String topic;
  private final Model model;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private long samples;
  private long ahead;
  private long torn;

  @SuppressWarnings("FutureReturnValueIgnored") // a sample keeps what it finds
  Sampler(
      TestKafka kafka,
      TestDatabase database,
      Guarantee guarantee,
      String connector,
      Topics topics,
      Model model) {
    this.kafka = kafka;
    this.database = database;
    this.guarantee = guarantee;
    this.connector = connector;
    this.topic = topics.journal();
    this.model = model;
    clock.scheduleWithFixedDelay(this::sample, 300, 300, TimeUnit.MILLISECONDS);
  }

  /**
   * One partition at one moment.
   *
   * @param offset says that everything below it is stored
   * @param below how many records below it are stored
   * @param beyond how many records from it on are stored
   */
  record Sample(TopicPartition partition, long offset, long below, long beyond) {

    /** Whether records below the offset are not stored: after a crash nobody would read them. */
    boolean isAhead(Model model) {
      return below < model.goodBelow(partition, offset);
    }

    /** Whether rows and the offset of their transaction are seen apart. */
    boolean isTorn(Model model) {
      return isAhead(model) || beyond > 0;
    }
  }

  /** How many samples there are. */
  synchronized long samples() {
    return samples;
  }

  /** In how many samples the group's offsets were ahead of the rows (J4). */
  synchronized long ahead() {
    return ahead;
  }

  /** In how many samples rows and stored offsets were apart: one without the other (J7). */
  synchronized long torn() {
    return torn;
  }

  /** Moves rows or offsets from outside. */
  interface Move {
    void run() throws Exception;
  }

  /** Does something that parts rows and offsets on purpose, while nobody looks. */
  synchronized void unseen(Move move) throws Exception {
    move.run();
  }

  private synchronized void sample() {
    try {
      Map<TopicPartition, Long> committed = committed();
      List<Sample> group = new ArrayList<>();
      committed.forEach((partition, offset) -> group.add(look(partition, offset)));
      List<Sample> stored = guarantee == Guarantee.EXACTLY_ONCE ? lookAtStored() : List.of();
      for (Sample sample : group) {
        ahead += sample.isAhead(model) ? 1 : 0;
      }
      for (Sample sample : stored) {
        torn += sample.isTorn(model) ? 1 : 0;
      }
      samples += group.size() + stored.size();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | AssertionError unreachable) {
      // Neither the broker nor the database answers all the time; the next sample will.
      return;
    }
  }

  private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        kafka
            .admin()
            .listConsumerGroupOffsets("connect-" + connector)
            .partitionsToOffsetAndMetadata()
            .get();
    Map<TopicPartition, Long> committed = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(topic)) {
            committed.put(partition, offset.offset());
          }
        });
    return committed;
  }

  private Sample look(TopicPartition partition, long offset) {
    long below =
        database.count(
            "SELECT count(DISTINCT source_offset) FROM journal WHERE source_partition = %d AND"
                    .formatted(partition.partition())
                + " source_offset < "
                + offset);
    return new Sample(partition, offset, below, 0);
  }

  private List<Sample> lookAtStored() {
    String sql =
        """
        SELECT o.partition, o.next_offset,
          count(DISTINCT j.source_offset) FILTER (WHERE j.source_offset < o.next_offset),
          count(*) FILTER (WHERE j.source_offset >= o.next_offset)
        FROM pgsink_offsets o LEFT JOIN journal j ON j.source_partition = o.partition
        WHERE o.connector = '%s' AND o.topic = '%s' AND o.next_offset IS NOT NULL
        GROUP BY o.partition, o.next_offset
        """
            .formatted(connector, topic);
    List<Sample> samples = new ArrayList<>();
    for (List<String> row : database.query(sql)) {
      samples.add(
          new Sample(
              new TopicPartition(topic, Integer.parseInt(row.get(0))),
              Long.parseLong(row.get(1)),
              Long.parseLong(row.get(2)),
              Long.parseLong(row.get(3))));
    }
    return samples;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * The numbers of one task, as MBean {@code io.pgsink:type=sink-task-metrics,connector=…,task=…}.
 * They change once per batch or poll, never per record. Thread-safe.
 */
public final class SinkMetrics implements AutoCloseable {
  private static final long MINUTE = 60_000;
  private static final long TEN_MINUTES = 10 * MINUTE;

  private final Registry registry;
  private final Sensor records;
  private final Sensor skipped;
  private final Sensor gaps;
  private final Sensor written;
  private final Sensor deleted;
  private final Sensor unchanged;
  private final Sensor folded;
  private final Sensor batches;
  private final Sensor bytes;
  private final Sensor queueTime;
  private final Sensor flushTime;
  private final Sensor lag;
  private final Sensor retries;
  private final Map<Retry, Sensor> retriesByKind = new EnumMap<>(Retry.class);
  private final Sensor splits;
  private final Sensor attempts;
  private final Sensor deadLetters;
  private final Sensor fenced;
  private final Sensor released;
  private final Sensor givenUp;
  private final Map<Object, Long> outages = new ConcurrentHashMap<>();
  private volatile long lastCommit = System.nanoTime();

  /**
   * Registers the numbers of a task.
   *
   * @param connector the connector's name
   * @param task the task's number
   * @param context the worker's side, which from Kafka 4.1 on shows the numbers too
   */
  public SinkMetrics(String connector, int task, SinkTaskContext context) {
    this.registry = new Registry(connector, task, context);
    this.records = registry.total("records", "Records taken from the consumer");
    this.skipped =
        registry.total("records-skipped", "Records that ask for nothing, such as ignored deletes");
    this.gaps =
        registry.total("offset-gaps", "Offsets between two records of a partition that never came");
    this.written = registry.total("rows-written", "Rows that PostgreSQL inserted or updated");
    this.deleted = registry.total("rows-deleted", "Rows that PostgreSQL deleted");
    this.unchanged = registry.total("rows-unchanged", "Rows that were sent and changed nothing");
    this.folded =
        registry.total(
            "rows-folded", "Changes that a later one of the same key in the batch replaced");
    this.batches = registry.total("batches", "Batches committed");
    this.bytes = registry.total("bytes", "Bytes of the records written, roughly");
    this.queueTime =
        registry.time("queue-time", "Milliseconds from sealing a batch to its turn", MINUTE);
    this.flushTime =
        registry.time("flush-time", "Milliseconds from a batch's turn to its commit", MINUTE);
    this.lag =
        registry.time("lag", "Milliseconds from a record's timestamp to its commit", TEN_MINUTES);
    this.retries = registry.total("retries", "Repetitions after errors that may heal");
    for (Retry kind : Retry.values()) {
      String name = "retries-" + kind.name().toLowerCase(Locale.ROOT);
      retriesByKind.put(kind, registry.total(name, kind.description()));
    }
    this.splits = registry.total("batches-split", "Batches split to find refused records");
    this.attempts = registry.total("split-attempts", "Round trips needed for that");
    this.deadLetters = registry.total("dead-letters", "Records reported as errant");
    this.released =
        registry.total(
            "waiting-released", "Changes that were stored after they had waited for others");
    this.givenUp =
        registry.total(
            "waiting-given-up", "Changes that waited for others until their time was up");
    this.fenced =
        registry.total("fenced", "Batches refused because another task owns the partitions");
    registry.gauge(
        "last-commit-age-ms",
        "Milliseconds since a batch was committed, or since the start when none was",
        () -> (System.nanoTime() - lastCommit) / 1e6);
    registry.gauge(
        "retrying-ms",
        "Milliseconds since the oldest failure that hasn't healed, or 0",
        this::away);
  }

  /** Shows a number that is kept elsewhere, asked for when somebody looks. */
  public void gauge(String name, String description, LongSupplier value) {
    registry.gauge(name, description, value::getAsLong);
  }

  private double away() {
    long now = System.currentTimeMillis();
    long since = now;
    for (long began : outages.values()) {
      since = Math.min(since, began);
    }
    return now - since;
  }

  /**
   * The records of a poll were taken.
   *
   * @param taken how many
   * @param changes how many of them ask for a change
   * @param refused how many can't be stored
   * @param missing how many offsets lay between them and their predecessors
   */
  public void recordsTaken(int taken, int changes, int refused, long missing) {
    records.record(taken);
    skipped.record(taken - changes - refused);
    gaps.record((double) missing);
  }

  /** A batch was committed. */
  public void batchWritten(Flush flush) {
    lastCommit = System.nanoTime();
    batches.record(1);
    written.record((double) flush.written());
    deleted.record((double) flush.deleted());
    unchanged.record((double) flush.unchanged());
    folded.record((double) flush.folded());
    bytes.record((double) flush.bytes());
    queueTime.record(flush.queuedNanos() / 1e6);
    flushTime.record(flush.flushNanos() / 1e6);
    if (flush.timestamp() >= 0) {
      lag.record((double) Math.max(0, System.currentTimeMillis() - flush.timestamp()));
    }
  }

  /**
   * Something is repeated.
   *
   * @param work what is repeated; until {@link #ended} it counts as an outage
   * @param kind why
   * @param since when it failed first, in milliseconds since 1970
   */
  public void retried(Object work, Retry kind, long since) {
    outages.put(work, since);
    retries.record(1);
    retriesByKind.get(kind).record(1);
  }

  /**
   * Work stands still since some moment, in milliseconds since 1970, until it has {@link #ended}.
   */
  public void outage(Object work, long since) {
    outages.put(work, since);
  }

  /** Work succeeded, or is given up. */
  public void ended(Object work) {
    outages.remove(work);
  }

  /** A batch was split to find refused records. */
  public void batchSplit(int roundTrips) {
    splits.record(1);
    attempts.record(roundTrips);
  }

  /** A record was reported as errant. */
  public void deadLetter() {
    deadLetters.record(1);
  }

  /** Changes wait for others no longer: some are stored, some were given up. */
  public void waited(long stored, long inVain) {
    released.record((double) stored);
    givenUp.record((double) inVain);
  }

  /** A batch was refused because another task owns its partitions now. */
  public void fenced() {
    fenced.record(1);
  }

  /** What was done so far. */
  public Totals totals() {
    return new Totals(
        total("records"),
        total("rows-written") + total("rows-deleted"),
        total("rows-unchanged"),
        total("rows-folded"),
        total("batches"),
        total("retries"),
        total("dead-letters"),
        registry.value("lag-ms-p95"));
  }

  private long total(String name) {
    return (long) registry.value(name + "-total");
  }

  /** Takes the numbers out of sight. */
  @Override
  public void close() {
    registry.close();
  }
}

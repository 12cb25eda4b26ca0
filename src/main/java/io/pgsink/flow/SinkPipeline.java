// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.config.SinkConfig;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeReader;
import io.pgsink.link.Reading;
import io.pgsink.link.Refusal;
import io.pgsink.link.Targets;
import io.pgsink.metrics.SinkMetrics;
import io.pgsink.postgres.CopyPolicy;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.OffsetStore;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.EnvironmentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole path of one task: route, read, add and seal on the task's thread; encode, write and
 * complete on the lanes' threads. What crosses between them is the immutable batch.
 *
 * <p>All methods are called by the task's thread.
 */
public final class SinkPipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SinkPipeline.class);

  /** preCommit is also called on the way out of a rebalance, which must not be held up. */
  private static final Duration DRAIN = Duration.ofSeconds(3);

  /** Connect gives a task 5 s to stop. */
  private static final Duration GRACE = Duration.ofMillis(1500);

  /** So long a server that answers needs at most to hear what it needn't do any more. */
  private static final Duration CANCELLING = Duration.ofMillis(500);

  private static final long STEP_NANOS = 20_000_000;
  private static final long BUSY_MILLIS = 1_000;

  private final SinkTaskContext context;
  private final Database database;
  private final Logins logins;
  private final Watch watch;
  private final KafkaSigns signs;
  private final Delivery delivery;
  private final DeadLetters deadLetters;
  private final PatientTables tables;
  private final Targets targets;
  private final ChangeReader reader;
  private final OffsetTracker offsets;
  private final Lanes lanes;
  private final LaneChoice choice;
  private final Crowding crowding;
  private final Retries lookups;
  private final Duration patience;
  private final Wording wording;
  private final Progress progress = new Progress();
  private final SinkMetrics metrics;
  private final Summary summary;
  private final List<OffsetTracker.Letter> pending = new ArrayList<>();
  private final Positions positions;

  /** How many targets had been replaced when records were read last. */
  private long replacements;

  /**
   * Starts a pipeline. The database isn't needed yet.
   *
   * @param config the options of the connector
   * @param context Connect's side of the task
   * @param patience the longest that {@link #put} may wait for the database
   */
  public SinkPipeline(SinkConfig config, SinkTaskContext context, Duration patience) {
    this(config, context, patience, CopyPolicy.MEASURED);
  }

  /** The same, with a policy of its own for rows that are new. */
  public SinkPipeline(
      SinkConfig config, SinkTaskContext context, Duration patience, CopyPolicy copying) {
    String name = config.connectorName() + '-' + config.taskId();
    int writers = config.write().writers();
    this.context = context;
    this.patience = patience;
    this.metrics = new SinkMetrics(config.connectorName(), config.taskId(), context);
    // one for each lane, one for the task's thread, one to ask about the others
    this.database = new Database(config.connection(), writers + 2, "pgsink-" + name, copying);
    this.signs = new KafkaSigns(config.connectorName(), config.taskId());
    this.watch = new Watch("pgsink-" + name, database::watch);
    this.delivery =
        switch (config.write().deliveryGuarantee()) {
          case AT_LEAST_ONCE -> new AtLeastOnce();
          case EXACTLY_ONCE ->
              new ExactlyOnce(
                  new OffsetStore(config.write().offsetsTable(), config.connectorName()));
        };
    this.logins = new Logins(context, database, config.connection());
    DatabaseGauges.register(database, metrics);
    this.summary = new Summary(metrics);
    this.wording = new Wording(config.connectorName(), config.errors().logRecordValues());
    this.deadLetters = new DeadLetters(context.errantRecordReporter(), wording, metrics, progress);
    this.tables = new PatientTables(Targets.in(database), patience, "pgsink-" + name);
    this.targets = new Targets(tables, config.connectorName());
    this.reader = new ChangeReader(config, targets);
    this.offsets = new OffsetTracker(writers);
    this.positions = new Positions(context, delivery, database, offsets);
    this.choice = new LaneChoice(delivery, writers);
    RetryPolicy policy = RetryPolicy.of(config.errors());
    this.lookups = new Retries(policy, wording, metrics);
    this.lanes =
        new Lanes(
            config.write(),
            "pgsink-" + name,
            () ->
                new LaneWork(
                    database,
                    logins,
                    delivery,
                    deadLetters,
                    new Relinker(targets, new ChangeReader(config, targets)),
                    policy,
                    new WaitingRoom(delivery, config.write().batchBytes(), wording, metrics),
                    wording,
                    metrics,
                    signs),
            wording,
            progress);
    lanes.show(metrics);
    this.crowding = new Crowding(context);
  }

  /** Partitions are assigned: their records may come now. */
  public void open(Collection<TopicPartition> partitions) {
    try {
      positions.open(partitions);
    } catch (WriteException failure) {
      if (!Retries.mayHelp(failure) && !logins.canRenewFor(failure)) {
        throw new ConnectException(wording.of(failure));
      }
      LOG.warn(
          "{}: partitions are claimed with the first records: {}",
          wording.place(),
          wording.of(failure));
    } catch (EnvironmentException failure) {
      throw new ConnectException(failure.getMessage());
    }
  }

  /**
   * Takes records over. Waits for the database only while every lane is full, and no longer than
   * the pipeline's patience.
   *
   * @throws RetriableException when none of the records was taken and all must come again
   * @throws ConnectException when the task must fail
   */
  public void put(Collection<SinkRecord> records) {
    if (!positions.recordsComeAgain()) {
      signs.polled(records.size());
    }
    settle();
    if (!records.isEmpty()) {
      positions.polled();
      awaitThat(lanes::haveRoom);
      take(records);
    }
    positions.taken();
    lanes.sealWhatLingered();
    lanes.pause(crowding);
    lanes.askToBeCalled(context, deadLetters.isWaitedFor());
    summary.logNowAndThen();
  }

  /**
   * Deals with what lanes hand back, failures and dead letters, and with the reporter's answers.
   */
  private void settle() {
    logins.renew();
    deadLetters.reportWaiting();
    lanes.check();
    for (Iterator<OffsetTracker.Letter> each = pending.iterator(); each.hasNext(); ) {
      OffsetTracker.Letter letter = each.next();
      if (deadLetters.isStored(letter)) {
        letter.span().complete();
        each.remove();
      }
    }
  }

  private void awaitThat(BooleanSupplier ready) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long seen = progress.count();
      if (ready.getAsBoolean()) {
        return;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        context.timeout(BUSY_MILLIS);
        throw new RetriableException(
            "the database doesn't keep up or can't be reached: all lanes are full. The records are"
                + " taken as soon as there is room");
      }
      try {
        progress.await(seen, Duration.ofNanos(Math.min(left, STEP_NANOS)));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new RetriableException("interrupted while waiting for the database");
      }
      settle();
    }
  }

  /** All records are read before the first is taken, so that a failure takes none. */
  private void take(Collection<SinkRecord> records) {
    Reading reading;
    try {
      positions.claim();
      reading = tables.inPut(() -> read(records));
      lookups.healed();
    } catch (WriteException failure) {
      if (!Retries.mayHelp(failure) && !logins.canRenewFor(failure)) {
        throw new ConnectException(wording.of(failure));
      }
      context.timeout(
          failure.isUnfinished() ? BUSY_MILLIS : lookups.next(failure, wording.place()).toMillis());
      throw new RetriableException(wording.of(failure));
    } catch (EnvironmentException failure) {
      throw new ConnectException(failure.getMessage());
    }
    bringTogether(reading.changes());
    long missing = 0;
    for (SinkRecord record : records) {
      OffsetTracker.Partition partition = partition(record);
      if (positions.skip(record)) {
        partition.skipped();
      } else {
        delivery.check(partition, record.originalKafkaOffset());
        missing += partition.seen(record.originalKafkaOffset());
      }
    }
    // first the dead letters: rows behind them may have to wait for them
    for (Refusal refusal : reading.refusals()) {
      report(refusal);
    }
    add(reading.changes());
    metrics.recordsTaken(
        records.size(), reading.changes().size(), reading.refusals().size(), missing);
  }

  /**
   * Reads the records of a put. When a table has changed, what was read before is stored first:
   * keys may compare otherwise now, and so belong to other lanes.
   */
  private Reading read(Collection<SinkRecord> records) throws WriteException {
    List<SinkRecord> wanted = new ArrayList<>(records);
    if (positions.skipSome()) {
      wanted.removeIf(positions::skip);
    }
    while (true) {
      Reading reading = reader.read(wanted);
      long now = targets.replacements();
      if (now == replacements) {
        return reading;
      }
      lanes.sealAll();
      awaitThat(lanes::areIdle);
      replacements = now;
    }
  }

  /** A table that is new may bind others that were spread: these must have arrived before. */
  private void bringTogether(List<Change> changes) {
    changes.forEach(change -> choice.expect(change, partition(change.record())));
    if (choice.wantsMove()) {
      lanes.sealAll();
      awaitThat(
          () ->
              lanes.areIdle()
                  && lanes.redistribute(
                      choice::move, each -> choice.lane(each, partition(each.record()))));
    }
  }

  private void add(List<Change> changes) {
    long now = System.nanoTime();
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      OffsetTracker.Partition partition = partition(change.record());
      lanes.add(choice.lane(change, partition), change, partition, now);
    }
  }

  private OffsetTracker.Partition partition(SinkRecord record) {
    return offsets.partition(record.originalTopic(), record.originalKafkaPartition());
  }

  private void report(Refusal refusal) {
    SinkRecord record = refusal.record();
    OffsetTracker.Partition partition = partition(record);
    OffsetTracker.Span span = partition.begin(record.originalKafkaOffset());
    OffsetTracker.Letter letter =
        new OffsetTracker.Letter(refusal, span, deadLetters.report(refusal));
    partition.sent(letter);
    pending.add(letter);
  }

  /**
   * Writes what waits, as far as it can be done in bounded time.
   *
   * @param consumed the offsets that the consumer has reached
   * @return the offsets up to which everything is durable
   */
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> consumed) {
    drain(consumed.keySet());
    try {
      settle();
    } catch (ConnectException failed) {
      // the next put throws it: a preCommit that throws makes Connect read everything again
      LOG.debug("The offsets stay where they are", failed);
    }
    return offsets.durable(consumed);
  }

  private void drain(Set<TopicPartition> partitions) {
    lanes.sealAll();
    long deadline = System.nanoTime() + DRAIN.toNanos();
    while (true) {
      long seen = progress.count();
      if (offsets.isDrained(partitions) || lanes.areRetrying() || lanes.haveFailed()) {
        return;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      deadLetters.reportWaiting();
      if (onlyPendingLeft()) {
        return;
      }
      try {
        progress.await(seen, Duration.ofNanos(Math.min(left, STEP_NANOS)));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean onlyPendingLeft() {
    return lanes.areIdle() && !pending.isEmpty();
  }

  /** Partitions are taken away: what isn't durable by now is read again by their next owner. */
  public void close(Collection<TopicPartition> partitions) {
    offsets.revoke(partitions);
    lanes.dropRevoked();
    pending.removeIf(letter -> letter.span().isRevoked());
    positions.close(partitions);
    delivery.release(partitions);
  }

  /** Ends the lanes and all connections, also those that hang. */
  @Override
  public void close() {
    lanes.stop();
    joinLanes();
    watch.close(database::cancelAll, CANCELLING);
    database.close();
    tables.close();
    joinLanes();
    summary.log();
    metrics.close();
  }

  private void joinLanes() {
    try {
      lanes.join(GRACE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Promise;
import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs a trial: records flow, the nemesis strikes and goes, records flow on until what was missed
 * is there, the load ends, all is drained; then the tables are compared with the model.
 */
final class TrialRun {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final long SEED = Long.getLong("pgsink.faults.seed", 1);
  private static final double POISON = 0.002;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Fleet fleet;
  private final Trial trial;
  private final String name;

  TrialRun(Fleet fleet, Trial trial) {
    this.fleet = fleet;
    this.trial = trial;
    this.name = "faults-" + NUMBERS.incrementAndGet();
  }

  Verdict run() throws Exception {
    TestDatabase database = Tables.create(fleet.postgres());
    Topics topics = Topics.create(fleet.kafka(), name);
    String url = "jdbc:postgresql://" + fleet.address() + "/" + database.name();
    Map<String, String> json = ConnectorJson.of(trial, topics, url);
    Model model = new Model();
    NumberedChanges workload = new NumberedChanges(SEED, POISON);
    try (WorkloadSender load =
            new WorkloadSender(fleet.kafka(), topics, Payload.readBy(json), workload, model);
        AbortedLoad aborted = new AbortedLoad(fleet.kafka(), topics);
        Sampler sampler =
            new Sampler(fleet.kafka(), database, trial.guarantee(), name, topics, model)) {
      TrialStage stage =
          new TrialStage(
              fleet, trial.guarantee(), name, database, topics, load, sampler, model, json);
      stage.rest().put(name, json);
      stage.awaitBeginning();
      trial.nemesis().strike().at(stage);
      Duration healed = awaitHealed(stage, database, model);
      aborted.close();
      load.stop();
      awaitCommitted(stage.rest(), model);
      Verdict verdict = judge(database, topics, model, sampler, healed);
      stage.rest().delete(name);
      return verdict.withRemains(Remains.of(name, database, fleet.workers()));
    } finally {
      fleet.workers().get(0).rest().deleteIfThere(name);
      fleet.heal();
    }
  }

  /** Everything that was sent when the fault ended is stored. */
  private Duration awaitHealed(TrialStage stage, TestDatabase database, Model model) {
    long start = System.nanoTime();
    long last = model.last();
    long lastGood = model.lastGood();
    boolean mayForget = trial.promise() == Promise.ROWS_MAY_BE_FORGOTTEN;
    Await.until(
        "what was sent during the fault is stored",
        PATIENCE,
        () -> {
          failIfFailed(stage.rest());
          return mayForget
              ? database.count("SELECT count(*) FROM journal WHERE seq = " + lastGood) > 0
              : database.count(
                      "SELECT count(DISTINCT seq) FROM journal WHERE seq BETWEEN 0 AND " + last)
                  >= model.journalUpTo(last);
        });
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void failIfFailed(ConnectRest rest) {
    if (rest.status(name).toString().contains("\"FAILED\"")) {
      throw new Await.Hopeless("failed: " + rest.status(name).toPrettyString());
    }
  }

  /** The consumer group has committed everything that was sent (J9). */
  private void awaitCommitted(ConnectRest rest, Model model) {
    Map<TopicPartition, Long> ends = model.ends();
    Await.until(
        "all offsets are committed",
        PATIENCE,
        () -> {
          failIfFailed(rest);
          Map<TopicPartition, OffsetAndMetadata> committed =
              fleet
                  .kafka()
                  .admin()
                  .listConsumerGroupOffsets("connect-" + name)
                  .partitionsToOffsetAndMetadata()
                  .get();
          return ends.entrySet().stream()
              .allMatch(
                  end -> {
                    OffsetAndMetadata offset = committed.get(end.getKey());
                    return offset != null && offset.offset() >= end.getValue();
                  });
        });
  }

  private Verdict judge(
      TestDatabase database, Topics topics, Model model, Sampler sampler, Duration healed) {
    DeadLetterQueue letters = DeadLetterQueue.read(fleet.kafka(), topics.letters());
    Set<Model.Source> planted = model.poison();
    long deadLettered = letters.sources().stream().filter(planted::contains).count();
    WorkerLogs logs = new WorkerLogs(fleet.workers());
    return new Verdict(
        trial,
        model.last(),
        Differences.of(Observed.read(database), model),
        planted.size(),
        deadLettered,
        letters.sources().size() - deadLettered,
        sampler.samples(),
        sampler.ahead(),
        sampler.torn(),
        logs.expelled(name),
        letters.leaks() + logs.leaks(),
        List.of(),
        database.count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
        healed);
  }
}

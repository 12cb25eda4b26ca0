package io.pgsink.faults;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

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
    String url = "jdbc:postgresql://localhost:" + fleet.proxy().port() + "/" + database.name();
    Map<String, String> json = ConnectorJson.of(trial, topics, url);
    Model model = new Model();
    try (Load load = new Load(fleet.kafka(), topics, new Workload(SEED, POISON), model);
        Sampler sampler = new Sampler(fleet.kafka(), database, name, topics.journal(), model)) {
      Stage stage = new Stage(fleet, name, database, topics, load, json);
      if (trial.nemesis().begin() == Nemesis.Begin.WHILE_ROWS_ARRIVE) {
        stage.rest().put(name, json);
        stage.awaitRows(500);
      }
      trial.nemesis().strike().at(stage);
      Duration healed = awaitHealed(stage, database, model);
      load.stop();
      for (String topic : topics.read()) {
        fleet.workers().get(0).awaitCommitted(name, topic, PATIENCE);
      }
      return judge(database, topics, model, sampler, healed);
    } finally {
      fleet.workers().get(0).rest().delete(name);
    }
  }

  /** Everything that was sent when the fault ended is stored. */
  private static Duration awaitHealed(Stage stage, TestDatabase database, Model model) {
    long start = System.nanoTime();
    long last = model.last();
    Await.until(
        "what was sent during the fault is stored",
        PATIENCE,
        () -> {
          if (stage.rest().status(stage.connector()).toString().contains("\"FAILED\"")) {
            throw new Await.Hopeless(
                "failed: " + stage.rest().status(stage.connector()).toPrettyString());
          }
          return database.count("SELECT count(DISTINCT seq) FROM journal WHERE seq <= " + last)
              >= model.journalUpTo(last);
        });
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private Verdict judge(
      TestDatabase database, Topics topics, Model model, Sampler sampler, Duration healed)
      throws IOException {
    Findings findings = Findings.of(database, model);
    TestKafka kafka = fleet.kafka();
    DeadLetterQueue letters = DeadLetterQueue.read(kafka, topics.letters());
    Set<Model.Source> planted = model.poison();
    long deadLettered = letters.sources().stream().filter(planted::contains).count();
    return new Verdict(
        trial,
        model.last(),
        findings.lost(),
        findings.stale(),
        findings.resurrected(),
        findings.duplicated(),
        planted.size(),
        deadLettered,
        letters.sources().size() - deadLettered,
        sampler.ahead(),
        letters.leaks() + leaksInLogs(),
        database.count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
        healed);
  }

  private long leaksInLogs() throws IOException {
    long leaks = 0;
    for (var worker : fleet.workers()) {
      String log =
          new String(Files.readAllBytes(worker.log()), StandardCharsets.UTF_8)
              .toLowerCase(Locale.ROOT);
      for (String secret : Set.of(Load.SECRET, Tables.PASSWORD)) {
        leaks += log.contains(secret.toLowerCase(Locale.ROOT)) ? 1 : 0;
      }
    }
    return leaks;
  }
}

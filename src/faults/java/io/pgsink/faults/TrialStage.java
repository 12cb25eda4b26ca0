// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Guarantee;
import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a nemesis gets to see of its trial. */
final class TrialStage {
  private static final String FAILED = "\"FAILED\"";

  private final Fleet fleet;
  private final Guarantee guarantee;
  private final String connector;
  private final TestDatabase database;
  private final Topics topics;
  private final WorkloadSender load;
  private final Sampler sampler;
  private final Model model;
  private final Map<String, String> json;

  TrialStage(
      Fleet fleet,
      Guarantee guarantee,
      String connector,
      TestDatabase database,
      Topics topics,
      WorkloadSender load,
      Sampler sampler,
      Model model,
      Map<String, String> json) {
    this.fleet = fleet;
    this.guarantee = guarantee;
    this.connector = connector;
    this.database = database;
    this.topics = topics;
    this.load = load;
    this.sampler = sampler;
    this.model = model;
    this.json = json;
  }

  TestPostgres postgres() {
    return fleet.postgres();
  }

  /** The database as the superuser sees it, past the proxy. */
  TestDatabase database() {
    return database;
  }

  FaultProxy proxy() {
    return fleet.proxy();
  }

  /** How the workers find the database's host. */
  HostsFile hosts() {
    return fleet.hosts();
  }

  boolean isExactlyOnce() {
    return guarantee == Guarantee.EXACTLY_ONCE;
  }

  TestKafka kafka() {
    return fleet.kafka();
  }

  Topics topics() {
    return topics;
  }

  /** The worker that is asked for everything; it is never killed. */
  TestWorker worker() {
    return fleet.workers().get(0);
  }

  /** A worker that may be killed. */
  TestWorker otherWorker() {
    return fleet.workers().get(fleet.workers().size() - 1);
  }

  /** The threads of the connector's tasks, in all workers. */
  List<String> threads() {
    return Remains.threads(connector, fleet.workers());
  }

  ConnectRest rest() {
    return worker().rest();
  }

  String connector() {
    return connector;
  }

  /** The connector's configuration with other values of some options; an empty one drops it. */
  Map<String, String> jsonWith(Map<String, String> changes) {
    Map<String, String> changed = new HashMap<>(json);
    changed.putAll(changes);
    changed.values().removeIf(String::isEmpty);
    return changed;
  }

  WorkloadSender load() {
    return load;
  }

  Model model() {
    return model;
  }

  /** Moves rows and offsets from outside, while nobody compares them. */
  void unseen(Sampler.Move move) throws Exception {
    sampler.unseen(move);
  }

  /** Waits until everything that was sent is stored. */
  void awaitAllStored() {
    Await.until(
        "all is stored",
        () ->
            database.count("SELECT count(DISTINCT seq) FROM journal WHERE seq >= 0")
                >= model.journalUpTo(model.last()));
  }

  /** Waits until the connector has so many tasks. */
  void awaitTasks(int tasks) {
    Await.until(tasks + " tasks", () -> rest().status(connector).get("tasks").size() == tasks);
  }

  /** Lets records flow for so long. */
  void during(Duration time) {
    load.during(time);
  }

  void duringSeconds(int seconds) {
    during(Duration.ofSeconds(seconds));
  }

  /** Does something again and again, with a pause in between. */
  void repeat(int times, Duration pause, Runnable what) {
    for (int i = 0; i < times; i++) {
      what.run();
      during(pause);
    }
  }

  /** Waits until rows arrive; or until the task has failed, which one trial wants. */
  void awaitBeginning() {
    Await.until(
        "rows arrive",
        () -> journalRows() >= 500 || rest().status(connector).toString().contains(FAILED));
  }

  /** Waits until the database has received so many more rows of the journal. */
  void awaitRows(int rows) {
    long before = journalRows();
    Await.until("rows arrive", Duration.ofSeconds(60), () -> journalRows() >= before + rows);
  }

  long journalRows() {
    return database.count("SELECT count(*) FROM journal");
  }

  /** Waits until the connector is stopped: it has no tasks, and its consumer group is empty. */
  void stop() {
    rest().stop(connector);
    awaitTasks(0);
    Await.until(
        "the group is empty",
        () -> {
          String group = "connect-" + connector;
          return kafka()
              .admin()
              .describeConsumerGroups(List.of(group))
              .all()
              .get()
              .get(group)
              .members()
              .isEmpty();
        });
  }

  /**
   * The task must fail before long, with one of these texts in its trace, and with no row value in
   * it.
   */
  void awaitFailed(String... texts) {
    String trace = rest().awaitFailed(connector);
    if (List.of(texts).stream().noneMatch(trace::contains)) {
      throw new AssertionError("the trace doesn't say " + List.of(texts) + ": " + trace);
    }
    if (trace.contains(WorkloadSender.SECRET) || trace.contains(Tables.PASSWORD)) {
      throw new AssertionError("the trace shows a value or the password");
    }
  }

  /** For some time, starts the connector's tasks again when one of them fails. */
  void restartWhatFailed(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until(
        "time passes",
        time.plusSeconds(60),
        () -> {
          if (rest().status(connector).toString().contains(FAILED)) {
            restart();
          }
          return System.nanoTime() > end;
        });
  }

  /** Starts the connector and all its tasks again, and waits until none counts as failed. */
  void restart() {
    rest().restart(connector);
    Await.until("tasks start again", () -> !rest().status(connector).toString().contains(FAILED));
  }

  /** Runs statements in one transaction of another session, and holds it open for a while. */
  void hold(Duration time, String... statements) throws SQLException {
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      during(time);
      session.rollback();
    }
  }

  /** Runs a statement for every session of the connector, such as one that ends it. */
  void forEachSession(String function) {
    database.execute(
        "SELECT " + function + "(pid) FROM pg_stat_activity WHERE usename = '" + Tables.ROLE + "'");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import io.pgsink.rig.Await;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing is lost when something dies under load. */
@ExtendWith(FailureLogs.class)
final class DeathsUnderLoadIT {
  private static final String[] OPTIONS = {
    "key.converter=org.apache.kafka.connect.json.JsonConverter",
    "key.converter.schemas.enable=false",
    "value.converter.schemas.enable=false",
    "conflict.keys=id",
    "delete.mode=hard",
    "batch.size=500",
    "retry.backoff.max.ms=1000"
  };

  private final TestKafka kafka = TestKafka.shared();

  @Test
  void aKilledWorkerLosesNothing() {
    String topic = kafka.createTopic("killed-worker", 2);
    TestDatabase database = TestPostgres.shared().createDatabase("killed_worker");
    Traffic.createTable(database, topic);
    try (TestWorker worker = TestWorker.start(kafka);
        Traffic traffic = Traffic.start(kafka, topic)) {
      worker.rest().put("killed", Sinks.of(database, topic, OPTIONS));
      awaitRows(database, topic);
      traffic.awaitMore(2_000);
      worker.kill();
      traffic.awaitMore(2_000);
      worker.startAgain();
      traffic.awaitMore(1_000);
      traffic.stop();
      worker.awaitCommitted("killed", topic);
      traffic.assertStored(database);
    }
  }

  @Test
  void rebalancesUnderLoadLoseNothing() {
    String topic = kafka.createTopic("rebalanced", 6);
    TestDatabase database = TestPostgres.shared().createDatabase("rebalanced");
    Traffic.createTable(database, topic);
    TestWorker worker = TestWorker.shared();
    try (Traffic traffic = Traffic.start(kafka, topic)) {
      for (int tasks : new int[] {1, 3, 1}) {
        Map<String, String> config = Sinks.of(database, topic, OPTIONS);
        config.put("tasks.max", Integer.toString(tasks));
        worker.rest().put("rebalanced", config);
        worker.rest().awaitRunning("rebalanced", tasks);
        traffic.awaitMore(2_000);
      }
      traffic.stop();
      worker.awaitCommitted("rebalanced", topic);
      traffic.assertStored(database);
      worker.rest().delete("rebalanced");
    }
  }

  @Test
  void aStoppedDatabaseHeals() {
    databaseGoesAndComesBack("stopped-database", TestPostgres::stop);
  }

  @Test
  void aKilledDatabaseHeals() {
    databaseGoesAndComesBack("killed-database", TestPostgres::kill);
  }

  private void databaseGoesAndComesBack(String name, Fault fault) {
    String topic = kafka.createTopic(name, 1);
    TestWorker worker = TestWorker.shared();
    try (TestPostgres postgres = TestPostgres.start();
        Traffic traffic = Traffic.start(kafka, topic)) {
      TestDatabase database = postgres.createDatabase("faults");
      Traffic.createTable(database, topic);
      worker.rest().put(name, Sinks.of(database, topic, OPTIONS));
      awaitRows(database, topic);
      fault.strike(postgres);
      traffic.awaitMore(4_000);
      postgres.startAgain();
      traffic.awaitMore(1_000);
      traffic.stop();
      worker.awaitCommitted(name, topic);
      traffic.assertStored(database);
      worker.rest().delete(name);
    }
  }

  private static void awaitRows(TestDatabase database, String table) {
    Await.until(
        "the first rows arrive",
        () -> database.count("SELECT count(*) FROM \"%s\"".formatted(table)) > 0);
  }

  private interface Fault {
    void strike(TestPostgres postgres);
  }
}

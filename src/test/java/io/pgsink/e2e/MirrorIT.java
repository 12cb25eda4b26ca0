// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Mirrors a live database: Debezium's source connector reads the pgbench tables of one database
 * while clients change them, and the sink writes them to another one.
 */
@ExtendWith(FailureLogs.class)
final class MirrorIT {
  private static final String SOURCE = "pgbench-source";
  private static final String SINK = "pgbench-sink";

  @Test
  void aLiveDatabaseIsMirroredRowForRow() {
    TestKafka kafka = TestKafka.shared();
    try (TestPostgres server = TestPostgres.start("wal_level=logical");
        TestWorker worker = TestWorker.start(kafka)) {
      TestDatabase source = server.createDatabase("bench");
      TestDatabase target = server.createDatabase("mirror");
      Pgbench bench = new Pgbench(source);
      bench.createTables();
      bench.fill();
      target.execute(Pgbench.TABLES);

      ConnectRest rest = worker.rest();
      rest.put(SOURCE, debezium(source));
      rest.awaitRunning(SOURCE, 1);
      Await.until(
          "Debezium streams",
          () -> source.count("SELECT count(*) FROM pg_replication_slots WHERE active") == 1);
      rest.put(SINK, sink(target));
      rest.awaitRunning(SINK, 1);

      long changes = bench.run(2, 1_500);
      assertTrue(changes > 10_000, "only " + changes + " changes");

      Await.until(
          "the mirror equals its source",
          Duration.ofSeconds(90),
          () -> {
            rest.awaitRunning(SINK, 1);
            return fingerprints(source).equals(fingerprints(target));
          });
      for (String table : Pgbench.NAMES) {
        String rows = "SELECT t::text FROM %s t ORDER BY t::text COLLATE \"C\"".formatted(table);
        assertEquals(source.query(rows), target.query(rows), table);
      }
      assertTrue(bench.deletedAccounts() > 0);
      rest.delete(SINK);
      rest.delete(SOURCE);
    }
  }

  private static Map<String, String> fingerprints(TestDatabase database) {
    Map<String, String> prints = new LinkedHashMap<>();
    for (String table : Pgbench.NAMES) {
      prints.put(
          table,
          database.value(
              "SELECT count(*) || md5(string_agg(t::text, ',' ORDER BY t::text COLLATE \"C\"))"
                  + " FROM %s t".formatted(table)));
    }
    return prints;
  }

  private static Map<String, String> debezium(TestDatabase source) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    config.put("database.hostname", source.host());
    config.put("database.port", Integer.toString(source.port()));
    config.put("database.user", source.user());
    config.put("database.password", source.password());
    config.put("database.dbname", source.name());
    config.put("topic.prefix", "shop");
    config.put("plugin.name", "pgoutput");
    config.put("publication.autocreate.mode", "filtered");
    config.put("table.include.list", "public\\.pgbench_.*");
    config.put("topic.creation.default.partitions", "1");
    config.put("topic.creation.default.replication.factor", "1");
    config.put("poll.interval.ms", "100");
    config.put("key.converter", Sinks.JSON);
    config.put("value.converter", Sinks.JSON);
    return config;
  }

  private static Map<String, String> sink(TestDatabase target) {
    Map<String, String> config = ConnectRest.configOf(Path.of("config/debezium-flattened.json"));
    config.putAll(Sinks.connection(target));
    // The only table without a key; its records have none, so that they can only be inserted.
    config.put("topic.shop.public.pgbench_history.insert.mode", "insert");
    config.put("topic.shop.public.pgbench_history.delete.mode", "none");
    return config;
  }
}

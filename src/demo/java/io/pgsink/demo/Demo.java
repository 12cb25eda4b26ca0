// SPDX-License-Identifier: Apache-2.0
package io.pgsink.demo;

import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.Screen;
import io.pgsink.rig.TaskMetrics;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The connector at work: PostgreSQL, a broker and a worker that loads the packaged archive; a
 * stream of orders, and the table that it ends up in. {@code -Ddemo.once} ends it when the table is
 * complete; without it everything stays up to be looked at.
 */
public final class Demo {
  private static final int RECORDS = Integer.getInteger("demo.records", 300_000);
  private static final Path CONFIG = Path.of("config", "deletes.json");
  private static final String TOPIC = "orders";
  private static final String CONNECTOR = "orders-with-deletes";

  private final Screen screen = new Screen();
  private final long began = System.nanoTime();

  private Demo() {}

  /** Runs the demo; it takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    new Demo().run();
  }

  private void run() throws Exception {
    screen.say("pgsink demo: a topic of orders becomes a table of orders");
    screen.step("PostgreSQL, with fsync as in production");
    try (TestPostgres postgres =
        TestPostgres.start("fsync=on", "track_activity_query_size=16384")) {
      TestDatabase shop = postgres.database("shop");
      postgres.maintenance().execute("CREATE DATABASE shop");
      screen.step("a Kafka broker (KRaft)");
      try (TestKafka kafka = TestKafka.start()) {
        kafka.createTopicNamed(TOPIC, 1, Map.of());
        screen.step("a Connect worker that loads the plugin archive");
        int jmxPort = TaskMetrics.freePort();
        try (TestWorker worker = TestWorker.start(kafka, Map.of(), TaskMetrics.options(jmxPort))) {
          screen.step("the connector of " + CONFIG);
          worker.rest().put(CONNECTOR, config(shop));
          worker.rest().awaitRunning(CONNECTOR, 1);
          try (TaskMetrics metrics = TaskMetrics.connect(jmxPort, CONNECTOR)) {
            stream(kafka, shop, metrics, worker);
          }
          show(shop);
          explain(shop, worker);
          stayUp();
        }
      }
    }
  }

  private static Map<String, String> config(TestDatabase shop) {
    Map<String, String> config = ConnectRest.configOf(CONFIG);
    config.put("connection.url", shop.url());
    config.put("connection.user", shop.user());
    config.put("connection.password", shop.password());
    return config;
  }

  private void stream(TestKafka kafka, TestDatabase shop, TaskMetrics metrics, TestWorker worker) {
    screen.say("");
    screen.say("%,d records: new orders, changes of orders, and tombstones".formatted(RECORDS));
    Orders orders = Orders.send(kafka, TOPIC, RECORDS);
    Await.until(
        "the first row arrives",
        () -> shop.count("SELECT count(*) FROM (SELECT FROM orders LIMIT 1) first_row") == 1);
    screen.say("first row after %.1f s".formatted((System.nanoTime() - began) / 1e9));
    ProgressBar progress = new ProgressBar(screen, RECORDS);
    Statements statements = new Statements(shop);
    Await.until(
        "the table holds what was sent",
        Duration.ofMinutes(5),
        () -> {
          statements.look();
          progress.show(metrics);
          return orders.isSent()
              && metrics.total("records-total") >= RECORDS
              && kafka.lag(CONNECTOR, TOPIC) == 0;
        });
    progress.finish(metrics);
    long rows = shop.count("SELECT count(*) FROM orders");
    if (rows != orders.expectedRows()) {
      throw new AssertionError(rows + " rows instead of " + orders.expectedRows());
    }
    screen.say("%,d rows in the table, as many as keys that are alive".formatted(rows));
    statements
        .seen()
        .ifPresent(sql -> screen.block("The statement of one batch, whatever its size:", sql));
    worker.rest().status(CONNECTOR);
  }

  private void show(TestDatabase shop) {
    String sql = "SELECT id, customer, status, amount, changed_at FROM orders ORDER BY id LIMIT 8";
    screen.table(sql, List.of("id", "customer", "status", "amount", "changed_at"), shop.query(sql));
  }

  private void explain(TestDatabase shop, TestWorker worker) {
    String rest = worker.rest().address();
    screen.block(
        "While this is up:",
        """
        psql 'postgresql://%s:%s@%s:%d/%s' -c 'SELECT status, count(*), sum(amount) FROM orders GROUP BY 1'
        curl %s/connectors/%s/status
        curl %s/connectors/%s/config\
        """
            .formatted(
                shop.user(),
                shop.password(),
                shop.host(),
                shop.port(),
                shop.name(),
                rest,
                CONNECTOR,
                rest,
                CONNECTOR));
  }

  private void stayUp() throws InterruptedException {
    if (System.getProperty("demo.once") != null) {
      return;
    }
    screen.say("Ctrl-C ends it and removes everything.");
    Thread.currentThread().join();
  }
}

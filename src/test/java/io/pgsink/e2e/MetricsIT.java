// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TaskMetrics;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real worker's numbers, as JMX, the Prometheus JMX exporter and the dashboard see them. */
@ExtendWith(FailureLogs.class)
final class MetricsIT {
  private static final String CONNECTOR = "metrics";
  private static final Path FOLDER = Path.of("docker", "metrics");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)\\{([^}]*)} (\\S+)$");

  private static int jmxPort;
  private static int exporterPort;
  private static TestWorker worker;

  private final TestKafka kafka = TestKafka.shared();
  private final ConnectRest rest = worker.rest();
  private final TestDatabase database = TestPostgres.shared().createDatabase("metrics");

  @BeforeAll
  static void startWorker() {
    jmxPort = TaskMetrics.freePort();
    exporterPort = TaskMetrics.freePort();
    List<String> options = new ArrayList<>(TaskMetrics.options(jmxPort));
    options.add(
        "-javaagent:%s=127.0.0.1:%d:%s"
            .formatted(
                System.getProperty("pgsink.jmx.exporter"),
                exporterPort,
                FOLDER.resolve("jmx-exporter.yaml").toAbsolutePath()));
    worker = TestWorker.start(TestKafka.shared(), Map.of(), options);
  }

  @AfterAll
  static void stopWorker() {
    worker.close();
  }

  @Test
  void theNumbersReachJmxPrometheusAndTheLog() throws Exception {
    String topic = kafka.createTopic("metrics", 1);
    try (TestProducer producer = new TestProducer(kafka)) {
      for (int id : new int[] {1, 2, 3}) {
        producer.sendJson(topic, String.valueOf(id), "{\"id\": %d, \"name\": \"n\"}".formatted(id));
      }
    }
    database.execute("CREATE TABLE \"%s\" (id bigint PRIMARY KEY, name text)".formatted(topic));
    Map<String, String> config = Sinks.of(database, topic, "conflict.keys=id");
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    config.put("value.converter.schemas.enable", "false");
    rest.put(CONNECTOR, config);
    worker.awaitCommitted(CONNECTOR, topic);
    try (TaskMetrics metrics = TaskMetrics.connect(jmxPort, CONNECTOR)) {
      assertEquals(3, metrics.total("rows-written-total"));
      Set<String> shown = metrics.attributes();
      assertTrue(shown.contains("flush-time-ms-p99"), shown.toString());
      boolean pluginMetrics = !rest.version().matches("(3|4\\.0)\\..*");
      assertEquals(
          pluginMetrics ? shown : Set.of(), metrics.workerAttributes(CONNECTOR), rest.version());

      String scrape = scrape();
      assertEquals("3.0", sample(scrape, "pgsink_rows_written_total", "connector=\"metrics\""));
      assertEquals("0.0", sample(scrape, "pgsink_retries_total", "reason=\"conflict\""));
      assertEquals("1.0", sample(scrape, "kafka_connect_task_status", "status=\"running\""));
      double lag = Double.parseDouble(sample(scrape, "pgsink_lag_seconds", "quantile=\"0.95\""));
      assertTrue(lag > 0 && lag < 600, lag + " s");
      assertEquals(Set.of(), helpInAnotherUnit(scrape));
      assertEquals(Set.of(), unknownIn("alerts.yaml", scrape));
      assertEquals(Set.of(), unknownIn("grafana/pgsink.json", scrape));

      rest.delete(CONNECTOR);
      Await.until("the task's numbers go", () -> metrics.attributes().isEmpty());
      assertEquals(Set.of(), metrics.workerAttributes(CONNECTOR));
    }
    String log = Files.readString(worker.log());
    assertTrue(log.contains("3 records, 3 rows changed"), "no summary in the log");
    assertFalse(log.contains("KafkaMetric already exists"), "the log complains about metrics");
  }

  private static String scrape() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + exporterPort + "/metrics")).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  /** The value of the only sample of a metric that has the label. */
  private static String sample(String scrape, String metric, String label) {
    List<String> values = new ArrayList<>();
    Matcher samples = SAMPLE.matcher(scrape);
    while (samples.find()) {
      if (samples.group(1).equals(metric) && samples.group(2).contains(label)) {
        values.add(samples.group(3));
      }
    }
    assertEquals(1, values.size(), metric + " " + label + " in\n" + scrape);
    return values.get(0);
  }

  /** The metrics in seconds whose help speaks of anything else. */
  private static Set<String> helpInAnotherUnit(String scrape) {
    Set<String> wrong = new TreeSet<>();
    int seen = 0;
    Matcher helps = Pattern.compile("(?m)^# HELP (pgsink_\\w+_seconds\\w*) (.*)$").matcher(scrape);
    while (helps.find()) {
      seen++;
      if (!helps.group(2).startsWith("Seconds ")) {
        wrong.add(helps.group(1) + ": " + helps.group(2));
      }
    }
    assertTrue(seen >= 8, "only " + seen + " metrics in seconds");
    return wrong;
  }

  /** The metrics that a file asks for and the worker doesn't export. */
  private static Set<String> unknownIn(String file, String scrape) throws IOException {
    Set<String> exported = new TreeSet<>();
    Matcher samples = SAMPLE.matcher(scrape);
    while (samples.find()) {
      exported.add(samples.group(1));
    }
    Set<String> asked = new TreeSet<>();
    Matcher names =
        Pattern.compile("\\b(pgsink|kafka_connect)_[a-z_]+")
            .matcher(Files.readString(FOLDER.resolve(file)));
    while (names.find()) {
      asked.add(names.group());
    }
    assertFalse(asked.isEmpty(), file + " asks for nothing");
    asked.removeAll(exported);
    return asked;
  }
}

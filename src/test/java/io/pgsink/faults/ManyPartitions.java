package io.pgsink.faults;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One task with 200 topics, 1,000 partitions and 200 tables, in a worker with a heap of 512 MB. The
 * database is away when it starts, so that it meets a backlog that is larger than its heap.
 */
final class ManyPartitions {
  private static final int TOPICS = 200;
  private static final int PARTITIONS = 5;
  private static final int RECORDS = 300;
  private static final int BYTES = 10_000;
  private static final String NAME = "many-partitions";

  private final Fleet fleet;

  ManyPartitions(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Runs it and says what it did. */
  String run() throws Exception {
    TestDatabase database = fleet.postgres().createDatabase("many");
    List<String> topics = new ArrayList<>();
    List<NewTopic> fresh = new ArrayList<>();
    for (int i = 0; i < TOPICS; i++) {
      String topic = NAME + "_" + i;
      topics.add(topic);
      fresh.add(new NewTopic(topic, PARTITIONS, (short) 1));
      database.execute(
          "CREATE TABLE \"%s\" (key text PRIMARY KEY, v text)".formatted(topic),
          "GRANT SELECT, INSERT, UPDATE, DELETE ON \"%s\" TO %s".formatted(topic, Tables.ROLE));
    }
    fleet.kafka().admin().createTopics(fresh).all().get();
    try (TestWorker worker =
        TestWorker.start(
            fleet.kafka(), Map.of(), List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"))) {
      worker.rest().put(NAME, options(database));
      worker.rest().awaitRunning(NAME, 1);
      fleet.proxy().down();
      send(topics);
      fleet.proxy().up();
      long start = System.nanoTime();
      for (String topic : topics) {
        worker.awaitCommitted(NAME, topic, Duration.ofMinutes(3));
      }
      Duration drained = Duration.ofNanos(System.nanoTime() - start);
      check(database, topics, worker);
      return "F60: %d partitions, %d MB drained in %d s with a heap of 512 MB"
          .formatted(
              TOPICS * PARTITIONS,
              (long) TOPICS * RECORDS * BYTES / 1_000_000,
              drained.toSeconds());
    } finally {
      fleet.heal();
    }
  }

  private Map<String, String> options(TestDatabase database) {
    Map<String, String> json = new HashMap<>();
    json.put("connector.class", "io.pgsink.PostgresSinkConnector");
    json.put("tasks.max", "1");
    json.put("topics.regex", NAME + "_.*");
    json.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    json.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    json.put("value.converter.schemas.enable", "false");
    json.put(
        "connection.url",
        "jdbc:postgresql://127.0.0.1:" + fleet.proxy().port() + "/" + database.name());
    json.put("connection.user", Tables.ROLE);
    json.put("connection.password", Tables.PASSWORD);
    json.put("retry.backoff.max.ms", "1000");
    return json;
  }

  private void send(List<String> topics) {
    String value = "{\"v\":\"" + "x".repeat(BYTES) + "\"}";
    try (TestProducer producer = new TestProducer(fleet.kafka())) {
      for (int i = 0; i < RECORDS; i++) {
        for (String topic : topics) {
          producer.sendJson(topic, "k" + i, value);
        }
      }
    }
  }

  private static void check(TestDatabase database, List<String> topics, TestWorker worker)
      throws IOException {
    if (Files.readString(worker.log()).contains("java.lang.OutOfMemoryError")) {
      throw new AssertionError("out of memory, see " + worker.log());
    }
    for (String topic : topics) {
      long rows = database.count("SELECT count(*) FROM \"" + topic + "\"");
      if (rows != RECORDS) {
        throw new AssertionError(topic + " has " + rows + " rows instead of " + RECORDS);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TaskMetrics;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * No secret and no row value in anything that others see: a worker's log with us, the pool and the
 * driver at TRACE, statuses, dead-letter headers, names of MBeans.
 */
@ExtendWith(FailureLogs.class)
final class SecretsIT {
  private static final String PASSWORD = "s3kr3t-passw0rd";
  private static final String KEY_PASSWORD = "s3kr3t-k3y";
  private static final String VALUE = "s3kr3t-v4lue";
  private static final String MARK = "s3kr3t";

  @TempDir private Path folder;

  private final TestKafka kafka = TestKafka.shared();
  private final TestDatabase database = TestPostgres.shared().createDatabase("secrets");

  @Test
  void nothingThatOthersSeeHoldsASecretOrAValue() throws Exception {
    String topic = kafka.createTopic("secrets", 1);
    String letters = kafka.createTopic("secrets-letters", 1);
    database.execute(
        "CREATE TABLE \"%s\" (id bigint PRIMARY KEY, v text CHECK (v <> '%s-checked'), n int)"
            .formatted(topic, VALUE),
        "CREATE FUNCTION raise() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
            + " IF NEW.v LIKE '%raised' THEN RAISE EXCEPTION 'no % here', NEW.v; END IF;"
            + " RETURN NEW; END$$",
        "CREATE TRIGGER raise BEFORE INSERT ON \"%s\" FOR EACH ROW EXECUTE FUNCTION raise()"
            .formatted(topic),
        "CREATE ROLE secretive LOGIN PASSWORD '%s'".formatted(PASSWORD),
        "GRANT SELECT, INSERT, UPDATE ON \"%s\" TO secretive".formatted(topic));
    int port = TaskMetrics.freePort();
    try (TestWorker worker = TestWorker.start(kafka, Map.of(), options(port))) {
      Map<String, String> config = config(topic);
      config.put("errors.tolerance", "all");
      config.put("errors.deadletterqueue.topic.name", letters);
      config.put("errors.deadletterqueue.topic.replication.factor", "1");
      config.put("errors.deadletterqueue.context.headers.enable", "true");
      worker.rest().put("secretive", config);
      produce(topic);
      worker.awaitCommitted("secretive", topic);
      database.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'secretive'");
      produce(topic);
      worker.awaitCommitted("secretive", topic);

      Map<String, String> strict = config(topic);
      worker.rest().put("strict", strict);
      expectNone("the status", List.of(worker.rest().awaitFailed("strict")));

      List<String> headers = headers(letters, 8);
      assertTrue(headers.stream().anyMatch(header -> header.contains("SQLSTATE")), "no messages");
      expectNone("a dead letter's header", headers);
      try (TaskMetrics metrics = TaskMetrics.connect(port, "secretive")) {
        expectNone("the name of an MBean", metrics.names());
      }
      assertFalse(
          worker.rest().validate(config).toString().contains(KEY_PASSWORD), "the validation");
      List<String> log = Files.readAllLines(worker.log());
      assertTrue(
          log.stream()
              .anyMatch(
                  line ->
                      line.contains("DEBUG HikariConfig")
                          || line.contains("DEBUG com.zaxxer.hikari")),
          "the pool has logged its configuration");
      expectNone("the log", log);
    } finally {
      database.execute("DROP OWNED BY secretive", "DROP ROLE secretive");
    }
    assertEquals(1, database.count("SELECT count(*) FROM \"%s\"".formatted(topic)));
  }

  private static List<String> options(int port) {
    List<String> options = new ArrayList<>(TaskMetrics.options(port));
    for (String logger : List.of("io.pgsink", "com.zaxxer.hikari", "org.postgresql")) {
      options.add("-Dorg.slf4j.simpleLogger.log." + logger + "=trace");
    }
    return options;
  }

  private Map<String, String> config(String topic) throws Exception {
    Path key = folder.resolve("unused.pk8");
    Files.writeString(key, "never read: the server has no TLS");
    Map<String, String> config =
        Sinks.of(
            database.as("secretive", PASSWORD),
            topic,
            "key.converter.schemas.enable=false",
            "value.converter.schemas.enable=false",
            "conflict.keys=id",
            "connection.sslkey=" + key,
            "connection.sslpassword=" + KEY_PASSWORD);
    return config;
  }

  /** One good record, and four that fail in different places. */
  private void produce(String topic) {
    try (TestProducer producer = new TestProducer(kafka)) {
      producer.sendJson(topic, null, "{\"id\":1,\"v\":\"%s\"}".formatted(VALUE));
      producer.sendJson(topic, null, "{\"id\":2,\"v\":\"%s-checked\"}".formatted(VALUE));
      producer.sendJson(topic, null, "{\"id\":3,\"v\":\"%s-raised\"}".formatted(VALUE));
      producer.sendJson(topic, null, "{\"id\":4,\"n\":\"%s\"}".formatted(VALUE));
      producer.sendJson(topic, null, "{\"id\":5,\"unknown\":\"%s\"}".formatted(VALUE));
    }
  }

  private List<String> headers(String topic, int letters) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafka.bootstrap());
    properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
    properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
    List<String> headers = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      int[] seen = new int[1];
      Await.until(
          "the dead letters",
          () -> {
            for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofSeconds(1))) {
              seen[0]++;
              for (Header header : letter.headers()) {
                headers.add(header.key() + '=' + text(header));
              }
            }
            return seen[0] == letters;
          });
    }
    return headers;
  }

  private static String text(Header header) {
    return header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static void expectNone(String where, Iterable<String> texts) {
    for (String text : texts) {
      assertFalse(text.toLowerCase(Locale.ROOT).contains(MARK), () -> where + " holds: " + text);
    }
  }
}

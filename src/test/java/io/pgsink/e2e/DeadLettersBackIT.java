// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.docs.ShownConfig;
import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/how-to/dead-letters-back.md shows, with its own connector. */
@ExtendWith(FailureLogs.class)
final class DeadLettersBackIT {
  private static final String FIRST = "letters-first";
  private static final String AGAIN = "letters-again";

  private final TestKafka kafka = TestKafka.shared();
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();
  private final TestDatabase database = TestPostgres.shared().createDatabase("letters_back");

  @AfterEach
  void deleteConnectors() {
    rest.deleteIfThere(FIRST);
    rest.deleteIfThere(AGAIN);
  }

  @Test
  void deadLettersAreStoredAndKeepNewerRows() {
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(3), changed_at bigint)");
    String topic = kafka.createTopic("letters-back", 1);
    String letters = kafka.createTopic("letters-back-errors", 1);
    Map<String, String> first = shown();
    first.put("topics", topic);
    first.put("errors.deadletterqueue.topic.name", letters);
    rest.put(FIRST, first);
    try (TestProducer producer = new TestProducer(kafka)) {
      producer.sendJson(topic, "1", "{\"id\": 1, \"code\": \"abcd\", \"changed_at\": 1}");
      producer.sendJson(topic, "2", "{\"id\": 2, \"code\": \"abcd\", \"changed_at\": 1}");
      producer.flush();
      Await.until("two dead letters", () -> kafka.records(letters) == 2);
      producer.sendJson(topic, "2", "{\"id\": 2, \"code\": \"new\", \"changed_at\": 2}");
    }
    worker.awaitCommitted(FIRST, topic);
    assertEquals(List.of(List.of("2", "new", "2")), rows());

    database.execute("ALTER TABLE orders ALTER COLUMN code TYPE varchar(10)");
    Map<String, String> again = shown();
    again.put("topics", letters);
    again.put("errors.deadletterqueue.topic.name", letters + "-again");
    rest.put(AGAIN, again);
    worker.awaitCommitted(AGAIN, letters);
    assertEquals(List.of(List.of("1", "abcd", "1"), List.of("2", "new", "2")), rows());
  }

  private List<List<String>> rows() {
    return database.query("SELECT id, code, changed_at FROM orders ORDER BY id");
  }

  /** The page's connector, in this database and on one broker. */
  private Map<String, String> shown() {
    Map<String, String> config =
        new LinkedHashMap<>(
            ShownConfig.all().stream()
                .filter(each -> each.place().startsWith("docs/how-to/dead-letters-back.md"))
                .findFirst()
                .orElseThrow()
                .options());
    config.remove("name");
    config.putAll(Sinks.connection(database));
    config.put("errors.deadletterqueue.topic.replication.factor", "1");
    return config;
  }
}

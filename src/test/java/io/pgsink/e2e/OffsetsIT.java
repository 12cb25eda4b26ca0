// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** F50: offsets altered through a real worker's REST API, in exactly-once mode. */
@ExtendWith(FailureLogs.class)
final class OffsetsIT {
  private static final String CONNECTOR = "offsets";

  private final TestKafka kafka = TestKafka.shared();
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();
  private final TestDatabase database = TestPostgres.shared().createDatabase("offsets");
  private final String topic = kafka.createTopic("offsets", 1);

  @Test
  void alteredOffsetsReplayAndSkipAndResetAsAsked() {
    database.execute("CREATE TABLE \"%s\" (o bigint, x int)".formatted(topic));
    rest.put(
        CONNECTOR,
        Sinks.of(
            database,
            topic,
            "delivery.guarantee=exactly_once",
            "consumer.override.isolation.level=read_committed",
            "insert.mode=insert",
            "metadata.columns=offset:o",
            "value.converter.schemas.enable=false"));
    produce(10);
    worker.awaitCommitted(CONNECTOR, topic);
    assertEquals("0 1 2 3 4 5 6 7 8 9", rows());

    stop();
    alter(7);
    alter(7);
    go();
    assertEquals("0 1 2 3 4 5 6 7 7 8 8 9 9", rows(), "replayed from 7");

    stop();
    produce(4);
    alter(12);
    go();
    assertEquals("0 1 2 3 4 5 6 7 7 8 8 9 9 12 13", rows(), "skipped to 12");

    stop();
    database.execute("TRUNCATE \"%s\"".formatted(topic));
    rest.resetOffsets(CONNECTOR);
    rest.resetOffsets(CONNECTOR);
    go();
    assertEquals("0 1 2 3 4 5 6 7 8 9 10 11 12 13", rows(), "reset to the beginning");
    rest.delete(CONNECTOR);
  }

  private void produce(int count) {
    try (TestProducer producer = new TestProducer(kafka)) {
      for (int i = 0; i < count; i++) {
        producer.sendJson(topic, null, "{\"x\":1}");
      }
    }
  }

  private void stop() {
    rest.stop(CONNECTOR);
    Await.until("the tasks are gone", () -> rest.status(CONNECTOR).get("tasks").isEmpty());
  }

  /** The body is the answer to GET with another number in it, as people write it. */
  private void alter(long next) {
    JsonNode offsets = rest.offsets(CONNECTOR);
    ((ObjectNode) offsets.get("offsets").get(0).get("offset")).put("kafka_offset", next);
    Await.until(
        "offsets are altered",
        () -> {
          rest.alterOffsets(CONNECTOR, offsets);
          return true;
        });
  }

  private void go() {
    rest.resume(CONNECTOR);
    rest.awaitRunning(CONNECTOR, 1);
    worker.awaitCommitted(CONNECTOR, topic);
  }

  private String rows() {
    return database.value(
        "SELECT string_agg(o::text, ' ' ORDER BY o) FROM \"%s\"".formatted(topic));
  }
}

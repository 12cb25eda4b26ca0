// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** KIP-848: the brokers share out the partitions. */
@ExtendWith(FailureLogs.class)
final class GroupProtocolIT {
  private static final String CONNECTOR = "counted";
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  private static final Schema COUNT =
      SchemaBuilder.struct().field("n", Schema.INT64_SCHEMA).build();

  private final TestKafka kafka = TestKafka.shared();
  private final TestDatabase database = TestPostgres.shared().createDatabase("group_protocol");

  /** The rig's worker sets what the new protocol leaves to the brokers; this one doesn't. */
  private TestWorker worker() {
    return TestWorker.start(
        kafka,
        Map.of("consumer.session.timeout.ms", "", "consumer.heartbeat.interval.ms", ""),
        List.of());
  }

  @Test
  void everyRecordCountsOnceWhileTasksComeAndGo() {
    String topic = kafka.createTopic("counted", 2);
    database.execute("CREATE TABLE \"%s\" (id bigint PRIMARY KEY, n bigint)".formatted(topic));
    try (TestWorker worker = worker();
        TestProducer producer = new TestProducer(kafka)) {
      ConnectRest rest = worker.rest();
      for (String tasks : List.of("1", "2", "1")) {
        for (long i = 0; i < 50; i++) {
          producer.send(
              topic, KEY, new Struct(KEY).put("id", i % 10), COUNT, new Struct(COUNT).put("n", 1L));
        }
        rest.put(
            CONNECTOR,
            Sinks.of(
                database,
                topic,
                "tasks.max=" + tasks,
                "consumer.override.group.protocol=consumer",
                "update.rules=n:add",
                "delivery.guarantee=exactly_once"));
        rest.awaitRunning(CONNECTOR, Integer.parseInt(tasks));
        worker.awaitCommitted(CONNECTOR, topic);
      }
    }
    assertEquals(150, database.count("SELECT sum(n)::bigint FROM \"%s\"".formatted(topic)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.DoNothingSinkConnector;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The rig itself: a broker, a worker and plug-ins found by their service entries. */
@ExtendWith(FailureLogs.class)
final class RigIT {
  @Test
  void theWorkerRunsThePluginsOfItsPluginPath() {
    TestKafka kafka = TestKafka.shared();
    TestWorker worker = TestWorker.shared();
    ConnectRest rest = worker.rest();
    assertTrue(rest.plugins().contains(DoNothingSinkConnector.class.getName()));

    String topic = kafka.createTopic("nothing", 1);
    rest.put(
        "nothing",
        Map.of(
            "connector.class",
            DoNothingSinkConnector.class.getName(),
            "topics",
            topic,
            "value.converter",
            "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.schemas.enable",
            "false"));
    rest.awaitRunning("nothing", 1);
    try (TestProducer producer = new TestProducer(kafka)) {
      producer.sendJson(topic, null, "{\"id\":1}");
    }
    worker.awaitCommitted("nothing", topic);
    rest.delete("nothing");
  }
}

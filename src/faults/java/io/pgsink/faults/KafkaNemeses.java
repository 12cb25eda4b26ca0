// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgsink.faults.Nemesis.Promise;
import io.pgsink.rig.Await;
import java.util.List;
import java.util.Map;

/** What happens to the broker and to topics. */
final class KafkaNemeses {
  private KafkaNemeses() {}

  static List<Nemesis> all() {
    return List.of(
        Nemesis.of("F46", "topic deleted and created again", KafkaNemeses::recreate),
        Nemesis.of("F51", "broker restarted", KafkaNemeses::restart),
        Nemesis.of("F51", "broker killed, 20 s of outage", KafkaNemeses::kill)
            // Connect's own commit waits for the broker, and no poll comes meanwhile
            .with("consumer.override.max.poll.interval.ms", "120000"),
        Nemesis.of("F55", "read_uncommitted: aborted rows show", stage -> stage.duringSeconds(3))
            .with("consumer.override.isolation.level", "read_uncommitted")
            .promising(Promise.ABORTED_ROWS_SHOW)
            .atLeastOnceOnly());
  }

  /**
   * The new topic begins at offset 0. With offsets in the database the task must say so rather than
   * skip what lies below them, and goes on when they are reset.
   */
  private static void recreate(TrialStage stage) throws Exception {
    stage.load().pause();
    stage.awaitAllStored();
    stage.stop();
    // until they are reset, stored offsets are those of the topic that is gone
    stage.unseen(() -> replace(stage));
  }

  private static void replace(TrialStage stage) throws Exception {
    String topic = stage.topics().journal();
    stage.kafka().admin().deleteTopics(List.of(topic)).all().get();
    Await.until(
        "the topic is gone",
        () -> !stage.kafka().admin().listTopics().names().get().contains(topic));
    stage.model().forgetOffsets(topic);
    // rows of the old topic, whose offsets are given out once more
    stage.database().execute("UPDATE journal SET source_partition = source_partition - 100");
    stage.kafka().createTopicNamed(topic, Topics.PARTITIONS, Map.of());
    stage.load().goOn();
    stage.rest().resume(stage.connector());
    if (stage.isExactlyOnce()) {
      stage.awaitFailed("deleted and created again");
      stage.stop();
      stage.rest().alterOffsets(stage.connector(), noOffsets(topic));
      stage.rest().resume(stage.connector());
    }
    stage.awaitRows(200);
  }

  /** What resets the offsets of one topic. */
  private static JsonNode noOffsets(String topic) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode offsets = body.putArray("offsets");
    for (int i = 0; i < Topics.PARTITIONS; i++) {
      ObjectNode entry = offsets.addObject();
      entry.putObject("partition").put("kafka_topic", topic).put("kafka_partition", i);
      entry.putNull("offset");
    }
    return body;
  }

  private static void restart(TrialStage stage) {
    stage.kafka().stop();
    stage.duringSeconds(2);
    stage.kafka().startAgain();
  }

  private static void kill(TrialStage stage) {
    stage.kafka().kill();
    stage.duringSeconds(20);
    stage.kafka().startAgain();
  }
}

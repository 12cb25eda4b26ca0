// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.TestKafka;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics of one trial, each for one way of writing: {@code state} is upserted and deleted,
 * {@code journal} only inserted, {@code counter} added up. Records that are refused go to {@code
 * letters}.
 */
record Topics(String state, String journal, String counter, String letters) {
  static final int PARTITIONS = 4;
  static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  static Topics create(TestKafka kafka, String trial) {
    Topics topics =
        new Topics(trial + "-state", trial + "-journal", trial + "-counter", trial + "-letters");
    for (String topic : topics.read()) {
      kafka.createTopicNamed(topic, PARTITIONS, Map.of());
    }
    kafka.createTopicNamed(topics.letters, 1, Map.of());
    return topics;
  }

  /** The topics that the connector reads. */
  List<String> read() {
    return List.of(state, journal, counter);
  }
}

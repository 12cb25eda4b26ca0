// SPDX-License-Identifier: Apache-2.0
package io.pgsink;

import io.pgsink.config.DeliveryGuarantee;
import io.pgsink.config.SinkConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.OffsetStore;
import io.pgsink.postgres.OffsetStore.SourcePartition;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.EnvironmentException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Offsets that people set from outside while no task runs. In exactly-once mode the table of
 * offsets decides where a partition goes on, so that it has to follow Connect's REST API.
 */
final class StoredOffsets {
  private StoredOffsets() {}

  /**
   * Sets offsets; the same call again changes nothing more.
   *
   * @param offsets by partition the offset to read next; null to forget what is stored
   * @throws ConnectException when they can't be set; none of them is then
   */
  static void alter(Map<String, String> options, Map<TopicPartition, Long> offsets) {
    SinkConfig config = ConnectorOptions.parse(options);
    if (config.write().deliveryGuarantee() != DeliveryGuarantee.EXACTLY_ONCE || offsets.isEmpty()) {
      return;
    }
    offsets.forEach((partition, offset) -> check(options, partition, offset));
    Map<SourcePartition, OptionalLong> wanted = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            wanted.put(
                new SourcePartition(partition.topic(), partition.partition()),
                offset == null ? OptionalLong.empty() : OptionalLong.of(offset)));
    OffsetStore store = new OffsetStore(config.write().offsetsTable(), config.connectorName());
    try {
      Database.alter(config.connection(), store, wanted);
    } catch (WriteException | EnvironmentException failure) {
      throw new ConnectException("no offset was altered: " + failure.getMessage());
    }
  }

  /**
   * What Connect would refuse only after it is stored here. Forgetting is allowed for any topic,
   * also for one that the connector no longer reads.
   */
  private static void check(Map<String, String> options, TopicPartition partition, Long offset) {
    if (partition.partition() < 0 || (offset != null && offset < 0)) {
      throw new ConnectException(
          "no offset was altered: %s has the offset %d; partitions and offsets count from 0"
              .formatted(partition, offset));
    }
    if (offset != null && !reads(options, partition.topic())) {
      throw new ConnectException(
          "no offset was altered: the connector does not read the topic \"%s\"; correct it, or add it to topics"
              .formatted(partition.topic()));
    }
  }

  private static boolean reads(Map<String, String> options, String topic) {
    String regex = options.getOrDefault("topics.regex", "");
    if (!regex.isBlank()) {
      return Pattern.matches(regex, topic);
    }
    return Arrays.asList(options.getOrDefault("topics", "").trim().split("\\s*,\\s*"))
        .contains(topic);
  }
}

package io.pgsink;

import io.pgsink.config.DeliveryGuarantee;
import io.pgsink.config.SinkConfig;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.OffsetStore;
import io.pgsink.postgres.OffsetStore.SourcePartition;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.EnvironmentException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
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
  static void alter(SinkConfig config, Map<TopicPartition, Long> offsets) {
    if (config.write().deliveryGuarantee() != DeliveryGuarantee.EXACTLY_ONCE || offsets.isEmpty()) {
      return;
    }
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
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink;

import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.flow.SinkPipeline;
import io.pgsink.postgres.CopyPolicy;
import io.pgsink.validation.RunningConnectors;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** The doorway between Connect and the pipeline: builds one in start and forwards every call. */
public final class PostgresSinkTask extends SinkTask {
  private static final String MAX_POLL_INTERVAL = "consumer.override.max.poll.interval.ms";
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final CopyPolicy copying;
  private SinkPipeline pipeline;

  /** A task that isn't started yet. */
  public PostgresSinkTask() {
    this(CopyPolicy.MEASURED);
  }

  /** A task with a policy of its own for rows that are new. */
  PostgresSinkTask(CopyPolicy copying) {
    this.copying = copying;
  }

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public void start(Map<String, String> props) {
    RunningConnectors.started(props);
    pipeline =
        new SinkPipeline(ConnectorOptions.parseResolved(props), context, patience(props), copying);
  }

  /**
   * A put that waits longer than the consumer's poll interval would cost the task its partitions.
   */
  private static Duration patience(Map<String, String> props) {
    String interval = props.get(MAX_POLL_INTERVAL);
    if (interval == null || !interval.matches("\\d{1,9}")) {
      return LONGEST_WAIT;
    }
    Duration quarter = Duration.ofMillis(Long.parseLong(interval) / 4);
    return quarter.compareTo(LONGEST_WAIT) < 0 ? quarter : LONGEST_WAIT;
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    pipeline.open(partitions);
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    pipeline.put(records);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> currentOffsets) {
    return pipeline.preCommit(currentOffsets);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    pipeline.close(partitions);
  }

  @Override
  public void stop() {
    if (pipeline != null) {
      pipeline.close();
    }
  }
}

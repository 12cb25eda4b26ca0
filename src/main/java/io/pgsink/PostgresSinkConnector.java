// SPDX-License-Identifier: Apache-2.0
package io.pgsink;

import io.pgsink.config.SinkConfig;
import io.pgsink.config.SinkOptions;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.validation.ConnectorValidation;
import io.pgsink.validation.RunningConnectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sink connector that writes topics into tables of PostgreSQL. */
public final class PostgresSinkConnector extends SinkConnector {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSinkConnector.class);

  private Map<String, String> options = Map.of();

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PostgresSinkTask.class;
  }

  @Override
  public ConfigDef config() {
    return SinkOptions.definition();
  }

  @Override
  public Config validate(Map<String, String> connectorConfigs) {
    return ConnectorValidation.validate(connectorConfigs);
  }

  @Override
  public void start(Map<String, String> props) {
    SinkConfig config = ConnectorOptions.parseResolved(props);
    config.notices().forEach(LOG::info);
    config.warnings().forEach(LOG::warn);
    options = Map.copyOf(props);
    RunningConnectors.started(options);
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    List<Map<String, String>> tasks = new ArrayList<>(maxTasks);
    for (int i = 0; i < maxTasks; i++) {
      Map<String, String> task = new HashMap<>(options);
      task.put(SinkOptions.TASK_ID, String.valueOf(i));
      tasks.add(task);
    }
    return tasks;
  }

  /** Called while no task runs, also before {@link #start}. */
  @Override
  public boolean alterOffsets(
      Map<String, String> connectorConfig, Map<TopicPartition, Long> offsets) {
    StoredOffsets.alter(connectorConfig, offsets);
    return true;
  }

  @Override
  public void stop() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** A sink that drops its records: the floor of what a worker costs, for benchmarks. */
public final class DoNothingSinkConnector extends SinkConnector {
  @Override
  public void start(Map<String, String> properties) {}

  @Override
  public Class<? extends Task> taskClass() {
    return DoNothingSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, Map.of());
  }

  @Override
  public void stop() {}

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public String version() {
    return "1";
  }
}

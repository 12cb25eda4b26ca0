// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/** The task of {@link DoNothingSinkConnector}. */
public final class DoNothingSinkTask extends SinkTask {
  @Override
  public void start(Map<String, String> properties) {}

  @Override
  public void put(Collection<SinkRecord> records) {}

  @Override
  public void stop() {}

  @Override
  public String version() {
    return "1";
  }
}

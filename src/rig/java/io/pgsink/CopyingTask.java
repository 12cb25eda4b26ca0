// SPDX-License-Identifier: Apache-2.0
package io.pgsink;

import io.pgsink.postgres.CopyPolicy;
import org.apache.kafka.connect.sink.SinkTask;

/** A task that copies new rows when a test says, not when it pays. */
public final class CopyingTask {
  private CopyingTask() {}

  /** A task with that policy. */
  public static SinkTask with(CopyPolicy policy) {
    return new PostgresSinkTask(policy);
  }
}

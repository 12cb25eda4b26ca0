// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.postgres.WriteException;
import java.util.IdentityHashMap;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that changes wait, that too many do, and that none does any more. */
final class WaitingLog {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingLog.class);

  private final Wording wording;
  private boolean warned;

  WaitingLog(Wording wording) {
    this.wording = wording;
  }

  /** Changes were set aside. */
  void setAside(
      boolean first, WaitingLoad load, IdentityHashMap<SinkRecord, WriteException> refusals) {
    if (refusals.isEmpty()) {
      return;
    }
    String example = refusals.values().iterator().next().getMessage();
    if (first) {
      LOG.info(
          "{}: changes wait for others that a constraint asks for. The first one: {}",
          wording.place(),
          example);
    }
    if (!load.crowding().isEmpty() && !warned) {
      warned = true;
      LOG.warn(
          "{}: {} changes, {} bytes, wait for others that a constraint asks for, more than"
              + " batch.bytes: their partitions are paused until some are stored or"
              + " constraint.wait.ms is over. One of them: {}",
          wording.place(),
          load.rows(),
          load.bytes(),
          example);
    }
  }

  /** Nothing waits any more. */
  void empty() {
    warned = false;
    LOG.info("{}: no change waits for others any more", wording.place());
  }
}

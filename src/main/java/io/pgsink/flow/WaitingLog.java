// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.postgres.WriteException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that changes wait, that too many do, and that none does any more. */
final class WaitingLog {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingLog.class);

  private final Wording wording;
  private boolean warned;
  private boolean warnedOfAll;

  WaitingLog(Wording wording) {
    this.wording = wording;
  }

  /**
   * Changes were set aside.
   *
   * @param first whether nothing waited before
   * @param reason why one of those that wait was refused
   */
  void setAside(boolean first, WaitingLoad load, WriteException reason) {
    String example = reason.getMessage();
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
              + " constraint.wait.ms is over, all but one if there are no others. One of them: {}",
          wording.place(),
          load.rows(),
          load.bytes(),
          example);
    }
    if (load.full() && !warnedOfAll) {
      warnedOfAll = true;
      LOG.warn(
          "{}: {} changes, {} bytes, wait for others that a constraint asks for, and no more may:"
              + " all of their partitions are paused, so what they wait for must come from others"
              + " before constraint.wait.ms is over. If it comes behind them, raise batch.bytes."
              + " One of them: {}",
          wording.place(),
          load.rows(),
          load.bytes(),
          example);
    }
  }

  /** Nothing waits any more. */
  void empty() {
    warned = false;
    warnedOfAll = false;
    LOG.info("{}: no change waits for others any more", wording.place());
  }
}

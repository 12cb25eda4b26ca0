// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that records became dead letters: one line a minute for each reason, whatever
 * their number. Reasons name fields, which producers choose, so that their number is bounded too.
 * Task thread only.
 */
final class DeadLetterLog {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);
  private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_REASONS = 50;
  private static final String OTHERS =
      "more reasons than are told here; the dead letters name theirs";

  private final Wording wording;

  /** In the order of their last lines. */
  private final Map<String, Told> reasons = new LinkedHashMap<>();

  /** What was said of a reason last: when, and how many records have not been told since. */
  private static final class Told {
    private final long at;
    private long since;

    Told(long at) {
      this.at = at;
    }
  }

  DeadLetterLog(Wording wording) {
    this.wording = wording;
  }

  /** A record was reported. */
  void add(Refusal refusal, long now) {
    String place = refusal.table().map(wording::place).orElseGet(wording::place);
    String reason = bounded(wording.at(place, refusal.reason()), now);
    Told last = reasons.get(reason);
    if (last != null && now - last.at < EVERY_NANOS) {
      last.since++;
      return;
    }
    reasons.remove(reason);
    reasons.put(reason, new Told(now));
    LOG.warn(
        "{} (record {}{})",
        reason,
        Refusal.where(refusal.record()),
        last == null || last.since == 0
            ? " became a dead letter"
            : " and %,d before it became dead letters".formatted(last.since));
  }

  /** The reason, or that of all others when too many were told within a minute. */
  private String bounded(String reason, long now) {
    if (reasons.containsKey(reason) || reasons.size() < MOST_REASONS) {
      return reason;
    }
    Map.Entry<String, Told> oldest = reasons.entrySet().iterator().next();
    if (now - oldest.getValue().at < EVERY_NANOS) {
      return wording.place() + ": " + OTHERS;
    }
    reasons.remove(oldest.getKey());
    return reason;
  }
}

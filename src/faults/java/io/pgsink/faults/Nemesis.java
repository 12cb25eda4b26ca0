// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A fault, done and undone while records flow.
 *
 * @param ids the numbers of the faults that it stands for, as in docs/reliability.md
 * @param name what happens, for the report
 * @param options of the connector, where they differ from {@link ConnectorJson}'s
 * @param atLeastOnce what at-least-once delivery promises under this fault
 * @param guarantees the delivery guarantees that it is for
 * @param strike does it, and returns when the cause is gone
 */
record Nemesis(
    String ids,
    String name,
    Map<String, String> options,
    Promise atLeastOnce,
    Set<Guarantee> guarantees,
    Strike strike) {

  /** Does the fault and undoes it. */
  interface Strike {
    void at(TrialStage stage) throws Exception;
  }

  /** Delivery guarantees of the connector. */
  enum Guarantee {
    AT_LEAST_ONCE,
    EXACTLY_ONCE;

    /** The value of {@code delivery.guarantee}. */
    String option() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What holds at the end, beyond "every record at least once". */
  enum Promise {
    /** The last change of every key is what the table shows. */
    NEWEST_WINS,
    /** A write of long ago may arrive after newer ones, since nothing fences it. */
    LATE_WRITES_MAY_WIN,
    /** The database has forgotten commits that Kafka was told of. */
    ROWS_MAY_BE_FORGOTTEN,
    /** What producers have aborted is stored, too. */
    ABORTED_ROWS_SHOW;

    boolean mayLose() {
      return switch (this) {
        case LATE_WRITES_MAY_WIN, ROWS_MAY_BE_FORGOTTEN -> true;
        case NEWEST_WINS, ABORTED_ROWS_SHOW -> false;
      };
    }
  }

  static Nemesis of(String ids, String name, Strike strike) {
    return new Nemesis(
        ids, name, Map.of(), Promise.NEWEST_WINS, EnumSet.allOf(Guarantee.class), strike);
  }

  /** The same with another option of the connector; an empty value drops it. */
  Nemesis with(String option, String value) {
    Map<String, String> more = new HashMap<>(options);
    more.put(option, value);
    return new Nemesis(ids, name, Map.copyOf(more), atLeastOnce, guarantees, strike);
  }

  /** The same, where at-least-once delivery promises something else. */
  Nemesis promising(Promise promise) {
    return new Nemesis(ids, name, options, promise, guarantees, strike);
  }

  /** The same, for at-least-once delivery only. */
  Nemesis atLeastOnceOnly() {
    return new Nemesis(
        ids, name, options, atLeastOnce, EnumSet.of(Guarantee.AT_LEAST_ONCE), strike);
  }

  /** Whether the database goes back in time, behind what Kafka was told is stored. */
  boolean turnsBack() {
    return atLeastOnce == Promise.ROWS_MAY_BE_FORGOTTEN;
  }

  @Override
  public String toString() {
    return ids + " " + name;
  }
}

package io.pgsink.faults;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A fault, done and undone while records flow.
 *
 * @param ids the numbers of the faults that it stands for
 * @param name what happens, for the report
 * @param options of the connector, where they differ from {@link ConnectorJson}'s
 * @param atLeastOnce what at-least-once delivery promises under this fault
 * @param begin when it strikes
 * @param strike does it, and returns when the cause is gone
 */
record Nemesis(
    String ids,
    String name,
    Map<String, String> options,
    Promise atLeastOnce,
    Begin begin,
    Strike strike) {

  /** Does the fault and undoes it. */
  interface Strike {
    void at(Stage stage) throws Exception;
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
    LATE_WRITES_MAY_WIN
  }

  /** When the nemesis strikes. */
  enum Begin {
    WHILE_ROWS_ARRIVE,
    /** It creates the connector itself. */
    BEFORE_THE_CONNECTOR
  }

  static Nemesis of(String ids, String name, Strike strike) {
    return new Nemesis(ids, name, Map.of(), Promise.NEWEST_WINS, Begin.WHILE_ROWS_ARRIVE, strike);
  }

  /** The same with another option of the connector. */
  Nemesis with(String option, String value) {
    Map<String, String> more = new HashMap<>(options);
    more.put(option, value);
    return new Nemesis(ids, name, Map.copyOf(more), atLeastOnce, begin, strike);
  }

  /** The same, where at-least-once delivery can't keep a late write from winning. */
  Nemesis unfenced() {
    return new Nemesis(ids, name, options, Promise.LATE_WRITES_MAY_WIN, begin, strike);
  }

  /** The same, before there is a connector. */
  Nemesis beforeTheConnector() {
    return new Nemesis(ids, name, options, atLeastOnce, Begin.BEFORE_THE_CONNECTOR, strike);
  }

  @Override
  public String toString() {
    return ids + " " + name;
  }
}

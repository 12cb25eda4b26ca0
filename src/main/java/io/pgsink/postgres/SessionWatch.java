// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server, over another connection, what it does about calls without an answer. Used by one
 * thread.
 *
 * <ul>
 *   <li>A session that waits for a lock is named together with the one that holds it.
 *   <li>One that works is left to work, until the driver would give its connection up: then it is
 *       cancelled, so that nothing goes on that nobody listens to. So is one that can't be asked
 *       about.
 *   <li>One that has nothing to do, or isn't there, shows that the request or its answer got lost:
 *       the connection is given up at once. It takes two looks, since an answer may be on its way.
 * </ul>
 */
final class SessionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
  private static final Duration LONG = Duration.ofSeconds(3);
  private static final Duration VERY_LONG = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final int LOOKS = 2;

  /** Who holds a lock is visible to all; what others do only to members of their role. */
  private static final String SESSIONS =
      """
      SELECT a.pid, a.backend_start::pg_catalog.text AS started, a.state, a.wait_event_type,
        (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-)
          a.query_start) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8 AS running,
        (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-)
          a.state_change) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8 AS unchanged,
        a.blocker, holder.usename, holder.application_name, holder.state AS does,
        pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-)
          holder.xact_start)::pg_catalog.int8 AS since
      FROM (SELECT *, CASE WHEN wait_event_type OPERATOR(pg_catalog.=) 'Lock'::pg_catalog.text
          THEN (pg_catalog.pg_blocking_pids(pid))[1] END AS blocker
        FROM pg_catalog.pg_stat_activity
        WHERE pid OPERATOR(pg_catalog.=) ANY (?::pg_catalog.int4[]) OFFSET 0) a
      LEFT JOIN pg_catalog.pg_stat_activity holder
        ON holder.pid OPERATOR(pg_catalog.=) a.blocker\
      """;

  private final Duration socketTimeout;
  private final boolean firstMessageIsSmall;

  /**
   * A watch.
   *
   * @param socketTimeout when the driver gives up a connection; zero for never
   * @param limits what the first message of each call sets
   */
  SessionWatch(Duration socketTimeout, TimeLimits limits) {
    this.socketTimeout = socketTimeout;
    // else the server may be idle because a large first message is still on its way
    this.firstMessageIsSmall = limits.sql().isPresent();
  }

  /** What the server says of one of its sessions. */
  private record Look(
      String state, boolean locked, long runningMillis, long unchangedMillis, String holder) {
    boolean isIdle() {
      return state != null && state.startsWith("idle") && unchangedMillis >= IDLE.toMillis();
    }
  }

  /** Looks at calls and does what has to be done about them. */
  void look(Connection connection, List<Call> calls) throws SQLException {
    Map<String, Look> looks = ask(connection, calls);
    for (Call call : calls) {
      if (!call.backend().isOurs()) {
        tell(call, "nothing more is known behind a pooler");
        giveUpUnseen(call);
        continue;
      }
      Look look = looks.get(key(call.backend().pid(), call.backend().started()));
      boolean lost = look == null || (look.isIdle() && firstMessageIsSmall);
      if (call.idleLooks(lost) >= LOOKS) {
        LOG.warn(
            "{}: no answer since {} s, and the server {}: the connection is dead and given up",
            call.place(),
            Duration.ofNanos(call.ageNanos()).toSeconds(),
            look == null ? "has no such session" : "has nothing to do for it");
        call.abort();
      } else if (look != null && !lost) {
        follow(call, look);
      }
    }
  }

  private void follow(Call call, Look look) {
    call.seen(look.locked() ? Call.Seen.WAITING_FOR_LOCK : Call.Seen.WORKING, look.holder());
    if (look.locked()) {
      tell(call, "it waits for a lock" + (look.holder().isEmpty() ? "" : " of " + look.holder()));
    } else if (call.ageNanos() >= VERY_LONG.toNanos()) {
      tell(call, "the server is working on it");
    }
    if (isAtItsEnd(look.runningMillis())) {
      cancel(call);
    }
  }

  /** Cancels a call in time of which it can't be seen what the server does. */
  void giveUpUnseen(Call call) {
    if (isAtItsEnd(Duration.ofNanos(call.ageNanos()).toMillis())) {
      cancel(call);
    }
  }

  /** Whether the driver is about to give the connection up. */
  private boolean isAtItsEnd(long millis) {
    long end = socketTimeout.toMillis() - Math.min(2_000, socketTimeout.toMillis() / 4);
    return !socketTimeout.isZero() && millis >= end;
  }

  static void cancel(Call call) {
    try {
      call.cancel();
    } catch (SQLException lost) {
      LOG.debug("{}: no request to cancel gets through", call.place(), lost);
    }
  }

  private static void tell(Call call, String why) {
    if (call.ageNanos() >= LONG.toNanos() && call.isToBeTold()) {
      LOG.warn(
          "{}: a statement has had no answer since {} s: {} (session {})",
          call.place(),
          Duration.ofNanos(call.ageNanos()).toSeconds(),
          why,
          call.backend().pid());
    }
  }

  private static Map<String, Look> ask(Connection connection, List<Call> calls)
      throws SQLException {
    Map<String, Look> looks = new HashMap<>();
    Object[] pids = calls.stream().map(call -> call.backend().pid()).toArray();
    Array list = connection.createArrayOf("int4", pids);
    try (PreparedStatement query = connection.prepareStatement(SESSIONS)) {
      query.setArray(1, list);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          looks.put(
              key(row.getInt("pid"), row.getString("started")),
              new Look(
                  row.getString("state"),
                  "Lock".equals(row.getString("wait_event_type")),
                  row.getLong("running"),
                  row.getLong("unchanged"),
                  holder(row)));
        }
      }
    }
    return looks;
  }

  private static String holder(ResultSet row) throws SQLException {
    int pid = row.getInt("blocker");
    if (row.wasNull()) {
      return "";
    }
    if (pid == 0) {
      return "a prepared transaction (see pg_prepared_xacts)";
    }
    StringBuilder text = new StringBuilder("session ").append(pid);
    text.append(" (application_name \"").append(printable(row.getString("application_name")));
    text.append("\", role \"").append(printable(row.getString("usename"))).append('"');
    String does = row.getString("does");
    if (does != null) {
      text.append(", ").append(does).append(", its transaction began ");
      text.append(row.getLong("since")).append(" s ago");
    }
    return text.append(')').toString();
  }

  /** Names of sessions and roles are anybody's. */
  private static String printable(String name) {
    return name == null ? "" : name.replaceAll("\\p{Cntrl}", "?");
  }

  private static String key(int pid, String started) {
    return pid + " " + started;
  }
}

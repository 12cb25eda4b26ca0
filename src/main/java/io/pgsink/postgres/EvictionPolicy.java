package io.pgsink.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Which errors end a connection, beyond the pool's own list (08…, 57P01 to 57P03, 0A000).
 *
 * <p>A server that has become read-only never answers as the primary again on that connection.
 * 0A000 on the other hand is a matter of one statement: the next one works.
 */
final class EvictionPolicy implements SQLExceptionOverride {
  private static final Set<String> FATAL =
      Set.of("25006", "25P03", "25P04", "57P04", "57P05", "58030", "26000", "42P05");

  // the interface brings a type of the annotation's name
  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    String state = failure.getSQLState();
    if (state == null) {
      return Override.CONTINUE_EVICT;
    }
    if (FATAL.contains(state) || state.startsWith("08")) {
      return Override.MUST_EVICT;
    }
    return state.equals("0A000") ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
  }
}

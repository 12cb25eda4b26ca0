// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Which line of {@link SqlStates} a failure belongs to, where the state alone doesn't tell. What a
 * case goes by isn't translated: names of constraints, the server's functions, types of causes.
 */
final class FailureCase {
  /** Syntax error, invalid name, name too long. */
  private static final Set<String> VALUE_SYNTAX = Set.of("42601", "42602", "42622");

  private static final int DEEPEST_CAUSE = 20;

  private FailureCase() {}

  /**
   * The line's name.
   *
   * @param state the SQLSTATE
   * @param origin where the failure began
   * @param failure what was thrown, around the origin
   */
  static String of(String state, SQLException origin, SQLException failure) {
    ServerErrorMessage server = WriteException.server(origin);
    if (server == null) {
      return ofDriver(state, origin, failure);
    }
    String routine = String.valueOf(server.getRoutine());
    if (isRaised(server)) {
      return isKeptAsRaised(state) ? state : "raised";
    }
    return switch (state) {
      case "23514" -> Violation.FENCE.equals(server.getConstraint()) ? "23514 fenced" : state;
      case "42501" -> routine.equals("ExecWithCheckOptions") ? "42501 row security" : state;
      case "0A000" -> unsupported(routine);
      case "53400" ->
          failure instanceof SQLTransientConnectionException ? "53400 connecting" : state;
      default -> VALUE_SYNTAX.contains(state) && isAboutValue(server) ? "42601 value" : state;
    };
  }

  private static String unsupported(String routine) {
    if (routine.startsWith("ExecCrossPartitionUpdate")) {
      return "0A000 partition key";
    }
    return routine.equals("RevalidateCachedQuery") ? "0A000 cached plan" : "0A000";
  }

  /** No server said so: the states that the driver gives to its own errors mean other things. */
  private static String ofDriver(String state, SQLException origin, SQLException failure) {
    if (origin instanceof OwnFailure own) {
      return own.line();
    }
    if (!state.startsWith("08")) {
      return origin instanceof PSQLException ? "driver" : state;
    }
    if (isCausedBy(failure, FailureCase::isOfTrust)) {
      return "08006 TLS";
    }
    boolean unanswered = state.equals("08006") && isTimeout(failure);
    return unanswered && !(failure instanceof SQLTransientConnectionException)
        ? "08006 no answer"
        : state;
  }

  /** Whether a RAISE of a PL/pgSQL function is where the error comes from. */
  static boolean isRaised(ServerErrorMessage server) {
    return "exec_stmt_raise".equals(server.getRoutine());
  }

  /**
   * A function may raise any state. It is taken at its word where that calls for the records to be
   * looked at, or for patience; but it can't tell of sessions, logins and time limits.
   */
  private static boolean isKeptAsRaised(String state) {
    SqlStates.Entry entry = SqlStates.find(state);
    return switch (entry.kind()) {
      case RECORD, CLASH -> true;
      case TRANSIENT ->
          entry.session() == SqlStates.After.KEPT && entry.trait() != SqlStates.Trait.HALVE_LATER;
      case SCHEMA, ENVIRONMENT, STALE, FENCED, UNKNOWN -> false;
    };
  }

  /**
   * ltree, hstore, tsvector and others call their own text a syntax error. The parser of statements
   * says where in the statement it stopped, a function's error names the function.
   */
  private static boolean isAboutValue(ServerErrorMessage server) {
    return server.getPosition() == 0
        && server.getInternalQuery() == null
        && server.getWhere() == null;
  }

  static boolean isTimeout(SQLException failure) {
    return isCausedBy(failure, SocketTimeoutException.class::isInstance);
  }

  static boolean isCausedBy(Throwable failure, Predicate<Throwable> what) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (what.test(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** For a certificate of another host neither a state nor a cause tells, only a class's name. */
  private static boolean isOfTrust(Throwable cause) {
    return cause instanceof CertificateException
        || cause instanceof CertPathValidatorException
        || cause instanceof SSLPeerUnverifiedException
        || (cause instanceof SQLException
            && String.valueOf(cause.getMessage()).contains("PgjdbcHostnameVerifier"));
  }

  /**
   * Why there is no connection, behind a comma; empty where it isn't known. The driver's words are
   * translated, the types of its causes aren't.
   */
  static String unreachable(SQLException failure) {
    if (WriteException.origin(failure) instanceof OwnFailure own) {
      return ", " + own.getMessage();
    }
    if (isCausedBy(failure, UnknownHostException.class::isInstance)) {
      return ", unknown host";
    }
    if (isCausedBy(failure, ConnectException.class::isInstance)) {
      return ", connection refused";
    }
    return isTimeout(failure) ? ", no answer in time" : "";
  }
}

package io.pgsink.postgres;

import io.pgsink.table.TableId;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A failure of the database, with what is to be done about it.
 *
 * <p>The message holds the SQLSTATE, the names of table, column, constraint and type, and a fix. It
 * never holds a value: the server's own words do ({@code invalid input syntax for type integer:
 * "secret"}), and Connect shows messages and causes to everybody. So the driver's exception is
 * never the cause either.
 */
public final class WriteException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final String NO_CONNECTION = "08000";

  /** What is to be done about a failure. */
  public enum Kind {
    /** Heals by itself: write the batch again, for as long as it takes. */
    TRANSIENT,
    /** At least one record can't be stored: find it, store the others. */
    RECORD,
    /** Changes of one batch stand in each other's way: write them one after the other. */
    CLASH,
    /** The table isn't what it was: read it again and write the batch again, once. */
    SCHEMA,
    /** No record is to blame and waiting doesn't help: fail the task. */
    ENVIRONMENT,
    /** The rows were converted for another definition of the table: convert them again. */
    STALE,
    /** Another task owns the partitions now: stop. */
    FENCED,
    /** Nobody knows: try a few times, then fail the task. */
    UNKNOWN
  }

  /** Syntax error, invalid name, name too long. */
  private static final Set<String> VALUE_SYNTAX = Set.of("42601", "42602", "42622");

  private final Kind kind;
  private final String sqlState;
  private final boolean evicts;
  private final boolean columnless;
  private final String serverWords;

  private WriteException(
      String message,
      Kind kind,
      String sqlState,
      boolean evicts,
      boolean columnless,
      String serverWords) {
    super(message);
    this.kind = kind;
    this.sqlState = sqlState;
    this.evicts = evicts;
    this.columnless = columnless;
    this.serverWords = serverWords;
  }

  /** The meaning of a failure that has to do with no table in particular. */
  public static WriteException of(SQLException failure) {
    return of(failure, Optional.empty());
  }

  /** The meaning of a failure of writing to a table, reading or changing it. */
  public static WriteException of(SQLException failure, TableId table) {
    return of(failure, Optional.of(table));
  }

  /** A writer that may not go on with its partitions: somebody else has moved them on, or back. */
  public static WriteException fenced() {
    SqlStates.Entry entry = SqlStates.find(SqlStates.FENCED);
    return new WriteException(
        entry.meaning() + ": " + entry.fix(), Kind.FENCED, "", false, false, "");
  }

  /** Rows that were converted for another definition of their table; nothing was stored. */
  public static WriteException stale() {
    return stale(Optional.empty());
  }

  private static WriteException stale(Optional<TableId> table) {
    return new WriteException(
        table.map(id -> "table \"" + id + "\": ").orElse("")
            + "it was changed while its rows were written: they are converted again",
        Kind.STALE,
        "22P02",
        /* evicts= */ false,
        /* columnless= */ false,
        "");
  }

  private static WriteException of(SQLException failure, Optional<TableId> table) {
    if (failure instanceof DefinitionCheck.Changed) {
      return stale(table);
    }
    SQLException origin = origin(failure);
    String state = state(origin);
    ServerErrorMessage server =
        origin instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
    SqlStates.Entry entry = SqlStates.find(caseOf(state, server, failure));
    return new WriteException(
        message(entry, server == null ? state + unreachable(failure) : state, server, table),
        entry.kind(),
        state,
        entry.session() == SqlStates.Session.CLOSED,
        entry.kind() == Kind.RECORD && server != null && isOfUnnamedColumn(state, server),
        String.valueOf(server == null ? origin.getMessage() : server));
  }

  /** What is to be done. */
  public Kind kind() {
    return kind;
  }

  /** The SQLSTATE, or the empty string where the driver had none. */
  public String sqlState() {
    return sqlState;
  }

  /**
   * Whether the connection must not be used again. It also means that the fate of the transaction
   * is unknown: the answer to its commit may be what got lost.
   */
  public boolean evicts() {
    return evicts;
  }

  /** Whether the statement took too long, so that a smaller batch may help. */
  public boolean isSlowStatement() {
    return sqlState.equals("57014") || sqlState.equals("25P04");
  }

  /** Whether a value is to blame that the server doesn't name the column of. */
  public boolean isOfUnnamedColumn() {
    return columnless;
  }

  /** The same failure, with the column that was found out. */
  public WriteException inColumn(String column) {
    String state = "(SQLSTATE " + sqlState;
    return new WriteException(
        getMessage().replace(state, state + ", column \"" + column + '"'),
        kind,
        sqlState,
        evicts,
        /* columnless= */ false,
        serverWords);
  }

  /** Whether the server said the same about another row. */
  boolean isLike(WriteException other) {
    return sqlState.equals(other.sqlState) && serverWords.equals(other.serverWords);
  }

  /**
   * The server's own words. They may hold row values: only for those who ask for them with {@code
   * log.record.values=true}.
   */
  public String serverWords() {
    return serverWords;
  }

  /**
   * The pool wraps what the driver threw, and the driver what the socket threw. In a transaction
   * the driver also makes an earlier error the cause of a later one, even where a savepoint lies in
   * between: what the server said last counts, and above all the end of the session, since the
   * connection can't be used for anything else then.
   */
  private static SQLException origin(SQLException failure) {
    SQLException origin = failure;
    boolean closed = false;
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof SQLException found && found.getSQLState() != null) {
        boolean closes = SqlStates.find(found.getSQLState()).session() == SqlStates.Session.CLOSED;
        origin = closes || !closed ? found : origin;
        closed |= closes;
        if (found instanceof PSQLException driver && driver.getServerErrorMessage() != null) {
          break;
        }
      }
      depth++;
    }
    return origin;
  }

  private static String state(SQLException origin) {
    if (origin.getSQLState() != null) {
      return origin.getSQLState();
    }
    // the pool's own: all connections were lent out for longer than connection.timeout.ms
    return origin instanceof SQLTransientException ? NO_CONNECTION : "";
  }

  private static String caseOf(String state, ServerErrorMessage server, SQLException failure) {
    if (state.startsWith("08") && isUntrusted(failure)) {
      return SqlStates.TLS;
    }
    if (server == null) {
      return state;
    }
    // the routine is the server's function; unlike the message it isn't translated
    String routine = String.valueOf(server.getRoutine());
    if (state.equals("23514") && OffsetStore.FENCE.equals(server.getConstraint())) {
      return SqlStates.FENCED;
    }
    if (state.equals("42501") && routine.equals("ExecWithCheckOptions")) {
      return SqlStates.ROW_SECURITY;
    }
    if (state.equals("0A000") && routine.startsWith("ExecCrossPartitionUpdate")) {
      return SqlStates.PARTITION_KEY;
    }
    if (state.equals("0A000") && routine.equals("RevalidateCachedQuery")) {
      return SqlStates.CACHED_PLAN;
    }
    if (VALUE_SYNTAX.contains(state) && isAboutValue(server)) {
      return SqlStates.VALUE_SYNTAX;
    }
    return state;
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

  /**
   * Values that can't be read or don't fit, and those that their domain refuses; no trigger's
   * RAISE.
   */
  private static boolean isOfUnnamedColumn(String state, ServerErrorMessage server) {
    boolean ofDomain = state.startsWith("23") && server.getDatatype() != null;
    boolean raised = "exec_stmt_raise".equals(server.getRoutine());
    return server.getColumn() == null
        && !raised
        && (state.startsWith("22")
            || state.equals("54001")
            || VALUE_SYNTAX.contains(state)
            || ofDomain);
  }

  /**
   * A certificate for another host: neither a state nor a cause tells, only an untranslated name.
   */
  private static boolean isOfHostNames(Throwable failure) {
    return failure instanceof SQLException
        && String.valueOf(failure.getMessage()).contains("PgjdbcHostnameVerifier");
  }

  private static boolean isUntrusted(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof CertificateException
          || cause instanceof CertPathValidatorException
          || cause instanceof SSLPeerUnverifiedException
          || isOfHostNames(cause)) {
        return true;
      }
      depth++;
    }
    return false;
  }

  /**
   * Why there is no connection, behind a comma; empty where it isn't known. The driver's words are
   * translated, the types of its causes aren't.
   */
  private static String unreachable(SQLException failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return ", unknown host";
      }
      if (cause instanceof ConnectException) {
        return ", connection refused";
      }
      if (cause instanceof SocketTimeoutException) {
        return ", no answer in time";
      }
      depth++;
    }
    return "";
  }

  private static String message(
      SqlStates.Entry entry, String state, ServerErrorMessage server, Optional<TableId> table) {
    StringBuilder text = new StringBuilder(120);
    Optional<TableId> where = named(server).or(() -> table);
    where.ifPresent(id -> text.append("table \"").append(id).append("\": "));
    text.append(entry.meaning()).append(" (SQLSTATE ").append(state.isEmpty() ? "none" : state);
    if (server != null) {
      append(text, "column", server.getColumn());
      append(text, "constraint", server.getConstraint());
      append(text, "type", server.getDatatype());
    }
    text.append("): ");
    String name = table.or(() -> where).map(TableId::sql).orElse("…");
    return text.append(entry.fix().replace("{table}", name)).toString();
  }

  private static Optional<TableId> named(ServerErrorMessage server) {
    return server == null || server.getTable() == null
        ? Optional.empty()
        : Optional.of(
            new TableId(server.getSchema() == null ? "" : server.getSchema(), server.getTable()));
  }

  private static void append(StringBuilder text, String what, String name) {
    if (name != null) {
      text.append(", ").append(what).append(" \"").append(name).append('"');
    }
  }
}

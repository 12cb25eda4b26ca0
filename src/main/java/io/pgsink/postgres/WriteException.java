// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.OneLine;
import io.pgsink.table.TableId;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private static final String UNFINISHED = "unfinished";
  private static final int DEEPEST_CAUSE = 20;

  /** Rows and index entries as a whole. */
  private static final Set<String> NEVER_OF_ONE_COLUMN =
      Set.of("44000", "54000", "42501 row security", "0A000 partition key");

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
    /** Nobody knows, or a function raised it: try a few times, then look at the records. */
    UNKNOWN
  }

  private final Kind kind;
  private final String sqlState;
  private final SqlStates.Trait trait;
  private final boolean evicts;
  private final boolean columnless;
  private final String serverWords;
  private final String likeness;
  private final boolean raised;
  private final Instant since;
  private final transient Violation violation;

  private WriteException(
      String message, SqlStates.Entry entry, SQLException failure, boolean ended, Instant since) {
    super(OneLine.of(message));
    SQLException origin = origin(failure);
    ServerErrorMessage server = server(origin);
    this.kind = entry.kind();
    this.sqlState = state(origin);
    this.trait = entry.trait();
    this.evicts = ended || entry.session() == SqlStates.After.CLOSED;
    this.columnless = !evicts && server != null && isOfUnnamedColumn(entry, server);
    this.serverWords = String.valueOf(server == null ? origin.getMessage() : server);
    this.raised = server != null && FailureCase.isRaised(server);
    this.likeness = raised ? server.getWhere() : serverWords;
    this.since = since;
    this.violation = Violation.of(server);
  }

  /** The same failure in other words. */
  private WriteException(
      String message, WriteException same, SqlStates.Trait trait, boolean columnless) {
    this(message, same, same.kind, trait, columnless);
  }

  private WriteException(
      String message, WriteException same, Kind kind, SqlStates.Trait trait, boolean columnless) {
    super(OneLine.of(message));
    this.kind = kind;
    this.sqlState = same.sqlState;
    this.trait = trait;
    this.evicts = same.evicts;
    this.columnless = columnless;
    this.serverWords = same.serverWords;
    this.likeness = same.likeness;
    this.raised = same.raised;
    this.since = same.since;
    this.violation = same.violation;
  }

  /** The meaning of a failure that has to do with no table in particular. */
  public static WriteException of(SQLException failure) {
    return of(failure, Optional.empty(), Instant.now());
  }

  /** The meaning of a failure of writing to a table, reading or changing it. */
  public static WriteException of(SQLException failure, TableId table) {
    return of(failure, Optional.of(table), Instant.now());
  }

  /** Whether the server has refused a login: class 28. */
  static boolean isLogin(SQLException failure) {
    return failure.getSQLState() != null && failure.getSQLState().startsWith("28");
  }

  /** No connection could be had since somebody first asked for it. */
  static WriteException connecting(SQLException failure, Instant since) {
    return of(failure, Optional.empty(), since);
  }

  /** A writer that may not go on with its partitions: somebody else has moved them on, or back. */
  public static WriteException fenced() {
    SqlStates.Entry entry = SqlStates.find("23514 fenced");
    return new WriteException(
        entry.meaning() + ": " + entry.fix(),
        entry,
        new SQLException("", ""),
        /* ended= */ false,
        Instant.now());
  }

  /** Tables that are still being read or changed; nothing has failed. */
  public static WriteException unfinished() {
    SqlStates.Entry entry = SqlStates.find(UNFINISHED);
    return new WriteException(
        entry.meaning() + ": " + entry.fix(),
        entry,
        new SQLException("", UNFINISHED),
        /* ended= */ false,
        Instant.now());
  }

  /** Whether nothing has failed, it only takes longer than could be waited for. */
  public boolean isUnfinished() {
    return sqlState.equals(UNFINISHED);
  }

  /** Rows that were converted for another definition of their table; nothing was stored. */
  public static WriteException stale() {
    return stale(Optional.empty());
  }

  private static WriteException stale(Optional<TableId> table) {
    SqlStates.Entry entry = SqlStates.find("22P02 stale");
    return new WriteException(
        table.map(id -> "table \"" + id + "\": ").orElse("") + entry.meaning(),
        entry,
        new SQLException("", "22P02"),
        /* ended= */ false,
        Instant.now());
  }

  private static WriteException of(SQLException failure, Optional<TableId> table, Instant since) {
    if (failure instanceof DefinitionCheck.Changed) {
      return stale(table);
    }
    SQLException origin = origin(failure);
    String state = state(origin);
    ServerErrorMessage server = server(origin);
    SqlStates.Entry entry = SqlStates.find(FailureCase.of(state, origin, failure));
    String shown = server == null ? state + FailureCase.unreachable(failure) : state;
    return new WriteException(
        message(entry, shown, server, table), entry, failure, hasEnded(failure), since);
  }

  /** The constraint that is violated, where the server names one. */
  public Optional<Violation> violation() {
    return Optional.ofNullable(violation);
  }

  /** What is to be done. */
  public Kind kind() {
    return kind;
  }

  /** Whether the server has refused the login, which other credentials may heal. */
  public boolean isLogin() {
    // a trigger may raise any state; then it is none of ours
    return kind == Kind.ENVIRONMENT && sqlState().startsWith("28");
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

  /** Whether the statement did more than it may, so that a smaller batch may help. */
  public boolean isTooMuch() {
    return trait == SqlStates.Trait.HALVE || isSlow();
  }

  /** Whether it took too long, which may also be because the server is busy. */
  public boolean isSlow() {
    return trait == SqlStates.Trait.HALVE_LATER;
  }

  /** The same failure, which comes without any row, too, so that none is to blame. */
  public WriteException ofEveryRow() {
    return new WriteException(
        getMessage() + ". It comes without any row, too: look into the triggers for each statement",
        this,
        Kind.ENVIRONMENT,
        trait,
        /* columnless= */ false);
  }

  /** Whether a lock wasn't to be had in time. */
  boolean isLockTimeout() {
    return sqlState.equals("55P03");
  }

  /** The same failure, with the session that holds the lock. */
  WriteException heldBy(String holder) {
    return new WriteException(getMessage() + ". It is held by " + holder, this, trait, columnless);
  }

  /** A statement that was cancelled, though not for the number of its rows. */
  WriteException gaveUp(String why) {
    return new WriteException(
        getMessage() + ". " + why, this, SqlStates.Trait.CONFLICT, columnless);
  }

  /** Whether another transaction stood in the way. */
  public boolean isConflict() {
    return trait == SqlStates.Trait.CONFLICT;
  }

  /** Whether somebody else has made already what was to be made. */
  boolean isDoneByOthers() {
    return trait == SqlStates.Trait.EXISTS;
  }

  /** Whether what was to be changed can't be changed as things are. */
  boolean isFixed() {
    return trait == SqlStates.Trait.FIXED;
  }

  /** Since when this has failed: for connections, since the first was asked for. */
  public Instant since() {
    return since;
  }

  /** Whether a value may be to blame that the server doesn't name the column of. */
  public boolean isOfUnnamedColumn() {
    return columnless;
  }

  /**
   * Whether it is about values as such, before any trigger has seen them; else a value may only
   * have let the row come as far as to where every row fails.
   */
  public boolean isOfValues() {
    return kind == Kind.RECORD && !raised;
  }

  /** The same failure, with the column that was found out. */
  public WriteException inColumn(String column) {
    String state = "(SQLSTATE " + sqlState;
    return new WriteException(
        getMessage().replace(state, state + ", column \"" + column + '"'),
        this,
        trait,
        /* columnless= */ false);
  }

  /**
   * Whether the server said the same about another row. What a function raises may name values of
   * the row: there the place in the function counts, not the words.
   */
  boolean isLike(WriteException other) {
    return sqlState.equals(other.sqlState) && Objects.equals(likeness, other.likeness);
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
  static SQLException origin(SQLException failure) {
    SQLException origin = failure;
    boolean closed = false;
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof SQLException found && found.getSQLState() != null) {
        boolean closes = isOfClosedSession(found);
        origin = closes || !closed ? found : origin;
        closed |= closes;
        if (server(found) != null) {
          break;
        }
      }
      cause = cause.getCause();
    }
    return origin;
  }

  /** Behind an error of the server the driver notes that the connection broke while it read on. */
  private static boolean hasEnded(SQLException failure) {
    int depth = 0;
    SQLException next = failure.getNextException();
    while (next != null && depth < DEEPEST_CAUSE) {
      if (next.getSQLState() != null && isOfClosedSession(next)) {
        return true;
      }
      next = next.getNextException();
      depth++;
    }
    return false;
  }

  private static boolean isOfClosedSession(SQLException failure) {
    return SqlStates.find(failure.getSQLState()).session() == SqlStates.After.CLOSED;
  }

  /** What the server said; null when the error is the driver's own. */
  static ServerErrorMessage server(SQLException failure) {
    return failure instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
  }

  private static String state(SQLException origin) {
    if (origin.getSQLState() != null) {
      return origin.getSQLState();
    }
    // the pool's own: all connections were lent out for longer than connection.timeout.ms
    return origin instanceof SQLTransientException ? NO_CONNECTION : "";
  }

  /**
   * Values that can't be read or don't fit, those that their domain refuses, and whatever only the
   * records can tell more about.
   */
  private static boolean isOfUnnamedColumn(SqlStates.Entry entry, ServerErrorMessage server) {
    if (server.getColumn() != null) {
      return false;
    }
    return switch (entry.kind()) {
      case RECORD ->
          entry.pattern().startsWith("23")
              ? server.getDatatype() != null || FailureCase.isRaised(server)
              : !NEVER_OF_ONE_COLUMN.contains(entry.pattern());
      case UNKNOWN, SCHEMA, ENVIRONMENT -> true;
      case TRANSIENT, CLASH, STALE, FENCED -> false;
    };
  }

  private static String message(
      SqlStates.Entry entry, String state, ServerErrorMessage server, Optional<TableId> table) {
    StringBuilder text = new StringBuilder(120);
    Optional<TableId> where = Violation.table(server).or(() -> table);
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

  private static void append(StringBuilder text, String what, String name) {
    if (name != null) {
      text.append(", ").append(what).append(" \"").append(name).append('"');
    }
  }
}

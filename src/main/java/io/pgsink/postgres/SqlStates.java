package io.pgsink.postgres;

import io.pgsink.postgres.WriteException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each SQLSTATE means for a batch: the one place that decides. {@code docs/errors.md} shows
 * the same table.
 *
 * <p>An entry is for one state, for a class (two characters), or for one case of a state (the state
 * with a word behind it, told apart by {@link WriteException}). The most special one counts.
 */
final class SqlStates {

  /** What happens to the connection that the error came from. */
  enum Session {
    /** It goes on. */
    KEPT,
    /** It is dead, or of no use any more; also, a commit may have happened whose answer is lost. */
    CLOSED
  }

  /**
   * What one state means.
   *
   * @param pattern the state, class or case
   * @param kind what to do with the batch
   * @param session what happens to the connection
   * @param meaning what happened
   * @param fix what people can do; {@code {table}} stands for the table's quoted name
   */
  record Entry(String pattern, Kind kind, Session session, String meaning, String fix) {}

  static final String FENCED = "23514 fenced";
  static final String ROW_SECURITY = "42501 row security";
  static final String PARTITION_KEY = "0A000 partition key";
  static final String CACHED_PLAN = "0A000 cached plan";
  static final String TLS = "08006 TLS";

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    Session kept = Session.KEPT;
    Session closed = Session.CLOSED;

    String wait = "nothing: the batch is written again as soon as the database answers";
    put(
        "08",
        Kind.TRANSIENT,
        closed,
        "no connection to the database",
        "check that the database runs and that connection.url reaches it; the batch is written again");
    put("57P01", Kind.TRANSIENT, closed, "the server ended the session", wait);
    put("57P02", Kind.TRANSIENT, closed, "the server crashed and restarts", wait);
    put("57P03", Kind.TRANSIENT, closed, "the server is starting up or shutting down", wait);
    put("57P05", Kind.TRANSIENT, closed, "the session was idle for too long", wait);
    put(
        "25006",
        Kind.TRANSIENT,
        closed,
        "the server is read-only, as after a failover",
        "list all hosts in connection.url, so that the new primary is found");
    put("25P03", Kind.TRANSIENT, closed, "the transaction was idle for too long", wait);
    put(
        "25P04",
        Kind.TRANSIENT,
        closed,
        "the transaction took longer than transaction_timeout",
        "lower batch.size, or raise transaction_timeout for the role");
    put(
        "58030",
        Kind.TRANSIENT,
        closed,
        "the server can't read or write its files",
        "check the server's disks and its log");
    put("40", Kind.TRANSIENT, kept, "the transaction was rolled back", "nothing: it is run again");
    put(
        "40001",
        Kind.TRANSIENT,
        kept,
        "the transaction can't be serialized with others",
        "nothing: it is run again");
    put("40003", Kind.TRANSIENT, closed, "it is unknown whether the statement completed", wait);
    put(
        "40P01",
        Kind.TRANSIENT,
        kept,
        "a deadlock with another transaction",
        "nothing: it is run again");
    put(
        "55P03",
        Kind.TRANSIENT,
        kept,
        "a lock wasn't available within lock_timeout",
        "look for the session that holds a lock on {table}");
    put(
        "57014",
        Kind.TRANSIENT,
        kept,
        "the statement was cancelled, by statement_timeout or by somebody",
        "raise statement.timeout.ms or lower batch.size if it happens again and again");
    put(
        "53",
        Kind.TRANSIENT,
        kept,
        "the server is short of resources",
        "check the server's memory, disk and connection limits");
    put(
        "53100",
        Kind.TRANSIENT,
        kept,
        "the server's disk is full",
        "free disk space; writing goes on by itself");
    put(
        "53200",
        Kind.TRANSIENT,
        kept,
        "the server is out of memory",
        "lower batch.size, or give the server more memory");
    put(
        "53300",
        Kind.TRANSIENT,
        closed,
        "the server has no connection left",
        "raise max_connections, or lower tasks.max or writers");

    put(
        "22",
        Kind.RECORD,
        kept,
        "a value that its column can't hold",
        "correct the record, or the column's type");
    put(
        "22001",
        Kind.RECORD,
        kept,
        "a text longer than its column",
        "widen the column, or correct the record");
    put(
        "22003",
        Kind.RECORD,
        kept,
        "a number out of its column's range",
        "widen the column, or correct the record");
    put("22008", Kind.RECORD, kept, "a date or time out of range", "correct the record");
    put(
        "22021",
        Kind.RECORD,
        kept,
        "a character that the database's encoding doesn't have",
        "use a database with encoding UTF8, or correct the record");
    put(
        "22P02",
        Kind.RECORD,
        kept,
        "a text that isn't a value of its column's type",
        "correct the record, or the column's type");
    put(
        "22P05",
        Kind.RECORD,
        kept,
        "a character that the type or encoding can't hold",
        "correct the record");
    put(
        "2200H",
        Kind.ENVIRONMENT,
        kept,
        "a sequence has reached its limit",
        "make the sequence and its column of table {table} bigint");
    put(
        "23",
        Kind.RECORD,
        kept,
        "a constraint is violated",
        "correct the record, or drop the constraint");
    put(
        "23502",
        Kind.RECORD,
        kept,
        "NULL, or nothing, for a NOT NULL column",
        "send the field, or give the column a default");
    put(
        "23503",
        Kind.RECORD,
        kept,
        "the row that a foreign key points to doesn't exist",
        "write the referenced table first, or drop the foreign key");
    put(
        "23514",
        Kind.RECORD,
        kept,
        "a CHECK constraint is violated, or no partition takes the row",
        "correct the record, or create the partition");
    put("23P01", Kind.RECORD, kept, "an exclusion constraint is violated", "correct the record");
    put(
        "44000",
        Kind.RECORD,
        kept,
        "the row is outside of the view's WITH CHECK OPTION",
        "correct the record");
    put(
        "54000",
        Kind.RECORD,
        kept,
        "a row or index entry is too large",
        "shorten the value, or don't index it");
    put(
        "54001",
        Kind.RECORD,
        kept,
        "a value nested too deeply",
        "correct the record, or raise max_stack_depth");
    put(
        "P0",
        Kind.RECORD,
        kept,
        "a trigger or function raised an error",
        "look into the triggers of table {table}");
    put(
        ROW_SECURITY,
        Kind.RECORD,
        kept,
        "a row security policy doesn't let the row in",
        "correct the record, or the policy of table {table}");
    put(
        PARTITION_KEY,
        Kind.RECORD,
        kept,
        "an update would move the row to another partition",
        "make the partition key part of conflict.keys, or leave it out of update.columns");

    put(
        "23505",
        Kind.CLASH,
        kept,
        "a row with the same value in a unique column exists already",
        "drop the unique constraint, or make its columns conflict.keys");
    put(
        "21000",
        Kind.CLASH,
        kept,
        "two changes of one statement met the same row",
        "nothing: the records are written one after the other");

    put(
        "42P01",
        Kind.SCHEMA,
        kept,
        "the table doesn't exist",
        "create table {table}, or set auto.create=true, or correct table.name.format");
    put(
        "42703",
        Kind.SCHEMA,
        kept,
        "a column doesn't exist",
        "add the column to table {table}, or restart the task");
    put(
        "42704",
        Kind.SCHEMA,
        kept,
        "a type or other object doesn't exist",
        "create it again, or restart the task");
    put("42804", Kind.SCHEMA, kept, "a column has another type than before", "restart the task");
    put(
        "42P10",
        Kind.SCHEMA,
        kept,
        "no unique index fits the conflict target",
        "run CREATE UNIQUE INDEX ON {table} (…) for the columns of conflict.keys");
    put(
        "428C9",
        Kind.SCHEMA,
        kept,
        "a column is generated now and can't be written",
        "restart the task");
    put(
        "26000",
        Kind.SCHEMA,
        closed,
        "a prepared statement is gone",
        "set connection.prepare.threshold=0 if PgBouncer pools transactions");
    put(
        "42P05",
        Kind.SCHEMA,
        closed,
        "a prepared statement exists already",
        "set connection.prepare.threshold=0 if PgBouncer pools transactions");
    put(
        CACHED_PLAN,
        Kind.SCHEMA,
        kept,
        "a prepared statement no longer fits its table",
        "nothing: it is prepared again");

    put(
        "08004",
        Kind.ENVIRONMENT,
        closed,
        "the server refuses the connection as configured",
        "check connection.sslmode against what the server offers, and the server's pg_hba.conf");
    put(
        TLS,
        Kind.ENVIRONMENT,
        closed,
        "the server's TLS certificate isn't trusted",
        "check connection.sslrootcert, the certificate's date and its host names");
    put(
        "28",
        Kind.ENVIRONMENT,
        closed,
        "the login is refused",
        "check connection.user and connection.password, and the server's pg_hba.conf");
    put(
        "28P01",
        Kind.ENVIRONMENT,
        closed,
        "the password is wrong",
        "check connection.user and connection.password");
    put(
        "3D000",
        Kind.ENVIRONMENT,
        closed,
        "the database doesn't exist",
        "correct the database in connection.url, or create it");
    put(
        "57P04",
        Kind.ENVIRONMENT,
        closed,
        "the database was dropped",
        "correct the database in connection.url, or create it");
    put(
        "3F000",
        Kind.ENVIRONMENT,
        kept,
        "the schema doesn't exist",
        "run CREATE SCHEMA, or correct table.name.format");
    put(
        "42",
        Kind.ENVIRONMENT,
        kept,
        "the statement isn't valid for this table",
        "compare conflict.where and the other table options with table {table}");
    put(
        "42501",
        Kind.ENVIRONMENT,
        kept,
        "a privilege is missing",
        "run GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO the role of connection.user, or for changes of the table ALTER TABLE … OWNER TO it, and GRANT USAGE on the schema");
    put(
        "42809",
        Kind.ENVIRONMENT,
        kept,
        "the relation isn't of a kind that can be written this way",
        "name another table, or set insert.mode=insert");
    put(
        "0A000",
        Kind.ENVIRONMENT,
        kept,
        "the server can't do this with this table",
        "look for rules on table {table}, or views and foreign tables that can't be written");
    put(
        "55",
        Kind.ENVIRONMENT,
        kept,
        "an object isn't in the state that the statement needs",
        "look at table {table}: a deferrable constraint can't be a conflict target, not every view can be written");
    put(
        "54",
        Kind.ENVIRONMENT,
        kept,
        "a limit of PostgreSQL is reached",
        "write fewer columns to table {table}: fields.include, fields.exclude");
    put(
        "54011",
        Kind.ENVIRONMENT,
        kept,
        "a table can't have more columns",
        "leave fields out with fields.exclude, or store the value in one column with value.column");
    put(
        "F0",
        Kind.ENVIRONMENT,
        kept,
        "the server's configuration file has an error",
        "correct the server's configuration");

    put(
        FENCED,
        Kind.FENCED,
        kept,
        "another task has taken over these partitions",
        "nothing: the partitions are written by that task");

    put(
        "25",
        Kind.UNKNOWN,
        closed,
        "the transaction is in a state that it shouldn't be in",
        "report it if it happens again");
    put(
        "XX",
        Kind.UNKNOWN,
        closed,
        "an internal error of the server",
        "look into the server's log");
    put("", Kind.UNKNOWN, closed, "an error that isn't known here", "look into the server's log");
  }

  private SqlStates() {}

  /** What a state means; never empty-handed. */
  static Entry find(String pattern) {
    Entry exact = ENTRIES.get(pattern);
    if (exact != null) {
      return exact;
    }
    Entry ofClass = pattern.length() < 2 ? null : ENTRIES.get(pattern.substring(0, 2));
    return ofClass != null ? ofClass : ENTRIES.get("");
  }

  /** All entries, in the order of the documentation. */
  static List<Entry> all() {
    return List.copyOf(ENTRIES.values());
  }

  private static void put(String pattern, Kind kind, Session session, String meaning, String fix) {
    if (ENTRIES.put(pattern, new Entry(pattern, kind, session, meaning, fix)) != null) {
      throw new IllegalStateException("two entries for SQLSTATE " + pattern);
    }
  }
}

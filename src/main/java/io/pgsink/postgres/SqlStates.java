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
  static final String VALUE_SYNTAX = "42601 value";

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    Session kept = Session.KEPT;
    Session closed = Session.CLOSED;

    String wait = "nothing: the batch is written again as soon as the database answers";
    breaks(
        "08",
        "no connection to the database",
        "check that the database runs and that connection.url reaches it");
    breaks("57P01", "the server ended the session", wait);
    breaks("57P02", "the server crashed and restarts", wait);
    breaks("57P03", "the server is starting up or shutting down", wait);
    breaks("57P05", "the session was idle for too long", wait);
    breaks(
        "25006",
        "the server is read-only, as after a failover",
        "list all hosts in connection.url, so that the new primary is found");
    breaks("25P03", "the transaction was idle for too long", wait);
    breaks(
        "25P04",
        "the transaction took longer than transaction_timeout",
        "lower batch.size, or raise transaction_timeout for the role");
    breaks(
        "58030",
        "the server can't read or write its files",
        "check the server's disks and its log");
    passes("40", "the transaction was rolled back", "nothing: it is run again");
    passes("40001", "the transaction can't be serialized with others", "nothing: it is run again");
    breaks("40003", "it is unknown whether the statement completed", wait);
    passes("40P01", "a deadlock with another transaction", "nothing: it is run again");
    passes(
        "55P03",
        "a lock wasn't available within lock_timeout",
        "look for the session that holds a lock on {table}");
    passes(
        "57014",
        "the statement was cancelled, by statement_timeout or by somebody",
        "raise statement.timeout.ms or lower batch.size if it happens again and again");
    passes(
        "53",
        "the server is short of resources",
        "check the server's memory, disk and connection limits");
    passes("53100", "the server's disk is full", "free disk space; writing goes on by itself");
    passes(
        "53200", "the server is out of memory", "lower batch.size, or give the server more memory");
    breaks(
        "53300",
        "the server has no connection left",
        "raise max_connections, or lower tasks.max or writers");

    refuses("22", "a value that its column can't hold", "correct the record, or the column's type");
    refuses("22001", "a text longer than its column", "widen the column, or correct the record");
    refuses(
        "22003", "a number out of its column's range", "widen the column, or correct the record");
    refuses("22008", "a date or time out of range", "correct the record");
    refuses(
        "22021",
        "a character that the database's encoding doesn't have",
        "use a database with encoding UTF8, or correct the record");
    refuses(
        "22P02",
        "a text that isn't a value of its column's type",
        "correct the record, or the column's type");
    refuses(
        VALUE_SYNTAX,
        "a text that isn't a value of its column's type",
        "correct the record, or the column's type");
    refuses("22P05", "a character that the type or encoding can't hold", "correct the record");
    needsPeople(
        "2200H",
        "a sequence has reached its limit",
        "make the sequence and its column of table {table} bigint");
    refuses("23", "a constraint is violated", "correct the record, or drop the constraint");
    refuses(
        "23502",
        "NULL, or nothing, for a NOT NULL column",
        "send a value; a NULL that the record sends is stored as NULL, and a column only takes its"
            + " default when the field is absent");
    refuses(
        "23503",
        "the row that a foreign key points to doesn't exist",
        "write the referenced table first, or drop the foreign key");
    refuses(
        "23514",
        "a CHECK constraint is violated, or no partition takes the row",
        "correct the record, or create the partition");
    refuses("23P01", "an exclusion constraint is violated", "correct the record");
    refuses("44000", "the row is outside of the view's WITH CHECK OPTION", "correct the record");
    refuses("54000", "a row or index entry is too large", "shorten the value, or don't index it");
    refuses("54001", "a value nested too deeply", "correct the record, or raise max_stack_depth");
    refuses(
        "P0", "a trigger or function raised an error", "look into the triggers of table {table}");
    refuses(
        ROW_SECURITY,
        "a row security policy doesn't let the row in",
        "correct the record, or the policy of table {table}");
    refuses(
        PARTITION_KEY,
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
    needsPeople(
        "3F000", "the schema doesn't exist", "run CREATE SCHEMA, or correct table.name.format");
    needsPeople(
        "42",
        "the statement isn't valid for this table",
        "compare conflict.where and the other table options with table {table}");
    needsPeople(
        "42501",
        "a privilege is missing",
        "run GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO the role of connection.user, or for"
            + " changes of the table ALTER TABLE … OWNER TO it, and GRANT USAGE on the schema");
    needsPeople(
        "42809",
        "the relation isn't of a kind that can be written this way",
        "name another table, or set insert.mode=insert");
    needsPeople(
        "0A000",
        "the server can't do this with this table",
        "look for rules on table {table}, or views and foreign tables that can't be written");
    needsPeople(
        "55",
        "an object isn't in the state that the statement needs",
        "look at table {table}: a deferrable constraint can't be a conflict target, not every view"
            + " can be written");
    needsPeople(
        "54",
        "a limit of PostgreSQL is reached",
        "write fewer columns to table {table}: fields.include, fields.exclude");
    needsPeople(
        "54011",
        "a table can't have more columns",
        "leave fields out with fields.exclude, or store the value in one column with value.column");
    needsPeople(
        "F0", "the server's configuration file has an error", "correct the server's configuration");

    put(
        FENCED,
        Kind.FENCED,
        kept,
        "another task has taken over these partitions, or the database has lost its last commits",
        "nothing after a rebalance; after a failover or a restore start the task again, it goes"
            + " back to the stored offsets");

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

  private static void refuses(String pattern, String meaning, String fix) {
    put(pattern, Kind.RECORD, Session.KEPT, meaning, fix);
  }

  private static void needsPeople(String pattern, String meaning, String fix) {
    put(pattern, Kind.ENVIRONMENT, Session.KEPT, meaning, fix);
  }

  private static void passes(String pattern, String meaning, String fix) {
    put(pattern, Kind.TRANSIENT, Session.KEPT, meaning, fix);
  }

  private static void breaks(String pattern, String meaning, String fix) {
    put(pattern, Kind.TRANSIENT, Session.CLOSED, meaning, fix);
  }

  private static void put(String pattern, Kind kind, Session session, String meaning, String fix) {
    if (ENTRIES.put(pattern, new Entry(pattern, kind, session, meaning, fix)) != null) {
      throw new IllegalStateException("two entries for SQLSTATE " + pattern);
    }
  }
}

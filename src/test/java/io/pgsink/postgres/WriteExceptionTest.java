// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.postgres.WriteException.Kind;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.TableId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.cert.CertificateExpiredException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WriteExceptionTest {
  private static final TableId TABLE = new TableId("public", "e");
  private static final String MARKER = "SECRET-PII";

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = TestPostgres.shared().createDatabase("errors");
    database.execute(
        "CREATE EXTENSION btree_gist",
        "CREATE EXTENSION ltree",
        "CREATE TYPE mood AS ENUM ('ok')",
        "CREATE DOMAIN short AS text CHECK (length(VALUE) < 5)",
        "CREATE TABLE parent (id text PRIMARY KEY)",
        "CREATE TABLE e (id int PRIMARY KEY, required text NOT NULL DEFAULT 'x', n int, s"
            + " varchar(3), m mood, d date, j jsonb, u uuid, b short, p text REFERENCES parent, un"
            + " text UNIQUE, r int4range, c text CONSTRAINT positive CHECK (c <> 'SECRET-PII'), gen"
            + " int GENERATED ALWAYS AS (1) STORED, EXCLUDE USING gist (r WITH &&))",
        "INSERT INTO e (id, un, r) VALUES (1, 'SECRET-PII', '[1,5)')",
        "CREATE TABLE parts (id int) PARTITION BY LIST (id)",
        "CREATE TABLE raising (id text)",
        "CREATE FUNCTION raise() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$BEGIN RAISE EXCEPTION 'no % here', NEW.id; END$$",
        "CREATE TRIGGER raise BEFORE INSERT ON raising FOR EACH ROW EXECUTE FUNCTION raise()",
        "CREATE VIEW checked AS SELECT id, required FROM e WHERE required = 'x'"
            + " WITH CHECK OPTION",
        "CREATE VIEW grouped AS SELECT count(*) AS n FROM e",
        "CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE)",
        "CREATE TABLE small (id smallserial)",
        "SELECT setval('small_id_seq', 32767)");
  }

  /** Real errors of a real server, every one of them provoked with a value nobody may see. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "22P02 | RECORD | INSERT INTO e (id, n) VALUES (2, 'SECRET-PII')",
        "22P02 | RECORD | INSERT INTO e (id, m) VALUES (2, 'SECRET-PII')",
        "22P02 | RECORD | INSERT INTO e (id, u) VALUES (2, 'SECRET-PII')",
        "22P02 | RECORD | INSERT INTO e (id, j) VALUES (2, '{SECRET-PII')",
        "22P05 | RECORD | INSERT INTO e (id, j) VALUES (2, '\"SECRET-PII \\u0000\"')",
        "22007 | RECORD | INSERT INTO e (id, d) VALUES (2, 'SECRET-PII')",
        "22008 | RECORD | INSERT INTO e (id, d) VALUES (2, '2026-02-30')",
        "22001 | RECORD | INSERT INTO e (id, s) VALUES (2, 'SECRET-PII')",
        "22003 | RECORD | INSERT INTO e (id) VALUES (99999999999)",
        "22000 | RECORD | INSERT INTO e (id, r) VALUES (2, '[5,1)')",
        "23502 | RECORD | INSERT INTO e (id, required, c) VALUES (2, NULL, 'SECRET-PII2')",
        "23503 | RECORD | INSERT INTO e (id, p) VALUES (2, 'SECRET-PII')",
        "23505 | CLASH | INSERT INTO e (id, un) VALUES (2, 'SECRET-PII')",
        "23514 | RECORD | INSERT INTO e (id, c) VALUES (2, 'SECRET-PII')",
        "23514 | RECORD | INSERT INTO e (id, b) VALUES (2, 'SECRET-PII')",
        "23514 | RECORD | INSERT INTO parts VALUES (7)",
        "23P01 | RECORD | INSERT INTO e (id, r, c) VALUES (2, '[2,3)', 'SECRET-PII2')",
        "44000 | RECORD | INSERT INTO checked VALUES (2, 'SECRET-PII')",
        "54000 | RECORD | INSERT INTO parent SELECT string_agg(md5(concat(i, 'SECRET-PII')), '')"
            + " FROM generate_series(1, 9999) i",
        "54001 | RECORD | INSERT INTO e (id, j) SELECT 2, concat(repeat('[', 99999),"
            + " 'SECRET-PII')::jsonb",
        "P0001 | RECORD | INSERT INTO raising VALUES ('SECRET-PII')",
        "21000 | CLASH | INSERT INTO e (id, un) VALUES (7, 'SECRET-PII7'), (7, 'y') ON CONFLICT"
            + " (id) DO UPDATE SET un = excluded.un",
        "2200H | ENVIRONMENT | INSERT INTO small VALUES (DEFAULT)",
        "42P01 | SCHEMA | INSERT INTO missing VALUES ('SECRET-PII')",
        "42703 | SCHEMA | INSERT INTO e (missing) VALUES ('SECRET-PII')",
        "42804 | SCHEMA | INSERT INTO e (id) SELECT 'SECRET-PII'::text",
        "428C9 | SCHEMA | INSERT INTO e (id, gen) VALUES (2, 3)",
        "42P10 | SCHEMA | INSERT INTO e (id) VALUES (2) ON CONFLICT (n) DO NOTHING",
        "42601 | ENVIRONMENT | INSERT INTO e VALUE ('SECRET-PII')",
        "42601 | RECORD | SELECT concat('SECRET-PII', '..')::ltree",
        "42601 | RECORD | SELECT concat(chr(39), 'SECRET-PII')::tsvector",
        "42622 | RECORD | SELECT repeat('SECRET-PII', 9999)::ltree",
        "42883 | ENVIRONMENT | SELECT nothing('SECRET-PII')",
        "55000 | ENVIRONMENT | INSERT INTO deferred VALUES (1) ON CONFLICT (id) DO NOTHING",
        "55000 | ENVIRONMENT | INSERT INTO grouped VALUES (1)",
        "0A000 | ENVIRONMENT | SELECT DISTINCT id, 'SECRET-PII' FROM e FOR UPDATE",
        "3F000 | ENVIRONMENT | CREATE TABLE nowhere.t (a text DEFAULT 'SECRET-PII')",
        "25006 | TRANSIENT | SET TRANSACTION READ ONLY; INSERT INTO e (id, c) VALUES (2,"
            + " 'SECRET-PII2')",
        "57014 | TRANSIENT | SET LOCAL statement_timeout = 20; SELECT pg_sleep(5), 'SECRET-PII'",
      })
  void theServersErrorsAreKnownAndHideTheValue(String state, Kind kind, String sql)
      throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      SQLException failure =
          assertThrows(
              SQLException.class,
              () -> {
                for (String part : sql.split("; ", -1)) {
                  statement.execute(part);
                }
              });
      WriteException meaning = WriteException.of(failure, TABLE);
      assertEquals(state, meaning.sqlState(), failure.getMessage());
      assertEquals(kind, meaning.kind(), meaning.getMessage());
      assertTrue(meaning.getMessage().contains("SQLSTATE " + state), meaning.getMessage());
      assertFalse(printed(meaning).contains(MARKER), meaning.getMessage());
      assertNull(meaning.getCause());
    }
  }

  @Test
  void theMessageNamesTableColumnConstraintAndFix() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      assertEquals(
          "table \"public.e\": NULL, or nothing, for a NOT NULL column (SQLSTATE 23502, column"
              + " \"required\"): send a value; a NULL that the record sends is stored as NULL, and"
              + " a column only takes its default when the field is absent",
          message(statement, "INSERT INTO e (id, required) VALUES (2, NULL)"));
      assertTrue(
          message(statement, "INSERT INTO e (id, c) VALUES (2, 'SECRET-PII')")
              .contains("constraint \"positive\""));
      assertTrue(
          message(statement, "INSERT INTO missing VALUES (1)")
              .contains("create table \"public\".\"e\", or set auto.create=true"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "08000,TRANSIENT,true",
    "08001,TRANSIENT,true",
    "08003,TRANSIENT,true",
    "08006,TRANSIENT,true",
    "08P01,TRANSIENT,true",
    "08004,ENVIRONMENT,true",
    "57P01,TRANSIENT,true",
    "57P02,TRANSIENT,true",
    "57P03,TRANSIENT,true",
    "57P05,TRANSIENT,true",
    "57P04,ENVIRONMENT,true",
    "25006,TRANSIENT,true",
    "25P03,TRANSIENT,true",
    "25P04,TRANSIENT,true",
    "58030,TRANSIENT,true",
    "40001,TRANSIENT,false",
    "40P01,TRANSIENT,false",
    "55P03,TRANSIENT,false",
    "57014,TRANSIENT,false",
    "53000,TRANSIENT,false",
    "53100,TRANSIENT,false",
    "53200,TRANSIENT,false",
    "53300,TRANSIENT,true",
    "26000,SCHEMA,true",
    "42P05,SCHEMA,true",
    "28000,ENVIRONMENT,true",
    "28P01,ENVIRONMENT,true",
    "3D000,ENVIRONMENT,true",
    "42P10,SCHEMA,false",
    "54011,ENVIRONMENT,false",
    "F0000,ENVIRONMENT,false",
    "XX000,UNKNOWN,false",
    "38001,UNKNOWN,false",
    "39000,UNKNOWN,false",
    "45000,UNKNOWN,false",
    "99999,UNKNOWN,false",
    "7,UNKNOWN,false"
  })
  void everyStateHasAKind(String state, Kind kind, boolean evicts) {
    WriteException meaning = WriteException.of(new SQLException(MARKER, state));
    assertEquals(kind, meaning.kind());
    assertEquals(evicts, meaning.evicts());
    assertFalse(printed(meaning).contains(MARKER));
    assertTrue(meaning.serverWords().contains(MARKER));
  }

  @Test
  void whatThePoolWrapsIsFoundInside() {
    SQLException inside = new SQLException(MARKER, "28P01");
    WriteException meaning =
        WriteException.of(new SQLTransientConnectionException("pool", "08001", inside));
    assertEquals("28P01", meaning.sqlState());
    assertEquals(Kind.ENVIRONMENT, meaning.kind());
  }

  /** As the driver chains them when a session ends while it answers. */
  @Test
  void theEndOfASessionCountsMoreThanTheErrorBeforeIt() {
    SQLException ended = new SQLException("terminating connection", "57P01");
    ended.initCause(new SQLException("violates check constraint", "23514"));
    WriteException failure = WriteException.of(ended);
    assertEquals(Kind.TRANSIENT, failure.kind());
    assertTrue(failure.evicts());
  }

  @Test
  void aFailureWithoutStateIsUnknown() {
    assertEquals(Kind.UNKNOWN, WriteException.of(new SQLException(MARKER)).kind());
    assertEquals(
        Kind.TRANSIENT, WriteException.of(new SQLTransientConnectionException(MARKER)).kind());
  }

  /** F30 */
  @Test
  void aCertificateThatIsNotTrustedIsAMatterOfTheEnvironment() {
    SSLHandshakeException handshake = new SSLHandshakeException(MARKER);
    handshake.initCause(new CertificateExpiredException(MARKER));
    assertEquals(
        Kind.ENVIRONMENT, WriteException.of(new SQLException("", "08006", handshake)).kind());
    assertEquals(
        Kind.TRANSIENT,
        WriteException.of(new SQLException("", "08006", new SSLHandshakeException("terminated")))
            .kind());
  }

  private static String message(Statement statement, String sql) {
    return WriteException.of(assertThrows(SQLException.class, () -> statement.execute(sql)), TABLE)
        .getMessage();
  }

  private static String printed(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}

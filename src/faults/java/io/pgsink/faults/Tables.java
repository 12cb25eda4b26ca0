// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;

/** The tables of one trial, with a history that the database itself writes. */
final class Tables {
  /** The role that the connector uses; it may do no more than it needs. */
  static final String ROLE = "sink";

  static final String PASSWORD = "sinkPassw0rd";

  private Tables() {}

  /** Creates the connector's role, once per server. */
  static void createRole(TestPostgres postgres) {
    postgres.maintenance().execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD + "'");
  }

  /** Takes back what a trial has set for the role or the server. */
  static void resetRole(TestPostgres postgres) {
    postgres
        .maintenance()
        .execute(
            "ALTER ROLE " + ROLE + " PASSWORD '" + PASSWORD + "'",
            "ALTER ROLE " + ROLE + " RESET ALL",
            "ALTER SYSTEM RESET ALL",
            "SELECT pg_reload_conf()");
  }

  /** Creates a database with the tables. */
  static TestDatabase create(TestPostgres postgres) {
    TestDatabase database = postgres.createDatabase("faults");
    database.execute(
        """
        CREATE TABLE state (
          key text PRIMARY KEY,
          seq bigint NOT NULL,
          note text CONSTRAINT no_secrets CHECK (note <> '%s'))
        """
            .formatted(WorkloadSender.SECRET),
        """
        CREATE TABLE journal (
          seq bigint NOT NULL,
          note text CONSTRAINT no_secrets CHECK (note <> '%s'),
          extra text,
          source_partition int NOT NULL,
          source_offset bigint NOT NULL)
        """
            .formatted(WorkloadSender.SECRET),
        "CREATE INDEX ON journal (source_partition, source_offset)",
        "CREATE TABLE counter (key text PRIMARY KEY, n bigint NOT NULL)",
        """
        CREATE TABLE history (
          n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          key text NOT NULL,
          seq bigint NOT NULL,
          op text NOT NULL,
          xid xid8 NOT NULL,
          at timestamptz NOT NULL)
        """,
        // The number is taken while the row is locked, so that it orders the changes of a key.
        """
        CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        DECLARE
          -- as jsonb, because a cached plan doesn't survive that a column gets another type
          changed jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
        BEGIN
          INSERT INTO public.history (key, seq, op, xid, at)
          VALUES (changed->>'key', (changed->>'seq')::bigint, left(TG_OP, 1),
            pg_current_xact_id(), clock_timestamp());
          RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON state
        FOR EACH ROW EXECUTE FUNCTION note_change()
        """,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON state, journal, counter TO " + ROLE,
        "GRANT CREATE ON SCHEMA public TO " + ROLE);
    return database;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WritePlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class WriteCheckTest {
  private static TestDatabase database;
  private static TestWriter writer;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("check");
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, v text NOT NULL, live boolean,"
            + " made int GENERATED ALWAYS AS (1) STORED)",
        "CREATE UNIQUE INDEX ON t (v) WHERE live",
        "CREATE TABLE fired (at timestamptz)",
        "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql"
            + " AS $$BEGIN INSERT INTO fired VALUES (now()); RETURN NULL; END$$",
        "CREATE TRIGGER fire AFTER INSERT OR UPDATE OR DELETE ON t EXECUTE FUNCTION fire()");
    writer = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    writer.close();
  }

  @Test
  void aPlanThatFitsPassesWithoutATrace() throws WriteException {
    for (InsertMode mode : InsertMode.values()) {
      WriteCheck.check(
          writer.connection(),
          writer.plan(
              "t",
              new TestOptions()
                  .mode(mode)
                  .when(new UpdateWhen.Changed())
                  .delete(new DeleteMode.Hard())));
    }
    WriteCheck.check(
        writer.connection(), writer.plan("t", new TestOptions().keys("v").where("live")));
    assertEquals(0, database.count("SELECT count(*) FROM fired"));
  }

  @Test
  void aPredicateThatFitsNoIndexIsFound() {
    WritePlan plan = writer.plan("t", new TestOptions().keys("v").where("NOT live"));
    WriteException refused =
        assertThrows(WriteException.class, () -> WriteCheck.check(writer.connection(), plan));
    assertEquals("42P10", refused.sqlState());
    WritePlan broken = writer.plan("t", new TestOptions().keys("v").where("nothing = 1"));
    assertEquals(
        "42703",
        assertThrows(WriteException.class, () -> WriteCheck.check(writer.connection(), broken))
            .sqlState());
  }

  @Test
  void aMissingPrivilegeIsFound() {
    database.execute(
        "CREATE ROLE checker LOGIN PASSWORD 'secret'",
        "GRANT SELECT, INSERT, UPDATE ON t TO checker");
    try (TestWriter checker = new TestWriter(database.as("checker", "secret"))) {
      WritePlan plan = checker.plan("t", new TestOptions().delete(new DeleteMode.Hard()));
      WriteException refused =
          assertThrows(WriteException.class, () -> WriteCheck.check(checker.connection(), plan));
      assertEquals("42501", refused.sqlState());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestPostgresTest {
  @Test
  void queriesAnswerInPostgresOwnText() {
    TestDatabase database = TestPostgres.shared().createDatabase("rig");
    assertEquals(
        List.of(Arrays.asList("1.50", "t", "2020-01-01 00:00:00+00", "{a,NULL}", null)),
        database.query(
            "SELECT 1.50, true, timestamptz '2020-01-01 01:00:00+01', ARRAY['a', NULL], NULL"));
  }

  @Test
  void aKilledServerComesBackOnItsPortWithItsData() {
    try (TestPostgres postgres = TestPostgres.start("fsync=on")) {
      TestDatabase database = postgres.createDatabase("killed");
      database.execute("CREATE TABLE t (n int)", "INSERT INTO t VALUES (7)");
      postgres.kill();
      assertThrows(AssertionError.class, () -> database.value("SELECT n FROM t"));
      postgres.startAgain();
      assertEquals("7", database.value("SELECT n FROM t"));
      assertEquals("on", database.value("SHOW fsync"));
    }
  }

  @Test
  void aStoppedServerComesBackOnItsPort() {
    try (TestPostgres postgres = TestPostgres.start()) {
      TestDatabase database = postgres.createDatabase("stopped");
      postgres.stop();
      assertThrows(AssertionError.class, () -> database.value("SELECT 1"));
      postgres.startAgain();
      assertEquals("1", database.value("SELECT 1"));
    }
  }

  @Test
  void rolesNeedTheirPassword() {
    TestDatabase database = TestPostgres.shared().createDatabase("rig");
    database.execute("CREATE ROLE rig_writer LOGIN PASSWORD 'right'");
    assertEquals("1", database.as("rig_writer", "right").value("SELECT 1"));
    assertThrows(AssertionError.class, () -> database.as("rig_writer", "wrong").value("SELECT 1"));
  }
}

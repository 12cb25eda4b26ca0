// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.postgres.Preflight.OpenSchema;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** S1: who else may put functions where the role's search path finds them. */
class OpenSchemasTest {
  private static TestDatabase database;

  @BeforeAll
  static void createRoles() {
    database = TestPostgres.shared().createDatabase("open");
    database.execute(
        "CREATE ROLE open_writer LOGIN PASSWORD 'secret'",
        "CREATE ROLE open_owner",
        "CREATE ROLE open_stranger",
        "CREATE SCHEMA shut AUTHORIZATION open_owner",
        "CREATE SCHEMA apart AUTHORIZATION open_owner",
        "CREATE SCHEMA ajar AUTHORIZATION open_owner",
        "GRANT USAGE ON SCHEMA shut, apart, ajar TO PUBLIC",
        "GRANT CREATE ON SCHEMA apart TO PUBLIC",
        "GRANT CREATE ON SCHEMA ajar TO open_stranger, open_writer",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "ALTER ROLE open_writer SET search_path = shut, ajar, public");
  }

  @AfterAll
  static void dropRoles() {
    database.execute(
        "DROP OWNED BY open_owner, open_writer, open_stranger CASCADE",
        "DROP ROLE open_owner, open_writer, open_stranger");
  }

  @Test
  void schemasOnThePathWhereOthersMayCreateAreNamed() throws Exception {
    Map<String, String> options =
        Map.of(
            "name", "open",
            "topics", "t",
            "connection.url", database.url(),
            "connection.user", "open_writer",
            "connection.password", "secret");
    try (Preflight preflight = Preflight.open(ConnectorOptions.parse(options).connection())) {
      assertEquals(
          List.of(new OpenSchema("ajar", "open_stranger"), new OpenSchema("public", "PUBLIC")),
          preflight.openSchemas());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.demo;

import io.pgsink.rig.TestDatabase;
import java.util.List;
import java.util.Optional;

/** Watches the server's sessions for the statement that writes a batch. */
final class Statements {
  private static final String SESSIONS =
      "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
          + " AND query ILIKE '%insert into%unnest%' AND pid <> pg_backend_pid() LIMIT 1";

  private final TestDatabase database;
  private String seen;

  Statements(TestDatabase database) {
    this.database = database;
  }

  void look() {
    if (seen == null) {
      List<List<String>> rows = database.query(SESSIONS);
      if (!rows.isEmpty()) {
        seen = rows.get(0).get(0);
      }
    }
  }

  /** The statement, broken into lines at its clauses; empty when every look missed it. */
  Optional<String> seen() {
    return Optional.ofNullable(seen)
        .map(sql -> sql.strip().replaceAll(" (?=SELECT |FROM |ON CONFLICT |DO UPDATE )", "\n"));
  }
}

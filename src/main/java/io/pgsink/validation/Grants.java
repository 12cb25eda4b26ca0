// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import io.pgsink.postgres.Preflight;
import io.pgsink.postgres.Preflight.Privilege;
import io.pgsink.postgres.Preflight.Schema;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.TableId;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** The statements that give a role what it lacks. */
final class Grants {
  private Grants() {}

  /** What is missing on a table, and the GRANT or ALTER TABLE to run. */
  static String text(Preflight preflight, TableId table, Set<Privilege> missing) {
    String role = TableId.quote(preflight.server().role());
    Set<Privilege> granted = new TreeSet<>(missing);
    StringJoiner statements = new StringJoiner("; ");
    if (granted.remove(Privilege.OWNER)) {
      statements.add("ALTER TABLE %s OWNER TO %s".formatted(table.sql(), role));
    }
    if (!granted.isEmpty()) {
      StringJoiner names = new StringJoiner(", ");
      granted.forEach(privilege -> names.add(privilege.name()));
      statements.add("GRANT %s ON %s TO %s".formatted(names, table.sql(), role));
    }
    return "role %s lacks privileges on table \"%s\"; run %s".formatted(role, table, statements);
  }

  /** What keeps the role from creating a table, if anything does. */
  static Optional<String> toCreate(Preflight preflight, TableId table) throws WriteException {
    Optional<Schema> schema = preflight.schema(table);
    String role = TableId.quote(preflight.server().role());
    if (schema.isEmpty()) {
      String name = table.schema().isEmpty() ? "pgsink" : table.schema();
      return Optional.of(
          "its schema is missing too; run CREATE SCHEMA %s AUTHORIZATION %s"
              .formatted(TableId.quote(name), role));
    }
    return schema.get().creatable()
        ? Optional.empty()
        : Optional.of(
            "role %s can't create it; run GRANT USAGE, CREATE ON SCHEMA %s TO %s"
                .formatted(role, TableId.quote(schema.get().name()), role));
  }
}

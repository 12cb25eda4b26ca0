// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.postgres.Database;
import io.pgsink.postgres.TableManager;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.Definition;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** The tables of a database, which others change too. Thread-safe. */
final class StoredTables implements Tables {
  private final Database database;

  StoredTables(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Table> evolve(TableId id, TableManager.Plan plan) throws WriteException {
    return database.evolve(id, plan);
  }

  @Override
  public Set<TableId> existing(Collection<TableId> ids) throws WriteException {
    return ids.isEmpty() ? Set.of() : database.existing(ids);
  }

  @Override
  public boolean areCurrent(Collection<Definition> definitions) throws WriteException {
    try {
      database.requireCurrent(definitions);
      return true;
    } catch (WriteException failure) {
      if (failure.kind() == WriteException.Kind.STALE) {
        return false;
      }
      throw failure;
    }
  }
}

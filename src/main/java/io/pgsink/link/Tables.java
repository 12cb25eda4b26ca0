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

/** Where tables are looked up, and changed where a plan says so. */
public interface Tables {
  /** See {@link Database#evolve}. */
  Optional<Table> evolve(TableId id, TableManager.Plan plan) throws WriteException;

  /** Those of some names that there may be a table of. */
  default Collection<TableId> existing(Collection<TableId> ids) throws WriteException {
    return ids;
  }

  /** Whether tables are still what they were when they were read. */
  default boolean areCurrent(Collection<Definition> definitions) throws WriteException {
    return true;
  }
}

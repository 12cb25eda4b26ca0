// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.postgres.TableManager;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.Table;
import io.pgsink.table.TableChange;
import io.pgsink.table.TableId;
import io.pgsink.table.TooManyTablesException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the records of one reading have asked the database about tables, and its answers: a table is
 * asked for once, and a flood of names that no table has costs one question for all of them. The
 * answers are younger than the records, so these may be refused by them. Used by one thread.
 */
final class Lookups {
  /** So many names without a table may be a mistake; more are a flood. */
  private static final int MOST_MISSED = 3;

  /** A schema that is missing or mustn't be used, a table that mustn't be changed. */
  private static final Set<String> LASTING = Set.of("42501", "3F000");

  /** A table that has all the columns that it can have. */
  private static final String NO_MORE_COLUMNS = "54011";

  private final Tables tables;
  private final Supplier<Set<TableId>> names;
  private final Map<TableId, Table> found = new HashMap<>();
  private final Map<TableId, WriteException> failed = new HashMap<>();
  private final Set<TableId> absent = new HashSet<>();
  private TooManyTablesException full;
  private boolean surveyed;

  /**
   * Nothing is asked yet.
   *
   * @param names all tables that the records of the reading name
   */
  Lookups(Tables tables, Supplier<Set<TableId>> names) {
    this.tables = tables;
    this.names = names;
  }

  /** See {@link Tables#evolve}; asks the database unless the answer is known. */
  Optional<Table> evolve(TableId id, TableManager.Plan plan) throws WriteException {
    if (!surveyed && (full != null || absent.size() + failed.size() >= MOST_MISSED)) {
      survey();
    }
    boolean isKnown = found.containsKey(id) || absent.contains(id);
    if (isKnown) {
      Optional<Table> known = Optional.ofNullable(found.get(id));
      List<TableChange> steps = plan.apply(known);
      if (steps.isEmpty()) {
        return known;
      }
      if (full != null && isNamedByRecord(steps)) {
        throw full.of(id);
      }
    }
    if (failed.containsKey(id)) {
      throw failed.get(id);
    }
    return ask(id, plan);
  }

  private Optional<Table> ask(TableId id, TableManager.Plan plan) throws WriteException {
    TableManager.Plan watched =
        stored -> {
          know(id, stored);
          return plan.apply(stored);
        };
    try {
      Optional<Table> table = tables.evolve(id, watched);
      know(id, table);
      return table;
    } catch (WriteException failure) {
      boolean cantGrow = found.containsKey(id) && failure.sqlState().equals(NO_MORE_COLUMNS);
      if (cantGrow || LASTING.contains(failure.sqlState())) {
        failed.put(id, failure);
      }
      throw failure;
    } catch (TooManyTablesException refused) {
      if (isNamedByRecord(plan.apply(Optional.empty()))) {
        full = refused;
      }
      throw refused;
    }
  }

  private static boolean isNamedByRecord(List<TableChange> steps) {
    return steps.stream()
        .anyMatch(
            step -> step instanceof TableChange.CreateTable create && create.namedBy().isPresent());
  }

  private void know(TableId id, Optional<Table> table) {
    if (table.isPresent()) {
      found.put(id, table.get());
      absent.remove(id);
    } else {
      absent.add(id);
    }
  }

  /** One question tells which of all names that the records hold there are no tables of. */
  private void survey() throws WriteException {
    surveyed = true;
    Set<TableId> unknown = new HashSet<>(names.get());
    unknown.removeAll(found.keySet());
    unknown.removeAll(failed.keySet());
    unknown.removeAll(tables.existing(unknown));
    absent.addAll(unknown);
  }
}

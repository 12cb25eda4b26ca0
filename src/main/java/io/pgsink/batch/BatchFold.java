// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.link.Change;
import io.pgsink.link.RowTarget;
import io.pgsink.table.Definition;
import io.pgsink.table.ForeignKeys;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of one batch, folded by table and key. Used by one thread.
 *
 * <p>Changes that were linked to another definition of a table don't fold with the others: their
 * keys compare otherwise. They are never written like that, see {@link
 * io.pgsink.postgres.DefinitionCheck}.
 */
final class BatchFold {
  private static final int MOST_TARGETS = 1_000;

  private final Map<RowTarget, TargetFold> targets = new HashMap<>();

  /** What runs before the rest, because a foreign key's action (CASCADE) lies in between. */
  private final List<Map<Definition, TableFold>> earlier = new ArrayList<>();

  private Map<Definition, TableFold> tables = new LinkedHashMap<>();
  private RowTarget lastTarget;
  private TableFold lastFold;
  private int lastRows;
  private int rows;

  /** Takes a change in. */
  void add(Change change) {
    RowTarget target = change.target();
    if (target != lastTarget) {
      lastFold = fold(target);
      lastTarget = target;
    }
    if (lastFold.mustFollow(change)) {
      earlier.add(tables);
      tables = new LinkedHashMap<>();
      lastFold = fold(target);
    }
    rows += lastFold.add(change);
  }

  private TableFold fold(RowTarget target) {
    Definition definition = target.plan().table().definition();
    TableId table = definition.table();
    TableFold known = tables.get(definition);
    if (known == null) {
      known = new TableFold(target, this::target, lastRows / (1 + tables.size()));
      tables.put(definition, known);
      for (TableFold other : tables.values()) {
        if (ForeignKeys.actingAbove(other.table()).contains(table)) {
          other.follows(known);
        }
        if (ForeignKeys.actingAbove(known.table()).contains(other.table().id())) {
          known.follows(other);
        }
      }
    }
    return known;
  }

  private TargetFold target(RowTarget target) {
    TargetFold known = targets.get(target);
    if (known == null) {
      if (targets.size() >= MOST_TARGETS) {
        // those of tables that have changed since are never asked for again
        targets.clear();
      }
      known = new TargetFold(target);
      targets.put(target, known);
    }
    return known;
  }

  /** How many rows the statements carry. */
  int rows() {
    return rows;
  }

  /** The statements that write the changes, in the order in which they must run. */
  List<RowGroup> statements() {
    List<RowGroup> groups = new ArrayList<>();
    List<Map<Definition, TableFold>> all = new ArrayList<>(earlier);
    all.add(tables);
    for (Map<Definition, TableFold> some : all) {
      int before = groups.size();
      new RelatedTables(some.values()).statements(groups);
      if (before > 0) {
        groups.subList(before, groups.size()).forEach(RowGroup::follow);
      }
    }
    return groups;
  }

  /** Starts anew; what is known of the targets stays. */
  void clear() {
    earlier.clear();
    tables = new LinkedHashMap<>();
    lastTarget = null;
    lastFold = null;
    lastRows = rows;
    rows = 0;
  }
}

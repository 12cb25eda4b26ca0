// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.table.ForeignKey;
import io.pgsink.table.ForeignKeys;
import io.pgsink.table.TableId;
import io.pgsink.table.UniqueIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order of the statements of tables that hang on one another by foreign keys: rows are written
 * parents first and deleted children first, whatever the order of arrival.
 *
 * <p>In each wave: deletes that nothing has to go out of the way of, children first; writes,
 * parents first; and then, children first, the deletes of rows that others may have pointed to
 * until these writes. So a row can move to another parent, and the old one be deleted, in one
 * batch. Where a deleted row may have to make room for a unique value of a new one its delete goes
 * first, too; unless it changes rows that point to it (ON DELETE CASCADE and the like), since these
 * were written before.
 *
 * <p>Whatever no order suits fails as a whole, and is replayed in the order of arrival.
 */
final class RelatedTables {
  private final Map<TableId, TableFold> folds = new LinkedHashMap<>();
  private final ForeignKeys keys;
  private final Set<TableId> referenced = new HashSet<>();
  private final Set<TableId> acting = new HashSet<>();

  RelatedTables(Collection<TableFold> tables) {
    for (TableFold fold : tables) {
      folds.put(fold.table().id(), fold);
    }
    keys = ForeignKeys.of(tables.stream().map(TableFold::table).toList());
    for (TableId table : folds.keySet()) {
      referenced.addAll(keys.above(table));
      acting.addAll(keys.actingAbove(table));
    }
    referenced.retainAll(folds.keySet());
  }

  /** The statements, in the order in which they must run. */
  void statements(List<RowGroup> out) {
    if (referenced.isEmpty()) {
      folds.values().forEach(fold -> fold.statements(out));
      return;
    }
    List<ForeignKey> circular = keys.circular();
    if (!circular.isEmpty()) {
      out.add(RowGroup.defer(folds.values().iterator().next().target(), circular));
    }
    List<TableFold> parentsFirst = new ArrayList<>();
    keys.parentsFirst(folds.keySet()).forEach(table -> parentsFirst.add(folds.get(table)));
    List<TableFold> childrenFirst = new ArrayList<>(parentsFirst);
    Collections.reverse(childrenFirst);
    int waves = 0;
    for (TableFold fold : parentsFirst) {
      waves = Math.max(waves, fold.waves());
    }
    for (int wave = 0; wave < waves; wave++) {
      List<RowGroup> late = new ArrayList<>();
      Map<TableId, WaveGroups> groups = new LinkedHashMap<>();
      for (TableFold fold : childrenFirst) {
        TableId table = fold.table().id();
        WaveGroups some = fold.wave(wave, deletesLate(fold));
        groups.put(table, some);
        out.addAll(some.early());
        late.addAll(some.late());
      }
      for (TableFold fold : parentsFirst) {
        out.addAll(groups.get(fold.table().id()).writes());
      }
      out.addAll(late);
    }
  }

  private boolean deletesLate(TableFold fold) {
    TableId table = fold.table().id();
    return referenced.contains(table) && (acting.contains(table) || !handsOnValues(fold));
  }

  /** Whether a new row may take over a unique value of a deleted one. */
  private static boolean handsOnValues(TableFold fold) {
    for (UniqueIndex index : fold.table().indexes()) {
      if (!index.columns().equals(fold.keyColumns())) {
        return true;
      }
    }
    return false;
  }
}

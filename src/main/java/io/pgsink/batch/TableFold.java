package io.pgsink.batch;

import io.pgsink.table.WritePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of one table, folded to at most one entry per key and wave.
 *
 * <p><b>Invariant A.</b> Within a wave every key has one entry; a wave's deletes run before its
 * writes. A change that can't join the last entry of its key opens the key's next wave, and waves
 * run in order, so that per key the order of arrival holds and no flush is ever forced.
 */
final class TableFold {
  private final Map<Object, Entry> entries;
  private final List<List<Entry>> waves = new ArrayList<>();
  private final int expected;
  private RowTarget truncated;
  private int rows;

  /** An empty fold with room for some rows. */
  TableFold(int expected) {
    this.expected = expected;
    entries = new HashMap<>(expected * 4 / 3 + 1);
  }

  /**
   * Takes a change in.
   *
   * @return by how many rows the statements grow; negative after a truncate
   */
  int add(Change change) {
    if (change.kind() == Change.Kind.TRUNCATE) {
      int dropped = rows;
      // what came before is gone whether it was written or not
      entries.clear();
      waves.clear();
      rows = 0;
      truncated = change.target();
      return -dropped;
    }
    if (change.key() == null) {
      return append(new Entry(change, 0));
    }
    Entry last = entries.get(change.key());
    if (last == null) {
      Entry entry = new Entry(change, 0);
      entries.put(change.key(), entry);
      return append(entry);
    }
    if (last.fold(change)) {
      return 0;
    }
    Entry entry = new Entry(change, last.wave() + 1);
    entries.put(change.key(), entry);
    return append(entry);
  }

  private int append(Entry entry) {
    while (waves.size() <= entry.wave()) {
      waves.add(new ArrayList<>(waves.isEmpty() ? expected : 0));
    }
    waves.get(entry.wave()).add(entry);
    rows++;
    return 1;
  }

  /** The statements that write this table, in the order in which they must run. */
  void statements(List<RowGroup> out) {
    if (truncated != null) {
      out.add(RowGroup.truncate(truncated));
    }
    for (List<Entry> wave : waves) {
      IdentityHashMap<WritePlan, RowGroup> deletes = new IdentityHashMap<>();
      IdentityHashMap<ColumnSet, RowGroup> updates = new IdentityHashMap<>();
      IdentityHashMap<ColumnSet, RowGroup> inserts = new IdentityHashMap<>();
      List<RowGroup> deleteOrder = new ArrayList<>();
      List<RowGroup> writeOrder = new ArrayList<>();
      for (Entry entry : wave) {
        if (entry.deletes()) {
          RowGroup group = deletes.get(entry.target().plan());
          if (group == null) {
            group = RowGroup.delete(entry.target());
            deletes.put(entry.target().plan(), group);
            deleteOrder.add(group);
          }
          group.add(entry);
        }
        if (entry.writes()) {
          ColumnSet columns = entry.layout().columns();
          IdentityHashMap<ColumnSet, RowGroup> groups = entry.updatesOnly() ? updates : inserts;
          RowGroup group = groups.get(columns);
          if (group == null) {
            // mostly one group takes the whole wave
            int expected = writeOrder.isEmpty() ? wave.size() : 0;
            group =
                entry.updatesOnly()
                    ? RowGroup.update(entry.target(), columns, expected)
                    : RowGroup.insert(entry.target(), columns, expected);
            groups.put(columns, group);
            writeOrder.add(group);
          }
          group.add(entry);
        }
      }
      out.addAll(deleteOrder);
      out.addAll(writeOrder);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.link.ColumnSet;
import io.pgsink.link.RowTarget;
import io.pgsink.table.Column;
import io.pgsink.table.InsertMode;
import io.pgsink.table.Table;
import io.pgsink.table.UpdateWhen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The changes of one table, folded to at most one entry per key and wave.
 *
 * <p><b>Invariant A.</b> Within a wave every key has one entry; where a key is deleted and written
 * its delete runs before its write, a soft delete behind it. A change that can't join the last
 * entry of its key opens the key's next wave, and waves run in order, so that per key the order of
 * arrival holds and no flush is ever forced.
 *
 * <p>Keys of some types may be equal for PostgreSQL without looking so here ({@code citext} beyond
 * ASCII, a collation of its own). They get waves in which order doesn't matter, or is seen to.
 */
final class TableFold {
  private final Map<Object, Entry> entries;
  private final List<List<Entry>> waves = new ArrayList<>();
  private final RowTarget first;
  private final Function<RowTarget, TargetFold> targets;
  private final int expected;
  private TargetFold lastTarget;

  /** The waves that begin with a truncate, and where it comes from. */
  private final Map<Integer, RowTarget> truncates = new HashMap<>();

  private int rows;

  /** The first wave that later changes may join. */
  private int floor;

  /** Opened the wave at the floor with a key that may equal one that looks different; or null. */
  private Change uncertain;

  private Entry lastKeyless;

  /** Tables of the batch whose deletes change rows of this one. */
  private final List<TableFold> actors = new ArrayList<>(0);

  /** Whether deletes of this table change rows of another one in the batch. */
  private boolean watched;

  /** Whether rows are removed, rather than marked. */
  private boolean removes;

  /**
   * An empty fold.
   *
   * @param first a target of the table
   * @param targets finds how the changes of a target fold
   * @param expected how many rows to make room for
   */
  TableFold(RowTarget first, Function<RowTarget, TargetFold> targets, int expected) {
    this.first = first;
    this.targets = targets;
    this.expected = expected;
    entries = new HashMap<>(expected * 4 / 3 + 1);
  }

  /** The table. */
  Table table() {
    return first.plan().table();
  }

  /** One of the ways in which the table is written. */
  RowTarget target() {
    return first;
  }

  /** The names of the columns that identify its rows. */
  List<String> keyColumns() {
    return first.plan().target().columns().stream().map(Column::name).toList();
  }

  /** The table's deletes change rows of this one: later changes must not slip in front of them. */
  void follows(TableFold parent) {
    actors.add(parent);
    parent.watched = true;
  }

  /** Whether a change must come behind everything that has come before it, in all tables. */
  boolean mustFollow(Change change) {
    if (change.kind() != ChangeKind.WRITE || (actors.isEmpty() && !watched)) {
      return false;
    }
    for (TableFold actor : actors) {
      if (actor.removes) {
        return true;
      }
    }
    return watched && removes && rewrites(change);
  }

  private boolean rewrites(Change change) {
    if (uncertain != null || change.key() == null) {
      return true;
    }
    Entry last = entries.get(change.key());
    return last != null && last.deletes();
  }

  /**
   * Takes a change in.
   *
   * @return by how many rows the statements grow; negative after a truncate
   */
  int add(Change change) {
    if (change.kind() == ChangeKind.TRUNCATE) {
      return truncate(change);
    }
    removes |= change.kind() == ChangeKind.DELETE;
    if (change.key() == null) {
      lastKeyless = new Entry(target(change), change, keylessWave(change));
      return append(lastKeyless);
    }
    boolean certain = change.layout().isCertain(change.key());
    if (uncertain == null ? certain : suitsUncertain(change)) {
      Entry last = entries.get(change.key());
      if (last == null) {
        return open(change, floor);
      }
      if (last.fold(change)) {
        return 0;
      }
      if (uncertain == null) {
        return open(change, last.wave() + 1);
      }
    }
    floor = waves();
    entries.clear();
    uncertain = certain ? null : change;
    return open(change, floor);
  }

  /** What came before is gone whether it was written or not, unless somebody must see it. */
  private int truncate(Change change) {
    int dropped = 0;
    if (change.target().folds() && allFit()) {
      dropped = rows;
      rows = 0;
      waves.clear();
      truncates.clear();
    }
    entries.clear();
    floor = waves();
    uncertain = null;
    lastKeyless = null;
    truncates.put(floor, change.target());
    return -dropped;
  }

  private boolean allFit() {
    for (List<Entry> wave : waves) {
      for (Entry entry : wave) {
        if (!entry.fits()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether a change may join a wave whose keys may be equal without looking so. Then the wave must
   * be a statement that PostgreSQL refuses for equal keys (21000, upon which the batch is split),
   * or one that can be repeated.
   */
  private boolean suitsUncertain(Change change) {
    boolean sameStatement =
        change.target() == uncertain.target() && change.kind() == uncertain.kind();
    if (!sameStatement || change.kind() == ChangeKind.DELETE) {
      return sameStatement;
    }
    boolean refusesEqualKeys =
        switch (change.target().plan().mode()) {
          case UPSERT -> change.target().plan().when() instanceof UpdateWhen.Always;
          case INSERT -> true;
          case IGNORE, UPDATE -> false;
        };
    return refusesEqualKeys && change.layout().columns() == uncertain.layout().columns();
  }

  /** Of two rows without a key that clash, DO NOTHING leaves the first: they stay in order. */
  private int keylessWave(Change change) {
    if (lastKeyless == null || change.target().plan().mode() != InsertMode.IGNORE) {
      return floor;
    }
    boolean sameStatement =
        lastKeyless.first().target() == change.target()
            && lastKeyless.layout().columns() == change.layout().columns();
    return sameStatement ? lastKeyless.wave() : waves();
  }

  private int open(Change change, int wave) {
    Entry entry = new Entry(target(change), change, wave);
    entries.put(change.key(), entry);
    return append(entry);
  }

  private TargetFold target(Change change) {
    if (lastTarget == null || lastTarget.target() != change.target()) {
      lastTarget = targets.apply(change.target());
    }
    return lastTarget;
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
    for (int wave = 0; wave < waves(); wave++) {
      WaveGroups groups = wave(wave, /* deletesLate= */ false);
      out.addAll(groups.early());
      out.addAll(groups.writes());
    }
  }

  /** How many waves there are. */
  int waves() {
    int count = waves.size();
    for (int wave : truncates.keySet()) {
      count = Math.max(count, wave + 1);
    }
    return count;
  }

  /**
   * The statements of one wave.
   *
   * @param deletesLate whether rows are deleted behind the writes; never those written again
   */
  WaveGroups wave(int number, boolean deletesLate) {
    List<RowGroup> early = new ArrayList<>();
    if (truncates.containsKey(number)) {
      early.add(RowGroup.truncate(truncates.get(number)));
    }
    Map<RowTarget, RowGroup> deletes = new LinkedHashMap<>();
    Map<RowTarget, RowGroup> lateDeletes = new LinkedHashMap<>();
    Map<ColumnSet, RowGroup> writes = new LinkedHashMap<>();
    Map<RowTarget, RowGroup> marks = new LinkedHashMap<>();
    List<Entry> wave = number < waves.size() ? waves.get(number) : List.of();
    for (Entry entry : wave) {
      if (entry.deletes()) {
        boolean late = deletesLate && !entry.writes();
        (entry.rules().marks() ? marks : late ? lateDeletes : deletes)
            .computeIfAbsent(entry.rules().target(), RowGroup::delete)
            .add(entry);
      }
      if (entry.writes()) {
        ColumnSet columns = entry.layout().columns();
        RowGroup group = writes.get(columns);
        if (group == null) {
          // mostly one group takes the whole wave
          int expected = writes.isEmpty() ? wave.size() : 0;
          group = RowGroup.write(entry.rules().target(), columns, expected);
          if (number > 0) {
            group.follow();
          }
          writes.put(columns, group);
        }
        group.add(entry);
      }
    }
    early.addAll(deletes.values());
    List<RowGroup> written = new ArrayList<>(writes.values());
    written.addAll(marks.values());
    return new WaveGroups(early, written, List.copyOf(lateDeletes.values()));
  }
}

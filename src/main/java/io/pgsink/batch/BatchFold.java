package io.pgsink.batch;

import io.pgsink.link.Change;
import io.pgsink.link.RowTarget;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The changes of one batch, folded by table and key. Used by one thread. */
final class BatchFold {
  private static final int MOST_TARGETS = 1_000;

  private final Map<RowTarget, TargetFold> targets = new HashMap<>();
  private Map<TableId, TableFold> tables = new LinkedHashMap<>();
  private RowTarget lastTarget;
  private TableFold lastFold;
  private int lastRows;
  private int rows;

  /** Takes a change in. */
  void add(Change change) {
    RowTarget target = change.target();
    if (target != lastTarget) {
      lastFold = tables.computeIfAbsent(target.plan().table().id(), id -> fold());
      lastTarget = target;
    }
    rows += lastFold.add(change);
  }

  private TableFold fold() {
    return new TableFold(this::target, lastRows / (1 + tables.size()));
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
    for (TableFold table : tables.values()) {
      table.statements(groups);
    }
    return groups;
  }

  /** Starts anew; what is known of the targets stays. */
  void clear() {
    tables = new LinkedHashMap<>();
    lastTarget = null;
    lastFold = null;
    lastRows = rows;
    rows = 0;
  }
}

package io.pgsink.batch;

import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes that wait for one lane, folded by table and key. Used by one thread; what it seals is
 * immutable.
 */
public final class RowBuffer {
  private List<Change> changes = new ArrayList<>();
  private Map<TableId, TableFold> tables = new LinkedHashMap<>();
  private RowTarget lastTarget;
  private TableFold lastFold;
  private int lastRows;
  private int rows;
  private long bytes;

  /** Takes a change in. */
  public void add(Change change) {
    changes.add(change);
    bytes += change.bytes();
    fold(change);
  }

  private void fold(Change change) {
    RowTarget target = change.target();
    if (target != lastTarget) {
      TableId table = target.plan().table().id();
      lastFold = tables.computeIfAbsent(table, id -> new TableFold(lastRows / (1 + tables.size())));
      lastTarget = target;
    }
    rows += lastFold.add(change);
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** How many rows the statements of a batch sealed now would carry. */
  public int rows() {
    return rows;
  }

  /** Roughly what the waiting records hold in memory. */
  public long bytes() {
    return bytes;
  }

  /** Hands out everything that waits as one batch and starts anew. */
  public RowBatch seal() {
    RowBatch batch = new RowBatch(changes, statements(), rows, bytes);
    changes = new ArrayList<>(changes.size());
    tables = new LinkedHashMap<>();
    lastTarget = null;
    lastRows = rows;
    lastFold = null;
    rows = 0;
    bytes = 0;
    return batch;
  }

  private List<RowGroup> statements() {
    List<RowGroup> groups = new ArrayList<>();
    for (TableFold table : tables.values()) {
      table.statements(groups);
    }
    return groups;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.link.Change;
import io.pgsink.link.RowTarget;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Definition;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Changes that are written in one transaction. Immutable: it crosses from the task's thread to a
 * lane's. A batch is a function of its changes, so that any part of them makes a batch again.
 */
public final class RowBatch {
  private final List<Change> changes;
  private final List<RowGroup> groups;
  private final int rows;
  private final long bytes;

  RowBatch(List<Change> changes, List<RowGroup> groups, int rows, long bytes) {
    this.changes = changes;
    this.groups = groups;
    this.rows = rows;
    this.bytes = bytes;
  }

  /** Folds changes, given in arrival order, to a batch. */
  public static RowBatch of(List<Change> changes) {
    BatchFold fold = new BatchFold();
    long bytes = 0;
    for (Change change : changes) {
      fold.add(change);
      bytes += change.bytes();
    }
    return new RowBatch(changes, fold.statements(), fold.rows(), bytes);
  }

  /** The changes in arrival order, also those that were folded away. */
  public List<Change> changes() {
    return changes;
  }

  /** The statements in the order in which they run. */
  public List<RowGroup> groups() {
    return groups;
  }

  /** How many rows are left after folding, deletes included. */
  public int rows() {
    return rows;
  }

  /** Roughly what the records hold in memory. */
  public long bytes() {
    return bytes;
  }

  /** The table of the batch's first statement, for messages; there may be others. */
  public TableId table() {
    return groups.isEmpty() ? changes.get(0).target().plan().table().id() : groups.get(0).table();
  }

  /** What the values of the batch are converted for. */
  public Set<Definition> definitions() {
    Set<Definition> definitions = new LinkedHashSet<>();
    RowTarget last = null;
    for (Change change : changes) {
      if (change.target() != last) {
        last = change.target();
        definitions.add(last.plan().table().definition());
      }
    }
    return definitions;
  }

  /** The batch without the changes that a predicate drops; itself when it drops none. */
  public RowBatch without(Predicate<Change> dropped) {
    List<Change> kept = new ArrayList<>(changes.size());
    for (Change change : changes) {
      if (!dropped.test(change)) {
        kept.add(change);
      }
    }
    return kept.size() == changes.size() ? this : of(kept);
  }

  /**
   * Encodes every statement's rows.
   *
   * @return one set of parameters per group, and the changes whose rows could not be encoded
   */
  public Encoded encode() {
    List<ColumnBatch> parameters = new ArrayList<>(groups.size());
    Set<Entry> refused = new LinkedHashSet<>();
    for (RowGroup group : groups) {
      group.sort();
      parameters.add(group.encode((entry, reason) -> refused.add(entry)));
    }
    return new Encoded(parameters, suspects(refused));
  }

  /** The changes that went into rows, in arrival order. */
  private List<Change> suspects(Set<Entry> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Set<Object> keys = new HashSet<>();
    Set<Change> alone = new HashSet<>();
    for (Entry row : rows) {
      if (row.key() == null) {
        alone.add(row.first());
      } else {
        keys.add(row.key());
      }
    }
    List<Change> suspects = new ArrayList<>();
    for (Change change : changes) {
      if (change.key() == null ? alone.contains(change) : keys.contains(change.key())) {
        suspects.add(change);
      }
    }
    return suspects;
  }

  /**
   * Tells which changes can't be encoded even alone.
   *
   * @param suspects the changes to look at
   * @return the refused ones with their reasons, in the given order; empty when only folding
   *     several into one went wrong
   */
  public static Map<Change, BadRecordException> refused(List<Change> suspects) {
    Map<Change, BadRecordException> refused = new LinkedHashMap<>();
    for (Change change : suspects) {
      for (RowGroup group : of(List.of(change)).groups()) {
        group.encode((entry, reason) -> refused.putIfAbsent(change, reason));
      }
    }
    return refused;
  }

  /**
   * The parameters of a batch's statements.
   *
   * @param parameters one for each group; not to be used when there are suspects
   * @param suspects the changes behind the rows that could not be encoded
   */
  public record Encoded(List<ColumnBatch> parameters, List<Change> suspects) {}
}

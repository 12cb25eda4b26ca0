// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.columnar.ColumnBatch;
import io.pgsink.link.Change;
import io.pgsink.link.ColumnSet;
import io.pgsink.link.RowTarget;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.CopyPlan;
import io.pgsink.table.CopyPlans;
import io.pgsink.table.ForeignKey;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.WriteSql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rows of one statement: same table, same kind, same columns, each key at most once. */
public final class RowGroup {

  /** What the statement does. */
  public enum Kind {
    DEFER,
    TRUNCATE,
    DELETE,
    WRITE
  }

  /** Told of an entry that can't be encoded. */
  @FunctionalInterface
  interface Refusals {
    void refused(Entry entry, BadRecordException reason);
  }

  @SuppressWarnings("unchecked") // the canonical keys of one table are of one comparable class
  private static final Comparator<Entry> BY_KEY =
      (left, right) -> ((Comparable<Object>) left.key()).compareTo(right.key());

  private final Kind kind;
  private final RowTarget target;
  private final String sql;
  private final List<Column> columns;
  private final List<Entry> rows;
  private Optional<CopyPlan> copy = Optional.empty();

  private RowGroup(Kind kind, RowTarget target, String sql, List<Column> columns, int expected) {
    this.kind = kind;
    this.target = target;
    this.sql = sql;
    this.columns = columns;
    this.rows = new ArrayList<>(expected);
  }

  /** Lets constraints wait for the end of the transaction. */
  static RowGroup defer(RowTarget target, List<ForeignKey> keys) {
    return new RowGroup(Kind.DEFER, target, WriteSql.defer(keys), List.of(), 0);
  }

  static RowGroup truncate(RowTarget target) {
    return new RowGroup(
        Kind.TRUNCATE, target, WriteSql.truncate(target.plan().table()), List.of(), 0);
  }

  static RowGroup delete(RowTarget target) {
    return new RowGroup(
        Kind.DELETE, target, target.deleteSql(), target.plan().target().columns(), 0);
  }

  static RowGroup write(RowTarget target, ColumnSet columns, int expected) {
    RowGroup group = new RowGroup(Kind.WRITE, target, columns.write(), columns.columns(), expected);
    group.copy = columns.copy();
    return group;
  }

  /**
   * Something else of the batch may have written these rows before: then it is unknown beforehand
   * which of them are new by now, and all go by the statement.
   */
  void follow() {
    copy = Optional.empty();
  }

  void add(Entry entry) {
    rows.add(entry);
  }

  /**
   * Puts the rows in key order. All tasks that write a table then lock its rows in one order, so
   * that they wait for one another instead of deadlocking; and neighbours in the index are touched
   * together.
   */
  void sort() {
    if (rows.size() > 1 && rows.get(0).key() != null) {
      rows.sort(BY_KEY);
    }
  }

  /** What the statement does. */
  public Kind kind() {
    return kind;
  }

  /** The table that it writes. */
  public TableId table() {
    return target.plan().table().id();
  }

  /** The table as it was when the rows were converted. */
  public Table definition() {
    return target.plan().table();
  }

  /** The change that a row began with; rows are in the order of the parameters. */
  public Change first(int row) {
    return rows.get(row).first();
  }

  /** The statement. */
  public String sql() {
    return sql;
  }

  /** How those of its rows that are new may go instead. */
  Optional<CopyPlan> copy() {
    return copy;
  }

  /** Why none of its rows go by COPY; empty where those that are new may. */
  public Optional<String> copyObstacle() {
    return copy.isPresent()
        ? Optional.empty()
        : CopyPlans.obstacle(target.plan(), columns)
            .or(() -> Optional.of("the batch may have written them before"));
  }

  /** How many rows it carries. */
  public int rows() {
    return rows.size();
  }

  /** Encodes the rows as the statement's parameters. */
  ColumnBatch encode(Refusals refusals) {
    ColumnBatch batch = new ColumnBatch(columns, rows.size());
    for (int column = 0; column < columns.size(); column++) {
      BinaryArray array = batch.array(column);
      for (int row = 0; row < rows.size(); row++) {
        Entry entry = rows.get(row);
        try {
          if (kind == Kind.DELETE) {
            Change deletion = entry.deletion();
            deletion.layout().encodeKey(column, deletion.values(), array);
          } else {
            entry.layout().encode(column, entry.values(), array);
          }
        } catch (BadRecordException refused) {
          array.addNull();
          refusals.refused(entry, refused);
        }
      }
    }
    return batch;
  }
}

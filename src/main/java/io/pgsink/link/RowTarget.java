// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.config.TableNaming;
import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import io.pgsink.type.TypeMapper;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/**
 * Where the changes of topics with the same options go: a table, the plan of writing it, and the
 * layout of each record schema, linked once. A table that changes gets a new target.
 *
 * <p>Thread-safe: a task's thread links new schemas while lanes fold parts of a batch again.
 */
public final class RowTarget {
  private final WritePlan plan;
  private final TypeMapper types;
  private final LayoutLinker linker;
  private final boolean folds;
  private final TableNaming naming;
  private final boolean inOneLane;
  private final Duration constraintWait;
  private final ColumnSets columnSets;
  private final BoundedCache<LinkKey, RowLayout> layouts =
      new BoundedCache<>(key -> key.schema().size());
  private final BoundedCache<NullKey, RowLayout> layoutsWithNulls =
      new BoundedCache<>(key -> key.layout().columns().columns().size());
  private volatile Linked lastLinked = new Linked(null, null, null);
  private volatile String deleteSql;

  /**
   * A target.
   *
   * @param plan how rows are written
   * @param types how values are written
   * @param options how records are linked
   */
  public RowTarget(WritePlan plan, TypeMapper types, TargetOptions options) {
    this.plan = plan;
    this.types = types;
    this.folds = options.folds();
    this.naming = options.naming();
    this.inOneLane = options.inOneLane();
    this.constraintWait = options.constraintWait();
    this.columnSets = new ColumnSets(plan);
    this.linker = new LayoutLinker(plan, columnSets, types, options);
  }

  private record LinkKey(RowSchema schema, ChangeKind kind) {}

  private record NullKey(RowLayout layout, BitSet nulls) {}

  private record Linked(RowSchema schema, ChangeKind kind, RowLayout layout) {}

  /** How rows are written. */
  public WritePlan plan() {
    return plan;
  }

  /** How values are written. */
  public TypeMapper types() {
    return types;
  }

  /**
   * Where the values of a record schema go.
   *
   * @throws BadRecordException when a field has no column, or a value of its type can't go there
   */
  public RowLayout layout(RowSchema schema, ChangeKind kind) {
    Linked last = lastLinked;
    if (last.schema == schema && last.kind == kind) {
      return last.layout;
    }
    LinkKey key = new LinkKey(schema, kind);
    RowLayout layout = layouts.find(key);
    if (layout == null) {
      layout = layouts.remember(key, linker.link(schema, kind));
    }
    lastLinked = new Linked(schema, kind, layout);
    return layout;
  }

  /** Whether the changes of one key in a batch may become one. */
  public boolean folds() {
    return folds;
  }

  /** Whether records of a topic choose this table, so that what is wrong with it is their fault. */
  public boolean isChosenByRecord(String topic) {
    return naming.isChosenByRecord(topic);
  }

  /** Whether all rows must go through one lane, because a truncate may come between them. */
  public boolean inOneLane() {
    return inOneLane;
  }

  /** How long a change that a constraint refuses waits for one that helps. */
  public Duration constraintWait() {
    return constraintWait;
  }

  /**
   * The layout of a row, which leaves out the columns that its NULLs leave as they are; see {@link
   * ColumnSet#nulls}.
   */
  RowLayout layout(RowLayout layout, Object[] values) {
    if (!layout.mayKeepOnNull()) {
      return layout;
    }
    BitSet nulls = layout.nullsThatKeep(values);
    if (nulls.isEmpty()) {
      return layout;
    }
    NullKey key = new NullKey(layout, nulls);
    RowLayout known = layoutsWithNulls.find(key);
    return known != null
        ? known
        : layoutsWithNulls.remember(key, layout.without(nulls, columnSets));
  }

  /** The column set of these columns and NULLs; the same object for the same ones. */
  public ColumnSet columnSet(List<Column> columns, List<Column> nulls) {
    return columnSets.of(columns, nulls);
  }

  /** The statement that deletes rows by their keys, or marks them. */
  public String deleteSql() {
    if (deleteSql == null) {
      deleteSql = WriteSql.delete(plan);
    }
    return deleteSql;
  }
}

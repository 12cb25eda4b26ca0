package io.pgsink.batch;

import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.ConflictTarget;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import io.pgsink.type.TypeMapper;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Where the changes of topics with the same options go: a table, the plan of writing it, and
 * everything that is resolved once for each record schema. A table that changes gets a new target.
 *
 * <p>Thread-safe: a task's thread links new schemas while lanes fold parts of a batch again.
 */
public final class RowTarget {
  private static final int MOST_REMEMBERED = 2_000;

  private final WritePlan plan;
  private final TypeMapper types;
  private final LayoutLinker linker;
  private final Optional<Column> mark;
  private final boolean replaces;
  private final Optional<Column> version;
  private final boolean inOneLane;
  private final boolean replacesRows;
  private final Map<LinkKey, RowLayout> layouts = new ConcurrentHashMap<>();
  private final Map<List<Column>, ColumnSet> columnSets = new ConcurrentHashMap<>();
  private final Map<MergeKey, RowMerge> merges = new ConcurrentHashMap<>();
  private volatile Linked lastLinked = new Linked(null, null, null);
  private volatile Merged lastMerged = new Merged(null, null, null);
  private volatile String deleteSql;

  /**
   * A target.
   *
   * @param plan how rows are written
   * @param types how values are written
   * @param ignoreUnknown whether fields without a column are left out instead of refused
   * @param inOneLane whether all rows must go through one lane
   */
  public RowTarget(WritePlan plan, TypeMapper types, boolean ignoreUnknown, boolean inOneLane) {
    this.plan = plan;
    this.types = types;
    this.inOneLane = inOneLane;
    this.linker = new LayoutLinker(this, types, ignoreUnknown);
    this.mark =
        plan.delete() instanceof DeleteMode.Soft soft
            ? plan.table().column(soft.column())
            : Optional.empty();
    this.version =
        plan.when() instanceof UpdateWhen.Newer newer
            ? plan.table().column(newer.column())
            : Optional.empty();
    this.replaces = plan.mode() != InsertMode.INSERT && !isPartial(plan.target());
    this.replacesRows =
        version.isEmpty() && plan.rules().values().stream().allMatch(UpdateRule.REPLACE::equals);
  }

  private record LinkKey(RowSchema schema, Change.Kind kind) {}

  private record MergeKey(RowLayout older, RowLayout newer) {}

  private record Linked(RowSchema schema, Change.Kind kind, RowLayout layout) {}

  private record Merged(RowLayout older, RowLayout newer, RowMerge merge) {}

  /** How rows are written. */
  public WritePlan plan() {
    return plan;
  }

  /**
   * Where the values of a record schema go.
   *
   * @throws BadRecordException when a field has no column, or a value of its type can't go there
   */
  public RowLayout layout(RowSchema schema, Change.Kind kind) {
    Linked last = lastLinked;
    if (last.schema == schema && last.kind == kind) {
      return last.layout;
    }
    LinkKey key = new LinkKey(schema, kind);
    RowLayout layout = layouts.get(key);
    if (layout == null) {
      layout = linker.link(schema, kind);
      remember(layouts, key, layout);
    }
    lastLinked = new Linked(schema, kind, layout);
    return layout;
  }

  /**
   * A record's change of a row of this table.
   *
   * @param values the row's values in the schema's order
   * @throws BadRecordException when the row can't be stored, or can't be found again
   */
  public Change change(
      SinkRecord record, Change.Kind kind, RowSchema schema, Object[] values, int bytes) {
    RowLayout layout = layout(schema, kind);
    Object key = kind == Change.Kind.TRUNCATE ? null : layout.key(values);
    return new Change(record, kind, layout, key, values, bytes);
  }

  /** Whether all rows must go through one lane, because a truncate may come between them. */
  public boolean inOneLane() {
    return inOneLane;
  }

  /** The column set of these columns; the same object for the same columns. */
  ColumnSet columnSet(List<Column> columns) {
    ColumnSet known = columnSets.get(columns);
    return known != null
        ? known
        : remember(columnSets, columns, new ColumnSet(plan, List.copyOf(columns)));
  }

  /** The layout of rows merged from an older one and others. */
  RowLayout mergedLayout(RowLayout older, List<Column> columns, List<Slot> slots) {
    int[] sources = new int[columns.size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = i;
    }
    List<Column> keyColumns = plan.target().columns();
    int[] keys = new int[keyColumns.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = columns.indexOf(keyColumns.get(i));
    }
    return new RowLayout(
        this,
        older.schema(),
        columnSet(columns),
        sources,
        slots.toArray(Slot[]::new),
        keys,
        older.keyForms());
  }

  /** How a later row joins an earlier one. */
  RowMerge merge(RowLayout older, RowLayout newer) {
    Merged last = lastMerged;
    if (last.older == older && last.newer == newer) {
      return last.merge;
    }
    MergeKey key = new MergeKey(older, newer);
    RowMerge merge = merges.get(key);
    if (merge == null) {
      merge = remember(merges, key, RowMerge.of(this, older, newer));
    }
    lastMerged = new Merged(older, newer, merge);
    return merge;
  }

  /** Topics whose records never look alike must not fill the memory. */
  private static <K, V> V remember(Map<K, V> cache, K key, V value) {
    if (cache.size() >= MOST_REMEMBERED) {
      cache.clear();
    }
    V earlier = cache.putIfAbsent(key, value);
    return earlier == null ? value : earlier;
  }

  TypeMapper types() {
    return types;
  }

  UpdateRule rule(Column column) {
    // an upsert always takes the mark of a soft delete away
    return isMark(column)
        ? UpdateRule.REPLACE
        : plan.rules().getOrDefault(column.name(), UpdateRule.REPLACE);
  }

  /** Whether a later row of the same columns simply takes the place of an earlier one. */
  boolean replacesRows() {
    return replacesRows;
  }

  /**
   * Whether a write leaves exactly one row of its key behind. A plain INSERT may clash, which must
   * be seen; and rows outside a partial unique index are added each time.
   */
  boolean replaces() {
    return replaces;
  }

  private static boolean isPartial(ConflictTarget target) {
    return target instanceof ConflictTarget.Columns columns && columns.predicate().isPresent();
  }

  /** Whether rows are only changed that exist. */
  boolean updatesOnly() {
    return plan.mode() == InsertMode.UPDATE;
  }

  /** Whether rows are only changed by newer versions. */
  boolean guarded() {
    return version.isPresent();
  }

  Column version() {
    return version.orElseThrow();
  }

  /** The order of the version column, or null when two layouts don't share one. */
  Comparator<Object> versionOrder(RowLayout older, RowLayout newer) {
    int before = older.position(version());
    int after = newer.position(version());
    if (before < 0 || after < 0 || !older.slot(before).isLike(newer.slot(after))) {
      return null;
    }
    return types.order(newer.slot(after).schema(), version()).orElse(null);
  }

  /** Whether deletes mark rows instead of removing them. */
  boolean marks() {
    return mark.isPresent();
  }

  boolean isMark(Column column) {
    return mark.isPresent() && mark.get().equals(column);
  }

  String deleteSql() {
    if (deleteSql == null) {
      deleteSql = WriteSql.delete(plan);
    }
    return deleteSql;
  }

  List<Column> keyColumns() {
    return plan.target().columns();
  }
}

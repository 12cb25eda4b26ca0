package io.pgsink.batch;

import io.pgsink.table.Column;
import io.pgsink.table.UpdateRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * How a row of one layout and a later one of another become one row: the update rules, applied in
 * the buffer. Made once per pair of layouts.
 *
 * <p>The law is that of the whole package: what is written must be what PostgreSQL would hold after
 * both changes alone, one after the other, whether the row existed before or not. Where that can't
 * be had, the verdict is SEPARATE and the later change gets a statement of its own.
 */
final class RowMerge {

  /** What became of the later change. */
  enum Verdict {
    /** Both are one row now. */
    MERGED,
    /** The later change lost against a newer version; nothing is left of it. */
    SUPERSEDED,
    /** The later change must be written after the earlier one. */
    SEPARATE
  }

  /**
   * A verdict and, when merged, the values in the merged layout's order.
   *
   * @param verdict what became of the later change
   * @param values the merged row, empty otherwise
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  record Outcome(Verdict verdict, Object[] values) {}

  private static final Object[] NOTHING = {};
  private static final Outcome SEPARATE = new Outcome(Verdict.SEPARATE, NOTHING);
  private static final Outcome SUPERSEDED = new Outcome(Verdict.SUPERSEDED, NOTHING);

  private final RowLayout older;
  private final RowLayout newer;
  private final RowLayout merged;
  private final List<Step> steps;
  private final int olderVersion;
  private final int newerVersion;
  private final Comparator<Object> versions;

  private RowMerge(
      RowLayout older,
      RowLayout newer,
      RowLayout merged,
      List<Step> steps,
      int olderVersion,
      int newerVersion,
      Comparator<Object> versions) {
    this.older = older;
    this.newer = newer;
    this.merged = merged;
    this.steps = steps;
    this.olderVersion = olderVersion;
    this.newerVersion = newerVersion;
    this.versions = versions;
  }

  /** One column of the merged row: where its value comes from. */
  private record Step(Source source, int older, int newer, BinaryOperator<Object> combine) {}

  private enum Source {
    OMIT,
    OLDER,
    NEWER,
    NEWER_UNLESS_NULL,
    COMBINED
  }

  /** The pair that is never merged. */
  static RowMerge separate() {
    return new RowMerge(null, null, null, List.of(), -1, -1, null);
  }

  /** How a later change of this kind and layout joins an earlier row. */
  static RowMerge of(RowTarget target, RowLayout older, RowLayout newer, Change.Kind kind) {
    boolean guarded = target.guarded();
    if (guarded && kind == Change.Kind.MARK) {
      return separate();
    }
    List<Column> columns = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (Column column : target.plan().table().columns().values()) {
      int before = older.position(column);
      int after = newer.position(column);
      if (before < 0 && after < 0) {
        continue;
      }
      if (target.isMark(column) && after < 0) {
        continue; // writing the row takes the mark away
      }
      Step step = step(target, column, older, before, newer, after);
      if (step == null) {
        return separate();
      }
      if (step.source() == Source.OMIT) {
        continue;
      }
      if (guarded && (before < 0 || after < 0 || step.source() == Source.COMBINED)) {
        return separate(); // the stored version may lie between the two
      }
      columns.add(column);
      slots.add(step.source() == Source.OLDER ? older.slot(before) : newer.slot(after));
      steps.add(step);
    }
    int olderVersion = -1;
    int newerVersion = -1;
    Comparator<Object> versions = null;
    if (guarded) {
      Column version = target.version();
      olderVersion = older.position(version);
      newerVersion = newer.position(version);
      versions = target.versionOrder(older, newer);
      if (olderVersion < 0 || newerVersion < 0 || versions == null) {
        return separate();
      }
    }
    RowLayout merged = target.mergedLayout(older, columns, slots);
    return new RowMerge(older, newer, merged, steps, olderVersion, newerVersion, versions);
  }

  private static final Step OMIT = new Step(Source.OMIT, -1, -1, null);

  /** The step of one column; OMIT when it isn't provided, null when rows can't be merged. */
  private static Step step(
      RowTarget target, Column column, RowLayout older, int before, RowLayout newer, int after) {
    if (target.plan().isKey(column)) {
      return new Step(Source.OLDER, before, after, null);
    }
    UpdateRule rule = target.rule(column);
    if (after < 0) {
      return new Step(Source.OLDER, before, after, null);
    }
    return switch (rule) {
      case REPLACE -> new Step(Source.NEWER, before, after, null);
      case KEEP -> before < 0 ? OMIT : new Step(Source.OLDER, before, after, null);
      case COALESCE, ADD, GREATEST, LEAST, APPEND, MERGE ->
          combined(target, column, older, before, newer, after);
    };
  }

  private static Step combined(
      RowTarget target, Column column, RowLayout older, int before, RowLayout newer, int after) {
    if (before < 0) {
      // an insert of the older row alone would have taken the column's default first
      return column.hasDefault() ? null : new Step(Source.NEWER, before, after, null);
    }
    if (!older.slot(before).isLike(newer.slot(after))) {
      return null;
    }
    UpdateRule rule = target.rule(column);
    if (rule == UpdateRule.COALESCE) {
      return new Step(Source.NEWER_UNLESS_NULL, before, after, null);
    }
    return target
        .types()
        .fold(rule, newer.slot(after).schema(), column)
        .map(combine -> new Step(Source.COMBINED, before, after, combine))
        .orElse(null);
  }

  /** The layout of the merged row. */
  RowLayout layout() {
    return merged;
  }

  /** Merges two rows, neither of which is changed. */
  Outcome apply(Object[] olderValues, Object[] newerValues) {
    if (merged == null) {
      return SEPARATE;
    }
    if (versions != null) {
      Object olderValue = older.value(olderValues, olderVersion);
      Object newerValue = newer.value(newerValues, newerVersion);
      if (newerValue == null) {
        // a row without a version replaces only one that has none
        return olderValue == null ? SEPARATE : SUPERSEDED;
      }
      if (olderValue != null && versions.compare(newerValue, olderValue) <= 0) {
        return SUPERSEDED;
      }
    }
    Object[] values = new Object[steps.size()];
    for (int i = 0; i < values.length; i++) {
      Step step = steps.get(i);
      Object before = step.older() < 0 ? null : older.value(olderValues, step.older());
      Object after = step.newer() < 0 ? null : newer.value(newerValues, step.newer());
      switch (step.source()) {
        case OMIT -> throw new IllegalStateException("omitted columns have no value");
        case OLDER -> values[i] = before;
        case NEWER -> values[i] = after;
        case NEWER_UNLESS_NULL -> values[i] = after == null ? before : after;
        case COMBINED -> {
          if (before == null || after == null) {
            values[i] = after == null ? before : after;
            break;
          }
          values[i] = step.combine().apply(before, after);
          if (values[i] == null) {
            return SEPARATE; // the sum has no exact form here
          }
        }
      }
    }
    return new Outcome(Verdict.MERGED, values);
  }
}

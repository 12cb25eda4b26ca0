// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.link.RowLayout;
import io.pgsink.link.Slot;
import io.pgsink.table.BadRecordException;
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
 * be had, the verdict is SEPARATE and the later change gets a statement of its own. What only
 * PostgreSQL can refuse (a CHECK, a foreign key) is seen in the merged row only.
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
  private final ValueCheck check;
  private final RowLayout older;
  private final RowLayout newer;
  private final RowLayout merged;
  private final List<Step> steps;

  private final boolean heals;
  private final int[] droppedOlder;
  private final int[] droppedNewer;
  private final int olderVersion;
  private final int newerVersion;
  private final Comparator<Object> versions;

  /** One column of the merged row: where its value comes from. */
  private record Step(
      Column column, Source source, int older, int newer, BinaryOperator<Object> combine) {}

  private enum Source {
    OMIT,
    OLDER,
    NEWER,
    NEWER_UNLESS_NULL,
    COMBINED
  }

  /** How a later change of this layout joins an earlier row. */
  static RowMerge of(FoldRules rules, ValueCheck check, RowLayout older, RowLayout newer) {
    return new RowMerge(rules, check, older, newer);
  }

  private RowMerge(FoldRules rules, ValueCheck check, RowLayout older, RowLayout newer) {
    this.check = check;
    this.older = older;
    this.newer = newer;
    List<Column> columns = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    this.steps = new ArrayList<>();
    List<Integer> oldOnes = new ArrayList<>();
    List<Integer> newOnes = new ArrayList<>();
    boolean separate = false;
    boolean keepsOld = false;
    boolean heals = false;
    for (Column column : rules.plan().table().columns().values()) {
      int before = older.position(column);
      int after = newer.position(column);
      boolean provided = before >= 0 || after >= 0;
      // a row that doesn't give the mark of a soft delete takes it away
      if (!provided || (rules.isMark(column) && after < 0)) {
        continue;
      }
      Step step = step(rules, column, older, before, newer, after);
      if (step == null || (rules.guarded() && !survivesGuard(step))) {
        separate = true;
        break;
      }
      boolean key = rules.plan().isKey(column);
      Source source = step.source();
      keepsOld |= !key && source != Source.NEWER && source != Source.OMIT;
      boolean lacked = column.isRequired() || older.columns().nulls().contains(column);
      heals |= before < 0 && source == Source.NEWER && lacked;
      if (before >= 0 && !key && source != Source.OLDER) {
        oldOnes.add(before);
      }
      if (after >= 0 && !key && source != Source.NEWER && source != Source.NEWER_UNLESS_NULL) {
        newOnes.add(after);
      }
      if (source != Source.OMIT) {
        columns.add(column);
        slots.add(source == Source.OLDER ? older.slot(before) : newer.slot(after));
        steps.add(step);
      }
    }
    boolean dependsOnOlder = keepsOld || !newOnes.isEmpty();
    this.droppedOlder = oldOnes.stream().mapToInt(Integer::intValue).toArray();
    this.droppedNewer = newOnes.stream().mapToInt(Integer::intValue).toArray();
    boolean guarded = rules.guarded();
    this.olderVersion = guarded ? older.position(rules.version()) : -1;
    this.newerVersion = guarded ? newer.position(rules.version()) : -1;
    this.versions = guarded ? rules.versionOrder(older, newer).orElse(null) : null;
    separate |= guarded && (versions == null || rules.rule(rules.version()) != UpdateRule.REPLACE);
    // alone, the older row might be refused for want of a value that the newer one has; then the
    // newer one is all of the row, and nothing may depend on the older
    separate |= heals && dependsOnOlder;
    this.heals = heals;
    this.merged = separate ? null : rules.mergedLayout(older, newer, columns, slots);
  }

  /** Under update.when=newer the stored version may lie between the two. */
  private static boolean survivesGuard(Step step) {
    return switch (step.source()) {
      case OMIT, OLDER, NEWER -> step.older() >= 0 && step.newer() >= 0;
      case NEWER_UNLESS_NULL, COMBINED -> false;
    };
  }

  /** The step of one column; null when rows can't be merged. */
  private static Step step(
      FoldRules rules, Column column, RowLayout older, int before, RowLayout newer, int after) {
    if (rules.plan().isKey(column)) {
      return new Step(column, Source.OLDER, before, after, null);
    }
    UpdateRule rule = rules.rule(column);
    if (after < 0) {
      return new Step(column, Source.OLDER, before, after, null);
    }
    return switch (rule) {
      case REPLACE -> new Step(column, Source.NEWER, before, after, null);
      case KEEP -> new Step(column, before < 0 ? Source.OMIT : Source.OLDER, before, after, null);
      case COALESCE, ADD, GREATEST, LEAST, APPEND, MERGE ->
          combined(rules, column, older, before, newer, after);
    };
  }

  private static Step combined(
      FoldRules rules, Column column, RowLayout older, int before, RowLayout newer, int after) {
    if (before < 0) {
      // an insert of the older row alone would have taken the column's default first
      return column.hasDefault() ? null : new Step(column, Source.NEWER, before, after, null);
    }
    if (!older.slot(before).isLike(newer.slot(after))) {
      return null;
    }
    UpdateRule rule = rules.rule(column);
    if (rule == UpdateRule.COALESCE) {
      return new Step(column, Source.NEWER_UNLESS_NULL, before, after, (first, last) -> last);
    }
    return rules
        .target()
        .types()
        .fold(rule, newer.slot(after).schema(), column)
        .map(combine -> new Step(column, Source.COMBINED, before, after, combine))
        .orElse(null);
  }

  /** The layout of the merged row. */
  RowLayout layout() {
    return merged;
  }

  /**
   * Merges two rows, neither of which is changed.
   *
   * @throws BadRecordException when one of them holds a value that can't be stored
   */
  Outcome apply(Object[] olderValues, Object[] newerValues) {
    if (merged == null) {
      return SEPARATE;
    }
    if (hidesBadRecord(olderValues, newerValues)) {
      return SEPARATE;
    }
    if (versions != null) {
      Object olderValue = older.value(olderValues, olderVersion);
      Object newerValue = newer.value(newerValues, newerVersion);
      if (newerValue == null) {
        // a row without a version replaces only one that has none
        return olderValue == null ? SEPARATE : superseded(newerValues);
      }
      if (olderValue != null && versions.compare(newerValue, olderValue) <= 0) {
        return superseded(newerValues);
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
        case NEWER_UNLESS_NULL, COMBINED -> {
          if (before == null || after == null) {
            if (step.column().notNull()) {
              return SEPARATE; // PostgreSQL refuses the NULL before the rule sees it
            }
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

  private Outcome superseded(Object[] newerValues) {
    return check.fits(newer, newerValues) ? SUPERSEDED : SEPARATE;
  }

  /**
   * A bad record must be seen: it must not be stored in part, leave a trace, or vanish. So values
   * that are dropped, combined or compared have to be good. A row that lacks a required column may
   * be bad too, which only PostgreSQL knows; nothing may depend on it, and the merged row has the
   * older row's spelling of the key.
   */
  private boolean hidesBadRecord(Object[] olderValues, Object[] newerValues) {
    if (heals && !older.sameKeyValues(olderValues, newer, newerValues)) {
      return true;
    }
    return !fit(older, droppedOlder, olderValues) || !fit(newer, droppedNewer, newerValues);
  }

  private boolean fit(RowLayout layout, int[] positions, Object[] values) {
    for (int position : positions) {
      if (!check.fits(layout, position, values)) {
        return false;
      }
    }
    return true;
  }
}

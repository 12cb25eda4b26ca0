// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.link.RowLayout;
import io.pgsink.table.BadRecordException;

/**
 * What becomes of one row in one wave of statements: perhaps deleted, then perhaps written, then
 * perhaps marked as deleted. Built by {@link TableFold} on one thread and not changed once its
 * batch is sealed.
 */
final class Entry {
  private final TargetFold fold;
  private final Change first;
  private final int wave;

  /** The delete before the write, or the mark behind it: a target does one or the other. */
  private Change deletion;

  private RowLayout layout;
  private Object[] values;

  Entry(TargetFold fold, Change change, int wave) {
    this.fold = fold;
    this.first = change;
    this.wave = wave;
    if (change.kind() == ChangeKind.DELETE) {
      deletion = change;
    } else {
      write(change);
    }
  }

  /**
   * Takes a later change of the same row in, if the result is exactly that of applying both one
   * after the other.
   *
   * @return false when it isn't, and the change must follow in a later statement
   */
  boolean fold(Change change) {
    if (change.target() != fold.target() || !fold.target().folds()) {
      return false;
    }
    try {
      return switch (change.kind()) {
        case DELETE -> rules().marks() ? foldMark(change) : foldDelete(change);
        case WRITE -> foldWrite(change);
        case TRUNCATE -> throw new IllegalStateException("a truncate has no row");
      };
    } catch (RuntimeException unexpected) {
      // a value of one of them is to blame: written alone, the change fails alone
      return false;
    }
  }

  /** A mark stands behind the write, where it marks whatever row is there by then. */
  private boolean foldMark(Change change) {
    if (deletion == null) {
      deletion = change;
    }
    return true;
  }

  private boolean foldDelete(Change change) {
    if (layout != null && !(rules().replaces() && fold.fits(layout, values))) {
      return false;
    }
    deletion = change;
    layout = null;
    values = null;
    return true;
  }

  private boolean foldWrite(Change change) {
    if (deletion != null && rules().marks()) {
      return unmark(change);
    }
    if (layout != null) {
      return join(change);
    }
    if (rules().updatesOnly()) {
      return fold.fits(change.layout(), change.values()); // there is no row to update
    }
    write(change);
    return true;
  }

  /**
   * Writing a row takes its mark away, so that the mark needn't be set; unless it may not write.
   */
  private boolean unmark(Change change) {
    boolean writesAlways =
        switch (rules().plan().mode()) {
          case UPSERT, UPDATE -> rules().replaces() && !rules().guarded();
          case INSERT, IGNORE -> false;
        };
    if (!writesAlways) {
      return false;
    }
    if (layout == null) {
      write(change);
    } else if (!join(change)) {
      return false;
    }
    deletion = null;
    return true;
  }

  private boolean join(Change change) {
    return switch (rules().plan().mode()) {
      case INSERT -> false;
      case IGNORE -> // the first row stays
          rules().replaces() && fold.fits(change.layout(), change.values());
      case UPSERT, UPDATE -> rules().replaces() && merge(change);
    };
  }

  private boolean merge(Change change) {
    if (change.layout() == layout
        && rules().replacesRows()
        && layout.sameKeyValues(values, layout, change.values())) {
      if (!fold.fits(layout, values)) {
        return false;
      }
      values = change.values();
      return true;
    }
    RowMerge merge = fold.merge(layout, change.layout());
    RowMerge.Outcome outcome;
    try {
      outcome = merge.apply(values, change.values());
    } catch (BadRecordException refused) {
      // one of the two is a bad record, and encoding will tell which
      return false;
    }
    return switch (outcome.verdict()) {
      case MERGED -> {
        values = outcome.values();
        layout = merge.layout();
        yield true;
      }
      case SUPERSEDED -> true;
      case SEPARATE -> false;
    };
  }

  /** Whether what is written has a place in its columns, so that it may be dropped. */
  boolean fits() {
    return layout == null || fold.fits(layout, values);
  }

  private void write(Change change) {
    layout = change.layout();
    values = change.values();
  }

  /** The change that opened the entry. */
  Change first() {
    return first;
  }

  Object key() {
    return first.key();
  }

  FoldRules rules() {
    return fold.rules();
  }

  int wave() {
    return wave;
  }

  /** Whether the row is deleted before it is written, or marked behind it. */
  boolean deletes() {
    return deletion != null;
  }

  boolean writes() {
    return layout != null;
  }

  RowLayout layout() {
    return layout;
  }

  Object[] values() {
    return values;
  }

  /** The change whose key is deleted or marked. */
  Change deletion() {
    return deletion;
  }
}

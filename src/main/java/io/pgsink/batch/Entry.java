package io.pgsink.batch;

/**
 * What becomes of one row in one statement group: perhaps deleted, then perhaps written. Built by
 * {@link TableFold} on one thread and not changed once its batch is sealed.
 */
final class Entry {
  private final Change first;
  private final int wave;

  private boolean deleted;
  private RowLayout deleteLayout;
  private Object[] deleteValues;

  private RowLayout layout;
  private Object[] values;
  private boolean mark;

  Entry(Change change, int wave) {
    this.first = change;
    this.wave = wave;
    if (change.kind() == Change.Kind.DELETE) {
      delete(change);
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
    if (change.target() != target()) {
      return false;
    }
    return switch (change.kind()) {
      case DELETE -> foldDelete(change);
      case MARK, WRITE -> layout == null ? writeAfterDelete(change) : foldWrite(change);
      case TRUNCATE -> throw new IllegalStateException("a truncate has no row");
    };
  }

  private boolean foldDelete(Change change) {
    switch (target().plan().mode()) {
      case INSERT -> {
        // an INSERT that is going to clash must be seen to clash
        if (layout != null) {
          return false;
        }
      }
      case UPSERT, IGNORE, UPDATE -> {}
    }
    delete(change);
    layout = null;
    values = null;
    return true;
  }

  private boolean writeAfterDelete(Change change) {
    boolean needsRow = change.kind() == Change.Kind.MARK || target().updatesOnly();
    if (!needsRow) {
      write(change);
    }
    return true;
  }

  private boolean foldWrite(Change change) {
    return switch (target().plan().mode()) {
      case INSERT -> false;
      case IGNORE -> !mark && change.kind() == Change.Kind.WRITE; // the first row stays
      case UPSERT, UPDATE -> merge(change);
    };
  }

  private boolean merge(Change change) {
    boolean sameKind = mark == (change.kind() == Change.Kind.MARK);
    if (sameKind
        && change.layout() == layout
        && target().replacesRows()
        && layout.sameKeyValues(values, change.values())) {
      values = change.values();
      return true;
    }
    if (mark && change.kind() == Change.Kind.WRITE) {
      // a mark on a row that may not exist, then the row: writing it takes the mark away anyway
      if (target().guarded()) {
        return false;
      }
      write(change);
      return true;
    }
    RowMerge merge = target().merge(layout, change.layout(), change.kind());
    RowMerge.Outcome outcome = merge.apply(values, change.values());
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

  private void delete(Change change) {
    deleted = true;
    deleteLayout = change.layout();
    deleteValues = change.values();
  }

  private void write(Change change) {
    layout = change.layout();
    values = change.values();
    mark = change.kind() == Change.Kind.MARK;
  }

  /** The change that opened the entry. */
  Change first() {
    return first;
  }

  Object key() {
    return first.key();
  }

  RowTarget target() {
    return first.target();
  }

  int wave() {
    return wave;
  }

  boolean deletes() {
    return deleted;
  }

  boolean writes() {
    return layout != null;
  }

  /** Whether the write only changes a row that exists. */
  boolean updatesOnly() {
    return mark || target().updatesOnly();
  }

  RowLayout layout() {
    return layout;
  }

  Object[] values() {
    return values;
  }

  RowLayout deleteLayout() {
    return deleteLayout;
  }

  Object[] deleteValues() {
    return deleteValues;
  }
}

package io.pgsink.batch;

import org.apache.kafka.connect.sink.SinkRecord;

/**
 * One record's change of one row, linked to its table: what a buffer folds and a batch replays.
 *
 * <p>Immutable. The values are shared with whoever made it and must not be changed.
 */
public final class Change {

  /** What a change does to its row. */
  public enum Kind {
    /** Writes the row as {@code insert.mode} says. */
    WRITE,
    /** Deletes the row, or marks it as deleted, as {@code delete.mode} says. */
    DELETE,
    /** Empties the table. */
    TRUNCATE
  }

  private final SinkRecord record;
  private final Kind kind;
  private final RowLayout layout;
  private final Object key;
  private final Object[] values;
  private final int bytes;

  /**
   * A change.
   *
   * @param record the record that asked for it
   * @param kind what it does
   * @param layout where the values go
   * @param key the canonical key, or null when the table's rows have no identity
   * @param values the values in the layout's order
   * @param bytes roughly what the record holds in memory
   */
  public Change(
      SinkRecord record, Kind kind, RowLayout layout, Object key, Object[] values, int bytes) {
    this.record = record;
    this.kind = kind;
    this.layout = layout;
    this.key = key;
    this.values = values;
    this.bytes = bytes;
  }

  /** The record that asked for the change. */
  public SinkRecord record() {
    return record;
  }

  /** What the change does. */
  public Kind kind() {
    return kind;
  }

  /** Where the values go. */
  public RowLayout layout() {
    return layout;
  }

  /** Where the row lives. */
  public RowTarget target() {
    return layout.target();
  }

  /** The canonical key, or null when the table's rows have no identity. */
  public Object key() {
    return key;
  }

  /** The values in the layout's order. */
  public Object[] values() {
    return values;
  }

  /** Roughly what the record holds in memory. */
  public int bytes() {
    return bytes;
  }
}

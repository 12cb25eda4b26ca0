// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * One record's change of one row, linked to its table: what a buffer folds and a batch replays.
 *
 * <p>Immutable. The values are shared with whoever made it and must not be changed.
 */
public final class Change {

  private final SinkRecord record;
  private final ChangeKind kind;
  private final RowTarget target;
  private final RowLayout layout;
  private final Object key;
  private final Object[] values;
  private final int bytes;

  private Change(
      SinkRecord record,
      ChangeKind kind,
      RowTarget target,
      RowLayout layout,
      Object key,
      Object[] values,
      int bytes) {
    this.record = record;
    this.kind = kind;
    this.target = target;
    this.layout = layout;
    this.key = key;
    this.values = values;
    this.bytes = bytes;
  }

  /**
   * A record's change of a row.
   *
   * @param target where the row lives
   * @param record the record that asks for it
   * @param kind what it does
   * @param schema the schema of the row
   * @param values the row's values in the schema's order
   * @param bytes roughly what the record holds in memory
   * @throws BadRecordException when the row can't be stored, or can't be found again
   */
  public static Change of(
      RowTarget target,
      SinkRecord record,
      ChangeKind kind,
      RowSchema schema,
      Object[] values,
      int bytes) {
    RowLayout layout = target.layout(target.layout(schema, kind), values);
    Object key = kind == ChangeKind.TRUNCATE ? null : layout.key(values);
    return new Change(record, kind, target, layout, key, values, bytes);
  }

  /** The record that asked for the change. */
  public SinkRecord record() {
    return record;
  }

  /** What the change does. */
  public ChangeKind kind() {
    return kind;
  }

  /** Where the values go. */
  public RowLayout layout() {
    return layout;
  }

  /** Where the row lives. */
  public RowTarget target() {
    return target;
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

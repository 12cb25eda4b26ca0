// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record, read: what is to happen to which row.
 *
 * @param record the record that it was read from
 * @param op what is to happen
 * @param schema what the values are
 * @param values Connect values in the order of the schema, null for NULL; owned by this change
 * @param bytes roughly how many bytes the values take on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // one array per record is what a row costs
public record RowChange(SinkRecord record, Op op, RowSchema schema, Object[] values, int bytes) {

  /** The value at an index, null for NULL. */
  public Object value(int index) {
    return values[index];
  }

  /** Never the values. */
  @Override
  public String toString() {
    return op
        + " from "
        + record.topic()
        + '-'
        + record.kafkaPartition()
        + '@'
        + record.kafkaOffset();
  }
}
